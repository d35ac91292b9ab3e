/** What doctor says of the features that labs need, in English. One id, one sentence; `zh-cn.ts` has the same ids. */
const DOCKER =
  'In Docker or Podman start the container with "--security-opt seccomp=container/seccomp.json --security-opt ' +
  'systempaths=unconfined" (a file of this repository; seccomp=unconfined works too).'

export const en = {
  // Names of features.
  nodeVersion: () => 'node version',
  libatomic: () => 'libatomic',
  user: () => 'user',
  namespaces: () => 'namespaces',
  userNamespaces: () => 'user namespaces',
  networkNamespaces: () => 'network namespaces',
  capture: () => 'packet capture',
  wire: () => 'wire between two hosts',
  bridge: () => 'switch',
  ipv6: () => 'IPv6',
  bubblewrap: () => 'bubblewrap',
  rootview: () => 'util-linux alone',
  bare: () => 'system call filter',
  sandbox: () => 'sandbox',
  memory: () => 'memory bound by cgroup',

  // What worked.
  npmNodeStarts: () => "npm's own Node starts",
  asRoot: (uid: number) => `root; learners' programs run as uid ${uid}`,
  asUser: (uid: number | undefined) => `uid ${uid}, no privileges needed`,
  madeOne: () => 'made one',
  captureGood: () => 'AF_PACKET opened in a network of its own',
  wireGood: () => 'a veth cable joins two namespaces',
  bridgeGood: () => 'a bridge joins hosts',
  ipv6Good: () => 'hosts have IPv6 addresses',
  bubblewrapGood: () => 'contains a program',
  rootviewGood: () => 'contains a program with a view of its own',
  bareGood: () => 'a program without privileges runs under it',
  memoryGood: (version: number, folder: string) =>
    `cgroup v${version}, in ${folder}: a program that took too much was ended`,

  // What did not, and what would help.
  onLinuxOnly: (platform: string) => `they exist on Linux; this is ${platform}`,
  useLinux: () => 'Run wirebook in a Linux container with two options (see README), or on Linux.',
  cannotRunTypeScript: (version: string) => `${version} cannot run TypeScript`,
  installNode: (version: string) =>
    `Install Node ${version} or newer, or run "npm install" here without --omit=optional.`,
  npmNodeDoesNot: () => "npm's own Node does not start",
  installLibatomic: () =>
    'Install libatomic (on Debian and Ubuntu: apt-get install libatomic1). Until then the Node of this machine is used.',
  installOptional: () => 'Run "npm install" without --omit=optional. Until then the Node of this machine is used.',
  wireFix: () => 'As root: modprobe veth. Labs with one host work without it.',
  bridgeFix: () => 'As root: modprobe bridge. Labs without a switch work without it.',
  ipv6Fix: () => 'Boot without ipv6.disable=1. Labs with IPv4 alone work without it.',
  bubblewrapFix: () => 'Not needed where util-linux alone works. Otherwise install bubblewrap.',
  memoryWatched: (why: string) => `memory is watched instead, ten times a second: ${why}`,
  nothingToTry: () => 'there is no sandbox to try it in',
  noController: () => 'no memory controller is mounted',
  notWritable: (folder: string) => `${folder} may not be written to`,
  noGroup: () => 'no group could be made',
  notBounded: () => 'a program in a group of its own could take more than its limit',
  memoryFix: (unit: string) => `Not needed for your own code. With systemd: ${unit} --scope -p Delegate=yes npm start.`,
  /** What the system said. */
  raw: (text: string) => text,

  // Known refusals: what they mean, with what was printed, and what would change them.
  refused: (meaning: string, said: string) => `${meaning} (${said})`,
  noBubblewrap: () => 'bubblewrap is not installed',
  installBubblewrap: () => 'Install bubblewrap, or leave it: util-linux alone does the same.',
  noUnshare: () => 'unshare (util-linux) is not installed',
  installUtilLinux: () => 'Install util-linux.',
  usedUp: () => 'the limit on namespaces is zero or used up',
  raiseLimit: () => 'As root: sysctl -w user.max_user_namespaces=15000 user.max_net_namespaces=15000.',
  noRights: () => 'a user namespace was made, but AppArmor gives it no rights (Ubuntu 23.10 and newer)',
  allowUserns: () =>
    'As root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile with "userns," for /usr/bin/unshare.',
  maskedProc: () => 'a /proc of its own cannot be mounted: the container masks parts of it',
  docker: () => DOCKER,
  byPolicy: () => 'refused by a security policy, as containers have by default',
  allowByPolicy: () => `${DOCKER} On Debian before 11, as root: sysctl -w kernel.unprivileged_userns_clone=1.`,
  silent: () => 'it failed without a message',
  runOnLinux: () => 'Run the sidecar directly on a Linux machine.',
}

export type FeatureWords = typeof en
