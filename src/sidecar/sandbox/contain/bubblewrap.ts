/** Containment by bubblewrap (bwrap(1)), where it is installed and works. */
import { spawnSync } from 'node:child_process'
import { ENVIRONMENT, LEARNER_ID, resourceLimits, SHM_BYTES, systemEntries, type View } from './view.ts'

/** Descriptor on which bwrap reads the system call filter; the learner's own are 0 to 4. */
export const FILTER_FD = 5

/** Words of the command line that starts the view. */
export function bubblewrapCommand(view: View): string[] {
  const { limits } = view
  return [
    'bwrap',
    '--unshare-all',
    '--share-net',
    '--unshare-user',
    ...(canDisableUserns() ? ['--disable-userns'] : []),
    '--die-with-parent',
    '--new-session',
    // Otherwise bwrap itself is pid 1, and its own environment and arguments can be read there.
    '--as-pid-1',
    ...['--uid', `${LEARNER_ID}`, '--gid', `${LEARNER_ID}`, '--hostname', view.host, '--cap-drop', 'ALL'],
    '--clearenv',
    ...Object.entries(ENVIRONMENT).flatMap(([name, value]) => ['--setenv', name, value]),
    ...systemEntries().flatMap((entry) =>
      'link' in entry ? ['--symlink', entry.link, `/${entry.name}`] : ['--ro-bind', `/${entry.name}`, `/${entry.name}`],
    ),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...['--size', `${limits.fileMiB << 20}`, '--tmpfs', '/tmp', '--size', `${SHM_BYTES}`, '--tmpfs', '/dev/shm'],
    ...view.binds.flatMap(({ from, to }) => ['--ro-bind', from, to]),
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    ...['--chdir', view.folder, '--seccomp', `${FILTER_FD}`],
    // Inside, so that RLIMIT_NPROC counts this user namespace alone.
    'prlimit',
    ...resourceLimits(limits).map(({ name, soft, hard }) => `--${name}=${soft}:${hard}`),
    ...view.command,
  ]
}

let disableUserns: boolean | null = null
/** bubblewrap 0.8 and newer. Without it the filter alone refuses further user namespaces. */
function canDisableUserns(): boolean {
  disableUserns ??= spawnSync('bwrap', ['--help'], { encoding: 'utf8' }).stdout?.includes('--disable-userns') ?? false
  return disableUserns
}
