/** What this machine lets the sandbox do. Each answer is from an attempt, never from a version or a file. */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { SandboxError } from './error.ts'
import type { InsideReport } from './features/inside.ts'
import { explainRefusal } from './features/refusals.ts'
import { isMachineRoot, launchFailure, launchNamespaced, UNPRIVILEGED_ID } from './launch.ts'
import { openEstate } from './memory-group/estate.ts'
import { REPOSITORY } from './paths.ts'

export type Feature = { name: string; ok: boolean; detail: string; fix: string }

const ATTEMPT_MS = 15_000
const INSIDE_ENTRY = join(import.meta.dirname, 'features/inside.ts')
/** Oldest that runs TypeScript sources without a flag. */
const OLDEST_NODE = [22, 18] as const

export async function probeFeatures(): Promise<Feature[]> {
  const features = [nodeVersion(), packagedNode()]
  if (process.platform !== 'linux') {
    const fix = 'Run wirebook in a Linux container with two options (see README), or on Linux.'
    return [
      ...features,
      { name: 'namespaces', ok: false, detail: `they exist on Linux; this is ${process.platform}`, fix },
    ]
  }
  features.push(rights())
  const user = attempt('user namespaces', ['--user', '--map-root-user'])
  features.push(user)
  if (!user.ok) return [...features, await memoryBound(undefined)]
  features.push(attempt('network namespaces', ['--user', '--map-root-user', '--net']))
  return [...features, ...(await lookInside())]
}

function works(name: string, detail: string): Feature {
  return { name, ok: true, detail, fix: '' }
}

function nodeVersion(): Feature {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [oldest, oldestMinor] = OLDEST_NODE
  if (major > oldest || (major === oldest && minor >= oldestMinor)) return works('node version', process.version)
  const fix = `Install Node ${oldest}.${oldestMinor} or newer, or run "npm install" here without --omit=optional.`
  return { name: 'node version', ok: false, detail: `${process.version} cannot run TypeScript`, fix }
}

/** The Node that comes by npm needs one library that minimal systems lack. */
function packagedNode(): Feature {
  const name = 'libatomic'
  const { status, stderr, error } = spawnSync(join(REPOSITORY, 'node_modules/.bin/node'), ['--version'], {
    encoding: 'utf8',
    timeout: ATTEMPT_MS,
  })
  if (status === 0) return works(name, "npm's own Node starts")
  const said = (error?.message ?? stderr).trim().split('\n').at(-1) ?? ''
  const fix = /libatomic/.test(said)
    ? 'Install libatomic (on Debian and Ubuntu: apt-get install libatomic1). Until then the Node of this machine is used.'
    : 'Run "npm install" without --omit=optional. Until then the Node of this machine is used.'
  return { name, ok: false, detail: said || "npm's own Node does not start", fix }
}

function rights(): Feature {
  return isMachineRoot()
    ? works('user', `root; learners' programs run as uid ${UNPRIVILEGED_ID}`)
    : works('user', `uid ${process.getuid?.()}, no privileges needed`)
}

function attempt(name: string, flags: string[]): Feature {
  const drop = isMachineRoot() ? ['setpriv', `--reuid=${UNPRIVILEGED_ID}`, `--regid=${UNPRIVILEGED_ID}`] : []
  const words = [...drop, ...(drop.length > 0 ? ['--clear-groups'] : []), 'unshare', ...flags, 'true']
  const { status, stderr, error } = spawnSync(words[0] ?? '', words.slice(1), { encoding: 'utf8', timeout: ATTEMPT_MS })
  if (status === 0) return works(name, 'made one')
  return { name, ok: false, ...explainRefusal(error?.message ?? stderr ?? '') }
}

const INSIDE: { key: Exclude<keyof InsideReport, 'memory'>; name: string; good: string; fix?: string }[] = [
  { key: 'capture', name: 'packet capture', good: 'AF_PACKET opened in a network of its own' },
  {
    key: 'wire',
    name: 'wire between two hosts',
    good: 'a veth cable joins two namespaces',
    fix: 'As root: modprobe veth. Labs with one host work without it.',
  },
  {
    key: 'bridge',
    name: 'switch',
    good: 'a bridge joins hosts',
    fix: 'As root: modprobe bridge. Labs without a switch work without it.',
  },
  {
    key: 'ipv6',
    name: 'IPv6',
    good: 'hosts have IPv6 addresses',
    fix: 'Boot without ipv6.disable=1. Labs with IPv4 alone work without it.',
  },
  {
    key: 'bubblewrap',
    name: 'bubblewrap',
    good: 'contains a program',
    fix: 'Not needed where util-linux alone works. Otherwise install bubblewrap.',
  },
  { key: 'rootview', name: 'util-linux alone', good: 'contains a program with a view of its own' },
  { key: 'bare', name: 'system call filter', good: 'a program without privileges runs under it' },
]

async function lookInside(): Promise<Feature[]> {
  try {
    const report = await insideReport()
    const parts = INSIDE.map(({ key, name, good, fix }) => {
      const why = report[key]
      if (why === null) return works(name, good)
      const refusal = explainRefusal(why)
      return { name, ok: false, detail: refusal.detail, fix: fix ?? refusal.fix }
    })
    return [...parts, await memoryBound(report.memory)]
  } catch (error) {
    const { message } = SandboxError.from(error)
    const sandbox = { name: 'sandbox', ok: false, detail: message, fix: explainRefusal(message).fix }
    return [sandbox, await memoryBound(undefined)]
  }
}

function insideReport(): Promise<InsideReport> {
  return new Promise((resolve, reject) => {
    const child = launchNamespaced(INSIDE_ENTRY, [], ['ignore', 'pipe', 'pipe'])
    let printed = ''
    let said = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    const late = setTimeout(() => child.kill('SIGKILL'), ATTEMPT_MS)
    child.once('error', reject)
    child.once('close', () => {
      clearTimeout(late)
      try {
        resolve(JSON.parse(printed) as InsideReport)
      } catch {
        reject(launchFailure(said))
      }
    })
  })
}

/**
 * Which of the two bounds the memory of a session: the kernel, or our watch. `refused`: what a helper said that tried to
 * have it bounded; undefined where no helper could try.
 */
async function memoryBound(refused: string | null | undefined): Promise<Feature> {
  const name = 'memory bound by cgroup'
  const estate = openEstate(null)
  const why = 'why' in estate ? estate.why : refused
  if (!('why' in estate)) await estate.close()
  if (why === null && !('why' in estate))
    return works(
      name,
      `cgroup v${estate.version}, in ${dirname(estate.folder)}: a program that took too much was ended`,
    )
  const root = isMachineRoot()
  const unit = root ? 'systemd-run' : 'systemd-run --user'
  return {
    name,
    ok: false,
    detail: `memory is watched instead, ten times a second: ${why ?? 'there is no sandbox to try it in'}`,
    fix: `Not needed for your own code. With systemd: ${unit} --scope -p Delegate=yes npm start.`,
  }
}
