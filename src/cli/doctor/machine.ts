/** What stands in the way of namespaces on this machine: the tools for them, AppArmor, a container's own policy. */
import type { Feature } from '../../sidecar/sandbox/features.ts'
import { isMachineRoot, UNPRIVILEGED_ID } from '../../sidecar/sandbox/launch.ts'
import { attempt } from './attempt.ts'
import type { DoctorWords, FeatureWords } from './words/index.ts'

const UTIL_LINUX = ['unshare', 'nsenter', 'setpriv', 'mount']

export async function machineFeatures(words: DoctorWords, known: FeatureWords): Promise<Feature[]> {
  if (process.platform !== 'linux') return []
  return Promise.all([utilLinux(words), userRights(words, known), freshProc(words, known)])
}

async function utilLinux(words: DoctorWords): Promise<Feature> {
  const tried = await Promise.all(
    UTIL_LINUX.map(async (tool) => ({ tool, ...(await attempt([tool, '--version'], words)) })),
  )
  const bad = tried.filter(({ ok }) => !ok).map(({ tool }) => tool)
  const version = /[\d.]+/.exec(tried[0]!.printed)?.[0] ?? ''
  return {
    name: words.utilLinux(),
    ok: bad.length === 0,
    detail: bad.length === 0 ? words.utilLinuxGood(UTIL_LINUX, version) : words.utilLinuxMissing(bad),
    fix: bad.length === 0 ? '' : words.utilLinuxFix(),
  }
}

/** A restricted user namespace can be made and gives no rights: then nothing can be mounted in it. */
async function userRights(words: DoctorWords, known: FeatureWords): Promise<Feature> {
  const { ok, said } = await attempt(namespaced(['--mount'], ['mount', '-t', 'tmpfs', 'none', '/mnt']), words)
  const restricted = /uid_map|setgroups|Permission denied/.test(said)
  return {
    name: words.appArmor(),
    ok,
    detail: ok ? words.appArmorGood() : said,
    fix: ok ? '' : restricted ? known.allowUserns() : known.docker(),
  }
}

/** Containers mask parts of /proc, and then the kernel lets nobody mount another. */
async function freshProc(words: DoctorWords, known: FeatureWords): Promise<Feature> {
  const { ok, said } = await attempt(namespaced(['--pid', '--fork', '--mount-proc'], ['true']), words)
  return {
    name: words.freshProc(),
    ok,
    detail: ok ? words.freshProcGood() : said,
    fix: ok ? '' : known.docker(),
  }
}

/** As a learner's program would get it: never from the machine's root. */
function namespaced(flags: string[], command: string[]): string[] {
  const drop = ['setpriv', `--reuid=${UNPRIVILEGED_ID}`, `--regid=${UNPRIVILEGED_ID}`, '--clear-groups', '--']
  return [...(isMachineRoot() ? drop : []), 'unshare', '--user', '--map-root-user', ...flags, '--', ...command]
}
