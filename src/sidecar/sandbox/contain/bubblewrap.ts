/**
 * Containment by bubblewrap (bwrap(1)), where it is installed and works.
 *
 * A program that gets CAP_NET_RAW has no user namespace of its own: the network belongs to the outer one, and
 * capabilities of an inner one would be worth nothing there.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { bindMount, MS, mountTmpfs } from '../system/mounts.ts'
import type { Capability } from '../types.ts'
import { ENVIRONMENT, FILES, LEARNER_ID, resourceLimits, SHM_BYTES, systemEntries, type View } from './view.ts'

/** Descriptor on which bwrap reads the system call filter; the learner's own are 0 to 4. */
export const FILTER_FD = 5

/** Folders of ours that become /tmp and /dev/shm of a view. */
export type MountPoints = { tmp: string; shm: string }

/**
 * bwrap bounds the bytes of a tmpfs but not its files: both are mounted before it, in a mount namespace of their own.
 * In a prepared root they lie where they are to be, and what else is this view's alone beside them: each thing that is
 * left for bwrap to mount costs it a third of a millisecond.
 */
export function mountWritable({ limits, binds }: View, { tmp, shm }: MountPoints, prepared: string | null): void {
  const inside = (path: string) => join(prepared ?? '', path)
  mountTmpfs(prepared === null ? tmp : inside('tmp'), tmpfsOptions(limits.fileMiB << 20))
  mountTmpfs(prepared === null ? shm : inside('dev/shm'), tmpfsOptions(SHM_BYTES))
  if (prepared === null) return
  for (const { from, to } of binds) {
    bindMount(from, inside(to), 0)
    bindMount('none', inside(to), MS.remount | MS.rdonly | MS.nosuid | MS.nodev)
  }
}

/** Words of the command line that starts the view. `prepared`: the root that prepareRoot made; null: there is none. */
export function bubblewrapCommand(view: View, { tmp, shm }: MountPoints, prepared: string | null = null): string[] {
  const capabilities = view.capabilities ?? []
  return [
    'bwrap',
    ...(capabilities.length === 0
      ? ownUsers()
      : ['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try']),
    '--die-with-parent',
    '--new-session',
    // Otherwise bwrap itself is pid 1, and its own environment and arguments can be read there.
    '--as-pid-1',
    ...['--hostname', view.host, '--cap-drop', 'ALL'],
    ...(capabilities.length === 0 ? [] : [...capabilities, 'SETPCAP']).flatMap((name) => ['--cap-add', `CAP_${name}`]),
    '--clearenv',
    ...Object.entries(view.environment ?? ENVIRONMENT).flatMap(([name, value]) => ['--setenv', name, value]),
    // Bound as it is: with its devices and all that is mounted in it, each part as read-only as it was made.
    ...(prepared === null ? ownView(view, { tmp, shm }) : ['--dev-bind', prepared, '/', '--proc', '/proc']),
    ...['--chdir', view.folder, '--seccomp', `${FILTER_FD}`],
    ...(capabilities.length === 0 ? [] : keepOnly(capabilities)),
    ...(view.limitedLater ? [] : limited(view)),
    ...view.command,
  ]
}

/** Inside, so that RLIMIT_NPROC counts this user namespace alone. */
function limited({ limits }: View): string[] {
  const set = resourceLimits(limits).filter(({ name }) => name !== 'core')
  return ['prlimit', ...set.map(({ name, soft, hard }) => `--${name}=${soft}:${hard}`)]
}

function ownView({ binds }: View, { tmp, shm }: MountPoints): string[] {
  return [
    ...ownSystem(),
    ...['--bind', tmp, '/tmp', '--bind', shm, '/dev/shm'],
    ...binds.flatMap(({ from, to }) => ['--ro-bind', from, to]),
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
  ]
}

/** bwrap leaves the bounding set as it is where it makes no user namespace; root gets at exec what that holds. */
function keepOnly(capabilities: readonly Capability[]): string[] {
  const kept = capabilities.map((name) => `,+${name.toLowerCase()}`).join('')
  return ['setpriv', '--ambient-caps=-all', '--inh-caps=-all', `--bounding-set=-all${kept}`]
}

function ownSystem(): string[] {
  const entries = systemEntries().flatMap((entry) =>
    'link' in entry ? ['--symlink', entry.link, `/${entry.name}`] : ['--ro-bind', `/${entry.name}`, `/${entry.name}`],
  )
  return [...entries, '--proc', '/proc', '--dev', '/dev']
}

function ownUsers(): string[] {
  return [
    ...['--unshare-all', '--share-net', '--unshare-user'],
    ...(canDisableUserns() ? ['--disable-userns'] : []),
    ...['--uid', `${LEARNER_ID}`, '--gid', `${LEARNER_ID}`],
  ]
}

const tmpfsOptions = (bytes: number) => `mode=1777,size=${bytes},nr_inodes=${FILES}`

let disableUserns: boolean | null = null
/** bubblewrap 0.8 and newer. Without it the filter alone refuses further user namespaces. */
function canDisableUserns(): boolean {
  disableUserns ??= spawnSync('bwrap', ['--help'], { encoding: 'utf8' }).stdout?.includes('--disable-userns') ?? false
  return disableUserns
}
