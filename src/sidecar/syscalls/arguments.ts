/**
 * A system call's arguments as text, as strace shows them: pure, given the registers and a way to read the program's
 * memory. Kernel structures are little-endian on both architectures.
 */
import { constants } from 'node:os'

/** Null where there is no such memory. */
export type ReadMemory = (address: bigint, length: number) => Buffer | null

export type RawCall = {
  name: string
  args: readonly bigint[]
  /** What came back; null while the call has not returned. */
  result: bigint | null
  read: ReadMemory
}

/** `flags` names single bits, `names` whole values; `in` is memory the program gives, `out` what the kernel filled. */
type Kind =
  | { kind: 'fd' | 'int' | 'hex' }
  | { kind: 'flags' | 'names'; table: Record<number, string> }
  | { kind: 'in'; length: number }
  | { kind: 'out' }
  | { kind: 'address'; length: number }
  | { kind: 'addressOut'; length: number }
  | { kind: 'events' | 'event' | 'pollfds' | 'option' }

const FD: Kind = { kind: 'fd' }
const INT: Kind = { kind: 'int' }
const HEX: Kind = { kind: 'hex' }
const OUT: Kind = { kind: 'out' }
const FAMILIES: Kind = {
  kind: 'names',
  table: { 1: 'AF_UNIX', 2: 'AF_INET', 10: 'AF_INET6', 16: 'AF_NETLINK', 17: 'AF_PACKET' },
}
const MESSAGE: Kind = {
  kind: 'flags',
  table: {
    1: 'MSG_OOB',
    2: 'MSG_PEEK',
    32: 'MSG_TRUNC',
    64: 'MSG_DONTWAIT',
    256: 'MSG_WAITALL',
    16384: 'MSG_NOSIGNAL',
  },
}
const SOCKET_FLAGS: Record<number, string> = { 2048: 'SOCK_NONBLOCK', 524288: 'SOCK_CLOEXEC' }
const ACCEPT: Kind = { kind: 'flags', table: SOCKET_FLAGS }
const SOCKET_TYPES = ['0', 'SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_RAW', 'SOCK_RDM', 'SOCK_SEQPACKET']
const HOW: Kind = { kind: 'names', table: { 0: 'SHUT_RD', 1: 'SHUT_WR', 2: 'SHUT_RDWR' } }
const CONTROL: Kind = { kind: 'names', table: { 1: 'EPOLL_CTL_ADD', 2: 'EPOLL_CTL_DEL', 3: 'EPOLL_CTL_MOD' } }
const LEVEL: Kind = {
  kind: 'names',
  table: { 0: 'SOL_IP', 1: 'SOL_SOCKET', 6: 'SOL_TCP', 17: 'SOL_UDP', 41: 'SOL_IPV6' },
}
const COMMAND: Kind = {
  kind: 'names',
  table: { 1: 'F_GETFD', 2: 'F_SETFD', 3: 'F_GETFL', 4: 'F_SETFL', 1030: 'F_DUPFD_CLOEXEC' },
}
const REQUEST: Kind = { kind: 'names', table: { 21537: 'FIONBIO', 21531: 'FIONREAD', 21585: 'FIOCLEX' } }
const EVENT_BITS: Record<number, string> = {
  1: 'EPOLLIN',
  2: 'EPOLLPRI',
  4: 'EPOLLOUT',
  8: 'EPOLLERR',
  16: 'EPOLLHUP',
  8192: 'EPOLLRDHUP',
  1073741824: 'EPOLLONESHOT',
  2147483648: 'EPOLLET',
}
const POLL_BITS: Record<number, string> = { 1: 'POLLIN', 2: 'POLLPRI', 4: 'POLLOUT', 8: 'POLLERR', 16: 'POLLHUP' }
const OPTIONS: Record<number, Record<number, string>> = {
  1: {
    2: 'SO_REUSEADDR',
    3: 'SO_TYPE',
    4: 'SO_ERROR',
    6: 'SO_BROADCAST',
    7: 'SO_SNDBUF',
    8: 'SO_RCVBUF',
    9: 'SO_KEEPALIVE',
    13: 'SO_LINGER',
    15: 'SO_REUSEPORT',
    38: 'SO_PROTOCOL',
    39: 'SO_DOMAIN',
  },
  6: { 1: 'TCP_NODELAY', 3: 'TCP_CORK', 4: 'TCP_KEEPIDLE', 5: 'TCP_KEEPINTVL', 6: 'TCP_KEEPCNT', 12: 'TCP_QUICKACK' },
  41: { 26: 'IPV6_V6ONLY' },
}

const OPTION: Kind = { kind: 'option' }
const EVENTS: Kind = { kind: 'events' }
const POLLFDS: Kind = { kind: 'pollfds' }

