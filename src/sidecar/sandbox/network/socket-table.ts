/** Socket tables of the calling thread's network namespace: /proc/net/{tcp,tcp6,udp,udp6} (proc_pid_net(5)). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { SandboxError } from '../error.ts'
import type { SocketRow } from '../types.ts'

/** include/net/tcp_states.h, from 1. */
const TCP_STATES = [
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
]
const ESTABLISHED = 1
const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const

/** A socket's number, and the user who made it. */
export type SocketOwner = { inode: number; uid: number }

/** Of a LISTEN row `receiveQueue` is the number of connections that wait for accept(). `wanted`: only such sockets. */
export function readSockets(wanted?: (socket: SocketOwner) => boolean): SocketRow[] {
  return TABLES.flatMap((table) => {
    let text: string
    try {
      text = readFileSync(`/proc/thread-self/net/${table}`, 'latin1')
    } catch {
      return [] // a kernel without IPv6
    }
    return parseTable(table, text, wanted)
  })
}

export function parseTable(
  table: (typeof TABLES)[number],
  text: string,
  wanted?: (socket: SocketOwner) => boolean,
): SocketRow[] {
  const protocol = table.startsWith('tcp') ? 'tcp' : 'udp'
  const rows: SocketRow[] = []
  for (const line of text.trim().split('\n').slice(1)) {
    const [, local, remote, state, queues, , , uid, , inode] = line.trim().split(/\s+/)
    if (local === undefined || remote === undefined || state === undefined || queues === undefined) continue
    if (wanted?.({ inode: Number(inode), uid: Number(uid) }) === false) continue
    const [send, receive] = queues.split(':')
    const number = Number.parseInt(state, 16)
    const name = protocol === 'tcp' ? TCP_STATES[number - 1] : number === ESTABLISHED ? 'ESTABLISHED' : 'UNCONNECTED'
    rows.push({
      protocol,
      local: endpoint(local),
      remote: endpoint(remote),
      state: name ?? `${number}`,
      receiveQueue: Number.parseInt(receive ?? '0', 16),
      sendQueue: Number.parseInt(send ?? '0', 16),
    })
  }
  return rows
}

/** Numbers of the sockets that processes hold, which the tables name them by. */
export function socketInodes(pids: number[]): Set<number> {
  const inodes = new Set<number>()
  for (const pid of pids) {
    try {
      for (const fd of readdirSync(`/proc/${pid}/fd`)) {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1]
        if (inode !== undefined) inodes.add(Number(inode))
      }
    } catch {
      // It ended meanwhile.
    }
  }
  return inodes
}

export type Endpoint = { protocol: 'tcp' | 'udp'; port: number }

/** `tcp:9999`. Throws SANDBOX_BAD_REQUEST. */
export function parseEndpoint(text: string): Endpoint {
  const [, protocol, port] = /^(tcp|udp):(\d{1,5})$/.exec(text) ?? []
  if ((protocol !== 'tcp' && protocol !== 'udp') || port === undefined)
    throw new SandboxError('SANDBOX_BAD_REQUEST', `"${text}" is no endpoint; write tcp:PORT or udp:PORT`)
  return { protocol, port: Number(port) }
}

/** Is a server bound there? A TCP connection's own port does not count. */
export function isBound(rows: SocketRow[], { protocol, port }: Endpoint): boolean {
  return rows.some(
    (row) =>
      row.protocol === protocol &&
      row.local.endsWith(`:${port}`) &&
      (protocol === 'tcp' ? row.state === 'LISTEN' : row.state === 'UNCONNECTED'),
  )
}

/** Addresses are hexadecimal words in the machine's byte order, which is little-endian wherever Node's builds run. */
function endpoint(text: string): string {
  const [words = '', port = ''] = text.split(':')
  const bytes = Buffer.from(words, 'hex')
  for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.subarray(at, at + 4).reverse()
  return `${bytes.length === 4 ? bytes.join('.') : `[${groups(bytes)}]`}:${Number.parseInt(port, 16)}`
}

function groups(bytes: Buffer): string {
  if (bytes.every((byte) => byte === 0)) return '::'
  const mapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes.readUInt16BE(10) === 0xffff
  if (mapped) return `::ffff:${bytes.subarray(12).join('.')}`
  return (bytes.toString('hex').match(/.{4}/g) ?? []).map((group) => Number.parseInt(group, 16).toString(16)).join(':')
}
