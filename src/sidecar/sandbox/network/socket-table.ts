/** Socket tables of the calling thread's network namespace: /proc/net/{tcp,tcp6,udp,udp6,raw,raw6} (proc_pid_net(5)). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { SocketRow } from '../../../protocol/network.ts'
import { SandboxError } from '../error.ts'
import { ipText } from '../system/ip-bytes.ts'

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
const RAW_TABLES = ['raw', 'raw6'] as const
export type SocketTable = (typeof TABLES)[number] | (typeof RAW_TABLES)[number]

/** The field `tr` of a TCP socket (net/ipv4/tcp_ipv4.c): what its timer is for. */
const TIMERS: Record<string, NonNullable<SocketRow['timer']>['for']> = {
  '01': 'retransmit',
  '02': 'keepalive',
  '03': 'timeWait',
  '04': 'windowProbe',
}
/** Of a tick in these tables. */
const TICK_MS = 10

/** A socket's number, and the user who made it. */
export type SocketOwner = { inode: number; uid: number }
export type NumberedSocket = { inode: number; row: SocketRow }

/** Of a LISTEN row `receiveQueue` is the number of connections that wait for accept(). `wanted`: only such sockets. */
export function readSockets(wanted?: (socket: SocketOwner) => boolean): SocketRow[] {
  return TABLES.flatMap((table) => parseTable(table, tableText(table), wanted))
}

/** The same with raw sockets, and with the number of each. */
export function readNumberedSockets(): NumberedSocket[] {
  return [...TABLES, ...RAW_TABLES].flatMap((table) => parseNumbered(table, tableText(table)))
}

/** Empty where the kernel has no such table. */
export function tableText(name: string): string {
  try {
    return readFileSync(`/proc/thread-self/net/${name}`, 'latin1')
  } catch {
    return ''
  }
}

export function parseTable(table: SocketTable, text: string, wanted?: (socket: SocketOwner) => boolean): SocketRow[] {
  return parseNumbered(table, text, wanted).map(({ row }) => row)
}

function parseNumbered(table: SocketTable, text: string, wanted?: (socket: SocketOwner) => boolean): NumberedSocket[] {
  const protocol = table.startsWith('tcp') ? 'tcp' : table.startsWith('udp') ? 'udp' : 'raw'
  const rows: NumberedSocket[] = []
  for (const line of text.trim().split('\n').slice(1)) {
    const [, local, remote, state, queues, timing = '', tries, uid, , inode] = line.trim().split(/\s+/)
    if (local === undefined || remote === undefined || state === undefined || queues === undefined) continue
    if (wanted?.({ inode: Number(inode), uid: Number(uid) }) === false) continue
    const [send, receive] = queues.split(':')
    const number = Number.parseInt(state, 16)
    const [kind = '', ticks = ''] = timing.split(':')
    const timer = protocol === 'tcp' ? TIMERS[kind] : undefined
    const name = protocol === 'tcp' ? TCP_STATES[number - 1] : number === ESTABLISHED ? 'ESTABLISHED' : 'UNCONNECTED'
    const row: SocketRow = {
      protocol,
      family: table.endsWith('6') ? 6 : 4,
      local: endpoint(local),
      remote: endpoint(remote),
      state: name ?? `${number}`,
      receiveQueue: Number.parseInt(receive ?? '0', 16),
      sendQueue: Number.parseInt(send ?? '0', 16),
    }
    if (timer !== undefined)
      row.timer = { for: timer, ms: Number.parseInt(ticks, 16) * TICK_MS, tries: Number.parseInt(tries ?? '0', 16) }
    rows.push({ inode: Number(inode), row })
  }
  return rows
}

/** Numbers of the sockets that processes hold, which the tables name them by; descriptors of `except` are left out. */
export function socketInodes(pids: number[], except: ReadonlySet<number> = new Set()): Set<number> {
  const inodes = new Set<number>()
  for (const pid of pids) {
    try {
      for (const fd of readdirSync(`/proc/${pid}/fd`)) {
        if (except.has(Number(fd))) continue
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1]
        if (inode !== undefined) inodes.add(Number(inode))
      }
    } catch {
      // It ended meanwhile.
    }
  }
  return inodes
}

export type Endpoint = { protocol: 'tcp' | 'udp'; port: number } | { protocol: 'unix'; name: string }

/** `tcp:9999`, `unix:/tmp/name`, `unix:@name` of an abstract one. Throws SANDBOX_BAD_REQUEST. */
export function parseEndpoint(text: string): Endpoint {
  if (text.startsWith('unix:')) return { protocol: 'unix', name: text.slice('unix:'.length) }
  const [, protocol, port] = /^(tcp|udp):(\d{1,5})$/.exec(text) ?? []
  if ((protocol !== 'tcp' && protocol !== 'udp') || port === undefined)
    throw new SandboxError('SANDBOX_BAD_REQUEST', `"${text}" is no endpoint; write tcp:PORT, udp:PORT or unix:NAME`)
  return { protocol, port: Number(port) }
}

/** Is a server bound there? A TCP connection's own port does not count. */
export function isBound(rows: SocketRow[], wanted: Endpoint): boolean {
  const { protocol } = wanted
  if (protocol === 'unix')
    return rows.some((row) => row.protocol === protocol && row.local === wanted.name && row.state === 'LISTEN')
  const { port } = wanted
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
  return `${bytes.length === 4 ? bytes.join('.') : `[${ipText(bytes)}]`}:${Number.parseInt(port, 16)}`
}