/** What each argument is, by the calls' manual pages. Numbers are the places of the arguments that hold a length. */
const CALLS: Record<string, Kind[]> = {
  read: [FD, OUT, INT],
  write: [FD, { kind: 'in', length: 2 }, INT],
  readv: [FD, HEX, INT],
  writev: [FD, HEX, INT],
  close: [FD],
  dup: [FD],
  dup2: [FD, FD],
  dup3: [FD, FD, INT],
  ioctl: [FD, REQUEST, HEX],
  fcntl: [FD, COMMAND, { kind: 'flags', table: { 2: 'O_RDWR', 2048: 'O_NONBLOCK' } }],
  socket: [FAMILIES, { kind: 'names', table: {} }, INT],
  socketpair: [FAMILIES, { kind: 'names', table: {} }, INT, HEX],
  connect: [FD, { kind: 'address', length: 2 }, INT],
  bind: [FD, { kind: 'address', length: 2 }, INT],
  listen: [FD, INT],
  accept: [FD, { kind: 'addressOut', length: 2 }],
  accept4: [FD, { kind: 'addressOut', length: 2 }, HEX, ACCEPT],
  getsockname: [FD, { kind: 'addressOut', length: 2 }],
  getpeername: [FD, { kind: 'addressOut', length: 2 }],
  sendto: [FD, { kind: 'in', length: 2 }, INT, MESSAGE, { kind: 'address', length: 5 }],
  recvfrom: [FD, OUT, INT, MESSAGE, { kind: 'addressOut', length: 5 }],
  sendmsg: [FD, HEX, MESSAGE],
  recvmsg: [FD, HEX, MESSAGE],
  sendmmsg: [FD, HEX, INT, MESSAGE],
  recvmmsg: [FD, HEX, INT, MESSAGE],
  shutdown: [FD, HOW],
  setsockopt: [FD, LEVEL, OPTION, HEX, INT],
  getsockopt: [FD, LEVEL, OPTION],
  epoll_create1: [HEX],
  epoll_ctl: [FD, CONTROL, FD, { kind: 'event' }],
  epoll_wait: [FD, EVENTS, INT, INT],
  epoll_pwait: [FD, EVENTS, INT, INT],
  epoll_pwait2: [FD, EVENTS, INT],
  poll: [POLLFDS, INT, INT],
  ppoll: [POLLFDS, INT],
  select: [INT],
  pselect6: [INT],
  openat: [INT, HEX],
  pipe2: [HEX],
  eventfd2: [INT],
}

/** Bytes shown of a buffer. */
export const SHOWN_BYTES = 32
/** Entries shown of a list. */
const SHOWN_ENTRIES = 8
const INT_BYTES = 4
const POLLFD_BYTES = 8
const SOCKADDR_BYTES = 110
/** `struct epoll_event` is packed on x86-64 alone. */
const EVENT_BYTES = process.arch === 'x64' ? 12 : 16
const EVENT_DATA = EVENT_BYTES - 8

/** `5, "hi", 2, MSG_NOSIGNAL`. Never throws: memory that cannot be read is shown by its address. */
export function argumentsText(call: RawCall): string {
  const kinds = (CALLS[call.name] ?? []).slice(0, argumentCount(call))
  return kinds.map((kind, place) => argumentText(kind, place, call)).join(', ')
}

/** `fcntl(fd, F_GETFL)` has no third argument, and what is in its register means nothing. */
function argumentCount({ name, args }: RawCall): number {
  const asks = name === 'fcntl' && (args[1] === 1n || args[1] === 3n)
  return asks ? 2 : 6
}

function argumentText(kind: Kind, place: number, call: RawCall): string {
  const value = call.args[place] ?? 0n
  const { read, result } = call
  switch (kind.kind) {
    case 'fd':
    case 'int':
      return String(int32(value))
    case 'hex':
      return pointer(value)
    case 'flags':
      return flagsText(int32(value), kind.table)
    case 'names':
      if (call.name.startsWith('socket') && place === 1) return typeText(int32(value))
      return kind.table[int32(value)] ?? String(int32(value))
    case 'in':
      return bufferText(value, Number(call.args[kind.length] ?? 0n), read)
    case 'out':
      return result !== null && result >= 0n ? bufferText(value, Number(result), read) : pointer(value)
    case 'address':
      return addressText(value, Number(call.args[kind.length] ?? 0n), read)
    case 'addressOut': {
      if (result === null || result < 0n || value === 0n) return pointer(value)
      const length = read(call.args[kind.length] ?? 0n, INT_BYTES)?.readUInt32LE() ?? 0
      return addressText(value, length, read)
    }
    case 'option':
      return OPTIONS[int32(call.args[1] ?? 0n)]?.[int32(value)] ?? String(int32(value))
    case 'event': {
      const event = value === 0n ? null : read(value, EVENT_BYTES)
      return event === null ? pointer(value) : flagsText(event.readUInt32LE(), EVENT_BITS)
    }
    case 'events':
      return result !== null && result > 0n ? eventsText(value, Number(result), read) : pointer(value)
    case 'pollfds':
      return pollText(value, Number(call.args[1] ?? 0n), call)
  }
}

