/** Known ways in which a machine refuses namespaces, and what would change that. Pure: from what was printed. */

export type Refusal = { detail: string; fix: string }

/** What a container needs, wherever it lacks it. */
export const DOCKER =
  'In Docker or Podman start the container with "--security-opt seccomp=container/seccomp.json --security-opt ' +
  'systempaths=unconfined" (a file of this repository; seccomp=unconfined works too).'

const KNOWN: { says: RegExp; detail: string; fix: string }[] = [
  {
    says: /bwrap: not found/,
    detail: 'bubblewrap is not installed',
    fix: 'Install bubblewrap, or leave it: util-linux alone does the same.',
  },
  {
    says: /ENOENT|not found/,
    detail: 'unshare (util-linux) is not installed',
    fix: 'Install util-linux.',
  },
  {
    says: /No space left on device|errno 28/,
    detail: 'the limit on namespaces is zero or used up',
    fix: 'As root: sysctl -w user.max_user_namespaces=15000 user.max_net_namespaces=15000.',
  },
  {
    says: /uid_map|setgroups|gid_map/,
    detail: 'a user namespace was made, but AppArmor gives it no rights (Ubuntu 23.10 and newer)',
    fix: 'As root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile with "userns," for /usr/bin/unshare.',
  },
  {
    says: /\/proc.*(errno 1\b|Operation not permitted|Permission denied)|Can't mount proc/,
    detail: 'a /proc of its own cannot be mounted: the container masks parts of it',
    fix: DOCKER,
  },
  {
    says: /Operation not permitted|Permission denied|errno 1\b|errno 13\b/,
    detail: 'refused by a security policy, as containers have by default',
    fix: `${DOCKER} On Debian before 11, as root: sysctl -w kernel.unprivileged_userns_clone=1.`,
  },
]

/** `printed`: the message of the program, or of the error, that met the refusal. */
export function explainRefusal(printed: string): Refusal {
  const said = printed.trim().split('\n').at(-1) ?? ''
  const known = KNOWN.find(({ says }) => says.test(printed))
  return known
    ? { detail: `${known.detail} (${said})`, fix: known.fix }
    : { detail: said || 'it failed without a message', fix: 'Run the sidecar directly on a Linux machine.' }
}
