/** Words of a lab's README in English. `readme-zh.ts` has the same. */
import { OLDEST_NODE } from './oldest-node.ts'

const code = (texts: readonly string[]) => texts.map((text) => `\`${text}\``).join(', ')
const LIMITS: Record<string, string> = {
  descriptors: 'open files and sockets',
  memoryMiB: 'MiB of memory',
  heapMiB: 'MiB of JavaScript heap',
  processes: 'processes and threads',
  fileMiB: 'MiB in one file',
}

export const en = {
  what: (id: string) =>
    `The programs of the wirebook lab \`${id}\`, as they were when this folder was made. They run with plain Node, without wirebook.`,
  needs: 'What it needs',
  node: `Node ${OLDEST_NODE} or newer, which runs TypeScript as it is. There is nothing to build.`,
  modules: (modules: readonly string[]) =>
    `${code(modules)}: a part of wirebook that calls the C library's sockets. It works on Linux alone, and it is not on npm. With a checkout of wirebook in which \`npm install\` was run, link it here once:`,
  link: ['mkdir -p node_modules', 'ln -s /path/to/wirebook node_modules/wirebook'],
  run: 'Run it',
  runOne: 'In this folder:',
  runSeveral: 'A terminal for each program, all in this folder, in this order:',
  colon: ': ',
  joint: '; ',
  typeInto: 'it reads what you type',
  waitFor: (what: string) => `go on when it ${what}`,
  waitForEnd: 'go on when it has ended',
  port: (protocol: string, port: string) =>
    `${protocol === 'UDP' ? 'is bound to' : 'listens on'} ${protocol} port ${port}`,
  unix: (path: string) =>
    path.startsWith('@')
      ? `listens on the abstract UNIX socket \`${path}\` (Linux alone has these)`
      : `listens on \`${path}\``,
  stop: 'A server goes on until you press Ctrl-C.',
  addresses: 'Addresses',
  moved:
    'In the lab each host has a network stack of its own. Here all programs share this machine’s, so their texts were changed:',
  addressColumns: '| in the lab | here |',
  apart:
    'These must differ, because programs of several hosts wait on one port. Linux has all of 127.0.0.0/8; on macOS add each one first: `sudo ifconfig lo0 alias 127.0.0.2`.',
  twoMachines:
    'On machines of your own, write the address of the machine on which a server runs in the place of its address here, both in the server and in those that call it.',
  notAlike: 'What is not as in the lab',
  alike: 'What the programs do is the same; times differ, as they do from run to run.',
  mayDiffer: 'What you see here may differ from what the lab shows:',
  raw: (commands: readonly string[]) =>
    `Raw and packet sockets are root’s: ${commands.map((command) => `\`sudo ${command}\``).join(', ')}. They see and send real frames of this machine. Do it only on a machine and a network that are yours.`,
  many: (addresses: readonly string[]) =>
    `${code(addresses)}: an address of many. One machine is no network of several hosts, so nobody else hears it.`,
  nobody: (addresses: readonly string[]) =>
    `${code(addresses)}: in the lab nobody has this address. Here packets to it leave your machine for whoever has it, or are answered by a router.`,
  outside: (addresses: readonly string[]) =>
    `${code(addresses)} is outside the lab, whose packets go nowhere. Here they may leave your machine.`,
  routers: (names: readonly string[]) =>
    `${code(names)} forwards packets in the lab. Here there is no router: no hop, no TTL that shrinks, no ICMP from it.`,
  loopback:
    'In the lab 127.0.0.1 is each host’s own, and other hosts cannot reach it. Here it is the same for all programs.',
  names: (programs: readonly string[]) =>
    `${code(programs)} prints the name of its host: here all have this machine’s.`,
  faults: 'Nothing disturbs the loopback: what the lab’s wire loses, delays or doubles arrives here at once.',
  limited: (program: string, limits: Readonly<Record<string, number>>) =>
    `The lab limits \`${program}\`: ${Object.entries(limits)
      .map(([name, value]) => `${value} ${LIMITS[name] ?? name}`)
      .join(
        ', ',
      )}.${limits.descriptors === undefined ? '' : ` \`ulimit -n ${limits.descriptors}\` in its terminal comes near it.`}`,
  onLoopback:
    'The loopback takes packets of 65,536 bytes where the lab’s wire takes 1,500: there are fewer segments, and reads are larger.',
  packets: 'See its packets',
  capture: (ports: readonly string[]) =>
    `Outside the lab nobody captures for you. With \`sudo tcpdump -i lo${ports.length > 0 ? ` ${ports.map((port) => `port ${port}`).join(' or ')}` : ''}\` (on macOS \`-i lo0\`), or Wireshark on the loopback, you see the same conversation.`,
}

export type ReadmeWords = typeof en