/** `-1 EAGAIN`, `5`, or for an address in hexadecimal. */
export function resultText(result: bigint): string {
  if (result >= 0n) return String(result)
  return `-1 ${errnoName(Number(-result))}`
}

const ERRNOS = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))
ERRNOS.set(constants.errno.EAGAIN, 'EAGAIN')
ERRNOS.set(constants.errno.EOPNOTSUPP, 'EOPNOTSUPP')
/** What the kernel says to itself when a signal came: the call is made again. */
const RESTARTS = { first: 512, last: 516 }

export function errnoName(errno: number): string {
  if (errno >= RESTARTS.first && errno <= RESTARTS.last) return 'ERESTART'
  return ERRNOS.get(errno) ?? `E${errno}`
}

function int32(value: bigint): number {
  return Number(BigInt.asIntN(32, value))
}

function pointer(value: bigint): string {
  return value === 0n ? 'NULL' : `0x${value.toString(16)}`
}

function flagsText(value: number, table: Record<number, string>): string {
  let rest = value >>> 0
  const names: string[] = []
  for (const [bit, name] of Object.entries(table)) {
    if ((rest & Number(bit)) >>> 0 === 0) continue
    names.push(name)
    rest = (rest & ~Number(bit)) >>> 0
  }
  if (rest !== 0 || names.length === 0) names.push(rest === 0 ? '0' : `0x${rest.toString(16)}`)
  return names.join('|')
}

function typeText(value: number): string {
  const type = SOCKET_TYPES[value & 0xf] ?? String(value & 0xf)
  const flags = value & ~0xf
  return flags === 0 ? type : `${type}|${flagsText(flags, SOCKET_FLAGS)}`
}

function bufferText(address: bigint, length: number, read: ReadMemory): string {
  if (address === 0n) return 'NULL'
  const bytes = read(address, Math.min(Math.max(length, 0), SHOWN_BYTES))
  if (bytes === null) return pointer(address)
  const text = [...bytes].map(byteText).join('')
  return `"${text}"${length > SHOWN_BYTES ? '...' : ''}`
}

const ESCAPES: Record<number, string> = { 9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' }
function byteText(byte: number): string {
  const plain = byte >= 0x20 && byte < 0x7f
  return ESCAPES[byte] ?? (plain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)
}

function addressText(address: bigint, length: number, read: ReadMemory): string {
  if (address === 0n || length < 2) return pointer(address)
  const bytes = read(address, Math.min(length, SOCKADDR_BYTES))
  if (bytes === null || bytes.length < 2) return pointer(address)
  const family = bytes.readUInt16LE()
  if (family === 2 && bytes.length >= 8) return `${bytes.subarray(4, 8).join('.')}:${bytes.readUInt16BE(2)}`
  if (family === 10 && bytes.length >= 24) {
    const groups = Array.from({ length: 8 }, (_, n) => bytes.readUInt16BE(8 + 2 * n).toString(16))
    return `${new URL(`http://[${groups.join(':')}]`).hostname}:${bytes.readUInt16BE(2)}`
  }
  if (family === 1) {
    const path = bytes.subarray(2)
    const end = path[0] === 0 ? path.length : path.indexOf(0)
    return `"${[...path.subarray(0, end < 0 ? path.length : end)].map(byteText).join('')}"`
  }
  return `{family ${family}}`
}

function eventsText(address: bigint, count: number, read: ReadMemory): string {
  const shown = Math.min(count, SHOWN_ENTRIES)
  const bytes = read(address, shown * EVENT_BYTES)
  if (bytes === null) return pointer(address)
  const entries = Array.from({ length: shown }, (_, n) => {
    const at = n * EVENT_BYTES
    return `${bytes.readInt32LE(at + EVENT_DATA)}: ${flagsText(bytes.readUInt32LE(at), EVENT_BITS)}`
  })
  return `[${entries.join(', ')}${count > shown ? ', ...' : ''}]`
}

function pollText(address: bigint, count: number, { read, result }: RawCall): string {
  const shown = Math.min(count, SHOWN_ENTRIES)
  const bytes = address === 0n ? null : read(address, shown * POLLFD_BYTES)
  if (bytes === null) return pointer(address)
  const entries = Array.from({ length: shown }, (_, n) => {
    const at = n * POLLFD_BYTES
    const got = bytes.readUInt16LE(at + 6)
    const asked = flagsText(bytes.readUInt16LE(at + 4), POLL_BITS)
    return `${bytes.readInt32LE(at)}: ${asked}${result !== null && got !== 0 ? ` -> ${flagsText(got, POLL_BITS)}` : ''}`
  })
  return `[${entries.join(', ')}${count > shown ? ', ...' : ''}]`
}
