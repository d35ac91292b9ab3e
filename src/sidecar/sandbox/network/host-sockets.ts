/** Everything that is known of the sockets of the calling thread's network namespace: who holds them, how full they are. */
import type { SocketRow } from '../../../protocol/network.ts'
import { acceptLimits } from '../system/sock-diag.ts'
import {
  type Endpoint,
  isBound,
  type NumberedSocket,
  readNumberedSockets,
  readSockets,
  socketInodes,
  tableText,
} from './socket-table.ts'

/** Descriptors of the sandbox's: a program's input and output, and the way it reports calls. 3 becomes the program's own. */
const NOT_OWN = new Set([0, 1, 2, 4])
/** include/uapi/linux/net.h */
const UNIX_STATES: Record<string, string> = { '01': 'UNCONNECTED', '02': 'CONNECTING', '03': 'ESTABLISHED' }
const ACCEPTS_CONNECTIONS = 0x1_0000

/** `programs` of the lab, with all processes of each, as this process sees them. */
export function readHostSockets(programs: { name: string; pids: number[] }[]): SocketRow[] {
  const owners = new Map<number, string>()
  for (const { name, pids } of programs) for (const inode of socketInodes(pids, NOT_OWN)) owners.set(inode, name)
  const sockets = readNumberedSockets()
  const limits = sockets.some(({ row }) => row.state === 'LISTEN') ? acceptLimits() : new Map<number, number>()
  const local = parseUnix(tableText('unix')).filter(({ inode, row }) => row.local !== '' || owners.has(inode))
  return [...sockets, ...local].map(({ inode, row }) => {
    const program = owners.get(inode)
    const acceptLimit = limits.get(inode)
    return { ...row, ...(program !== undefined && { program }), ...(acceptLimit !== undefined && { acceptLimit }) }
  })
}

/** Is a server bound there, in the calling thread's network namespace? `wanted` narrows TCP and UDP alone. */
export function bound(endpoint: Endpoint, wanted?: Parameters<typeof readSockets>[0]): boolean {
  const rows = endpoint.protocol === 'unix' ? parseUnix(tableText('unix')).map(({ row }) => row) : readSockets(wanted)
  return isBound(rows, endpoint)
}

/** /proc/net/unix. The kernel tells neither who is at the other end nor how much is queued. */
export function parseUnix(text: string): NumberedSocket[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, , , flags = '', , state = '', inode, ...path] = line.trim().split(/\s+/)
      if (inode === undefined) return []
      const listens = (Number.parseInt(flags, 16) & ACCEPTS_CONNECTIONS) !== 0
      const row: SocketRow = {
        protocol: 'unix',
        local: path.join(' '),
        remote: '',
        state: listens ? 'LISTEN' : (UNIX_STATES[state] ?? state),
        receiveQueue: 0,
        sendQueue: 0,
      }
      return [{ inode: Number(inode), row }]
    })
}
