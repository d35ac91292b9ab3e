/**
 * Starts a trusted entry of ours as root of new user, network and mount namespaces, in which it may make networks and
 * contain programs. Outside it has no privilege that its starter lacks.
 *
 * A root sidecar first becomes an unprivileged user for good: limits on the number of processes do not bind uid 0, and
 * a contained program must not map to it. As that user may not enter every folder (a clone under /root), the repository
 * and Node are bound, in a private mount namespace, to where it may.
 *
 *   root:  unshare mount → bind repository, node → setpriv (nobody) ┐
 *   others:                                                         ┴→ unshare user, net, mount → scratch tmpfs → node
 *
 * Root of a container may have no right to mount before it has namespaces of its own; then it becomes the unprivileged
 * user at once, and the folders must be open to it.
 *
 * All of it is one process that changes itself by exec: the child's pid is the entry's. Its scratch files lie on a
 * tmpfs of its own mount namespace, so that nothing is left however it ends. Its memory groups (memory-group/estate.ts)
 * are removed when it has ended.
 */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { SandboxError } from './error.ts'
import { ESTATE_VARIABLE, openEstate } from './memory-group/estate.ts'
import { INSTALLATION, KOFFI, KOFFI_BINARY, REPOSITORY } from './paths.ts'

/** `nobody` on every Linux distribution. */
export const UNPRIVILEGED_ID = 65_534
/** Folders that exist by the file system standard and hold nothing the helper needs; one becomes the mount point. */
const STAGES = ['/mnt', '/media', '/srv', '/opt', '/var/tmp', '/tmp']
const SCRATCH_SIZE = '256m'
const NODE_FLAGS = ['--disable-warning=ExperimentalWarning']

/** Where the launched process may write; set for it in its environment. Absent where a tmpfs was refused. */
export const SCRATCH_VARIABLE = 'WIREBOOK_SCRATCH'

/** $0 stage, then: size, command. The last exec is setpriv's, as a change of user would clear the death signal. */
const INNER = `stage=$1 size=$2; shift 2
if mount -t tmpfs -o "size=$size,mode=755" wirebook "$stage" 2>/dev/null; then export ${SCRATCH_VARIABLE}="$stage"; fi
exec setpriv --pdeathsig KILL "$@"`

/** Arguments: stage, uid, repository, node, command. */
const OUTER = `set -e
stage=$1 uid=$2 repository=$3 node=$4; shift 4
mount -t tmpfs -o size=1m,mode=755 wirebook "$stage"
mkdir "$stage/repository" "$stage/scratch"
: > "$stage/node"
mount --rbind "$repository" "$stage/repository"
mount --bind "$node" "$stage/node"
exec setpriv --reuid "$uid" --regid "$uid" --clear-groups "$@"`

/** `flags`: of the launched Node, beside the usual ones. */
export type LaunchOptions = { env?: Record<string, string>; flags?: string[] }

/**
 * `entry` is a file of the repository; `args` are handed to it as they are. The child leads a session of its own, so
 * that a terminal's Ctrl+C reaches the sidecar alone, and dies with its parent. Throws SANDBOX_NOT_LINUX, or as root
 * SANDBOX_UNREADABLE; what the machine refuses shows as the child's early end (see `launchFailure`).
 */
export function launchNamespaced(
  entry: string,
  args: string[],
  stdio: StdioOptions,
  options: LaunchOptions = {},
): ChildProcess {
  if (process.platform !== 'linux') throw new SandboxError('SANDBOX_NOT_LINUX', ['notLinux', process.platform])
  const node = process.execPath
  const stage = chooseStage([INSTALLATION, node])
  const namespaces = ['unshare', '--user', '--map-root-user', '--net', '--mount']
  const script = (folder: string) => ['sh', '-c', INNER, 'wirebook-inner', folder, SCRATCH_SIZE]
  const drop = ['setpriv', '--reuid', `${UNPRIVILEGED_ID}`, '--regid', `${UNPRIVILEGED_ID}`, '--clear-groups']
  const flags = [...NODE_FLAGS, ...(options.flags ?? [])]
  const direct = [...namespaces, ...script(stage), node, ...flags, entry, ...args]
  const root = isMachineRoot()
  if (root) staged(entry)
  const words = !root
    ? direct
    : !mayMount()
      ? [...drop, ...direct]
      : [
          ...['unshare', '--mount', '--propagation', 'private', 'sh', '-c', OUTER, 'wirebook-outer'],
          ...[stage, `${UNPRIVILEGED_ID}`, INSTALLATION, node],
          ...[...namespaces, ...script(join(stage, 'scratch'))],
          ...[join(stage, 'node'), ...flags, join(stage, 'repository', staged(entry)), ...args],
        ]
  const [command = '', ...rest] = words
  const estate = openEstate(root ? UNPRIVILEGED_ID : null)
  const memory = 'why' in estate ? {} : { [ESTATE_VARIABLE]: `${estate.version}:${estate.folder}` }
  const env = { ...environment(), ...memory, ...options.env }
  const child = spawn(command, rest, { cwd: '/', detached: true, env, stdio })
  if ('why' in estate) return child
  if (child.pid !== undefined) estate.settle(child.pid)
  for (const end of ['exit', 'error']) child.once(end, () => void estate.close())
  return child
}

