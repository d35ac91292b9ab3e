/** What stands in the way of namespaces on this machine: the tools for them, AppArmor, a container's own policy. */

import { DOCKER } from '../../sidecar/sandbox/features/refusals.ts'
import type { Feature } from '../../sidecar/sandbox/features.ts'
import { isMachineRoot, UNPRIVILEGED_ID } from '../../sidecar/sandbox/launch.ts'
import { attempt } from './attempt.ts'

const UTIL_LINUX = ['unshare', 'nsenter', 'setpriv', 'mount']

export async function machineFeatures(): Promise<Feature[]> {
  if (process.platform !== 'linux') return []
  return Promise.all([utilLinux(), userRights(), freshProc()])
}

async function utilLinux(): Promise<Feature> {
  const tried = await Promise.all(UTIL_LINUX.map(async (tool) => ({ tool, ...(await attempt([tool, '--version'])) })))
  const bad = tried.filter(({ ok }) => !ok).map(({ tool }) => tool)
  const version = /[\d.]+/.exec(tried[0]!.printed)?.[0] ?? ''
  return {
    name: 'util-linux tools',
    ok: bad.length === 0,
    detail: bad.length === 0 ? `${UTIL_LINUX.join(', ')} ${version}` : `missing: ${bad.join(', ')}`,
    fix: bad.length === 0 ? '' : 'Install util-linux (Debian and Ubuntu: apt-get install util-linux mount).',
  }
}

/** A restricted user namespace can be made and gives no rights: then nothing can be mounted in it. */
async function userRights(): Promise<Feature> {
  const { ok, said } = await attempt(namespaced(['--mount'], ['mount', '-t', 'tmpfs', 'none', '/mnt']))
  const restricted = /uid_map|setgroups|Permission denied/.test(said)
  return {
    name: 'AppArmor',
    ok,
    detail: ok ? 'does not restrict what a user namespace may do' : said,
    fix: ok
      ? ''
      : restricted
        ? 'As root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile with "userns," for /usr/bin/unshare.'
        : DOCKER,
  }
}

/** Containers mask parts of /proc, and then the kernel lets nobody mount another. */
async function freshProc(): Promise<Feature> {
  const { ok, said } = await attempt(namespaced(['--pid', '--fork', '--mount-proc'], ['true']))
  return {
    name: 'a /proc of its own',
    ok,
    detail: ok ? 'mounted one; no container policy hides parts of it' : said,
    fix: ok ? '' : DOCKER,
  }
}

/** As a learner's program would get it: never from the machine's root. */
function namespaced(flags: string[], command: string[]): string[] {
  const drop = ['setpriv', `--reuid=${UNPRIVILEGED_ID}`, `--regid=${UNPRIVILEGED_ID}`, '--clear-groups', '--']
  return [...(isMachineRoot() ? drop : []), 'unshare', '--user', '--map-root-user', ...flags, '--', ...command]
}
