/**
 * Machines that newcomers have. `ends`: what the last words have to be for it to count as good: the packets of a run, or
 * one sentence that says what to do.
 */
export type Scenario = {
  name: string
  /** Given to `wirebook`, as installed. */
  words: readonly string[]
  ends: RegExp
  env?: Record<string, string>
  /** A command that runs this one. */
  within?: readonly string[]
}

const PACKETS = /SYN\+ACK[\s\S]*(full|basic) tier/
const RUN = ['run', 'tcp/handshake-1']
/** Where it depends on the moment. */
const ENOUGH_OR_TOLD = new RegExp(`${PACKETS.source}|memory ran out.*allow more`)
/** MiB of address space. */
const limited = (mib: number) => ['sh', '-c', `ulimit -v ${mib * 1024} && exec "$@"`, 'limited']

/** `nodes`: folders with another Node in `bin`, by its version; `hidden`: a PATH without bubblewrap, one without tools. */
export function scenarios(nodes: ReadonlyMap<string, string>, hidden: { bwrap: string; tools: string }): Scenario[] {
  return [
    { name: 'the same again', words: RUN, ends: PACKETS },
    { name: 'without bubblewrap', words: RUN, env: { PATH: hidden.bwrap }, ends: PACKETS },
    {
      name: 'without util-linux',
      words: RUN,
      env: { PATH: hidden.tools },
      ends: /no packets[\s\S]*util-linux is not installed[\s\S]*reduced tier/,
    },
    {
      name: 'user namespaces off',
      words: RUN,
      within: [
        ...['unshare', '--user', '--map-root-user', 'sh', '-c'],
        'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"',
        'without-namespaces',
      ],
      ends: /no packets[\s\S]*wirebook doctor[\s\S]*reduced tier/,
    },
    { name: 'memory: 600 MiB of address space', words: RUN, within: limited(600), ends: /want of memory.*allow more/ },
    {
      name: 'memory: 1.5 GiB of address space',
      words: RUN,
      within: limited(1_500),
      ends: ENOUGH_OR_TOLD,
    },
    { name: 'an unknown lab', words: ['run', 'tcp/handshake-9'], ends: /LAB_UNKNOWN.*handshake/ },
    { name: 'in Chinese', words: RUN, env: { LANG: 'zh_CN.UTF-8' }, ends: /同意[\s\S]*完整级/ },
    ...[...nodes].map(([version, folder]) => withNode(version, folder)),
  ]
}

/** With npm's own Node, which cannot start as long as one library is empty: a Debian without libatomic1. */
const WITHOUT_LIBATOMIC = [
  ...['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c'],
  'for file in /usr/lib/*/libatomic.so.1; do mount --bind /dev/null "$file"; done; exec "$@"',
  'without-libatomic',
]

function withNode(version: string, folder: string): Scenario {
  const old = Number(version.split('.')[0]) < 22
  return {
    name: `Node ${version}, and no libatomic for npm's`,
    words: RUN,
    env: { PATH: `${folder}/bin:/usr/bin:/bin` },
    within: WITHOUT_LIBATOMIC,
    ends: old ? /NODE_CANNOT_START: [\s\S]*Node 22\.18 or newer/ : PACKETS,
  }
}