/** Root of a user namespace that has no other users is an ordinary user outside, and cannot become another. */
export function isMachineRoot(): boolean {
  if (process.getuid?.() !== 0) return false
  if (process.platform !== 'linux') return true
  const ranges = readFileSync('/proc/self/uid_map', 'utf8').trim().split('\n')
  return ranges.some((range) => {
    const [first = 0, , count = 0] = range.trim().split(/\s+/).map(Number)
    return first <= UNPRIVILEGED_ID && UNPRIVILEGED_ID < first + count
  })
}

/** CAP_SYS_ADMIN, which root of a machine has and root of most containers has not. */
function mayMount(): boolean {
  const effective = /^CapEff:\s+([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0'
  return (BigInt(`0x${effective}`) & (1n << CAP_SYS_ADMIN)) !== 0n
}
const CAP_SYS_ADMIN = 21n

/** What the end of a launched process before it said anything means, from what it printed. */
export function launchFailure(printed: string): SandboxError {
  const said = printed.trim().split('\n').at(-1) ?? ''
  if (/ENOENT|not found/.test(said) && /unshare|setpriv|mount/.test(said))
    return new SandboxError('SANDBOX_NO_UNSHARE', ['noUtilLinux', said])
  if (/unshare/.test(said) || /uid_map|setgroups/.test(said))
    return new SandboxError('SANDBOX_NO_USERNS', ['noNamespaces', said])
  return new SandboxError('SANDBOX_START_FAILED', ['noHelper', said])
}

/** Flags of the helper's own Node are not passed on. */
function environment(): Record<string, string> {
  const kept: Record<string, string> = { NODE_DISABLE_COMPILE_CACHE: '1' }
  for (const name of ['PATH', 'LANG', 'TZ']) {
    const value = process.env[name]
    if (value !== undefined) kept[name] = value
  }
  return kept
}

function chooseStage(needed: string[]): string {
  const covers = (stage: string) => needed.some((path) => path === stage || path.startsWith(stage + sep))
  const stage = STAGES.find((folder) => existsSync(folder) && !covers(folder))
  if (stage === undefined) throw new SandboxError('SANDBOX_START_FAILED', ['noStage', STAGES])
  return stage
}

/** Path within the repository, after seeing that the unprivileged user may read what it will need there. */
function staged(entry: string): string {
  const path = relative(INSTALLATION, entry)
  if (path.startsWith('..')) throw new SandboxError('SANDBOX_BAD_REQUEST', `${entry} is outside ${INSTALLATION}`)
  const needed = [entry, join(REPOSITORY, 'package.json'), join(KOFFI, 'package.json'), KOFFI_BINARY, process.execPath]
  for (const file of needed) {
    const closed = closedPart(file)
    if (closed !== null) throw new SandboxError('SANDBOX_UNREADABLE', ['closedToNobody', closed, INSTALLATION])
  }
  return path
}

/** The part of a path below the repository (or the file alone) that others may not read; null when all is open. */
function closedPart(file: string): string | null {
  const status = statSync(file, { throwIfNoEntry: false })
  if (status === undefined) return null // its absence has its own message
  const wanted = status.isDirectory() ? 0o005 : 0o004
  if ((status.mode & wanted) !== wanted) return file
  return file.startsWith(INSTALLATION + sep) ? closedPart(dirname(file)) : null
}
