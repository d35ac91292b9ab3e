/**
 * Netlink (netlink(7)): requests to the kernel as messages with attributes, each acknowledged, and dumps of its tables.
 * A socket belongs to the network namespace in which the calling thread makes it.
 */
import { SandboxError } from '../error.ts'
import { checked, libc } from './libc.ts'

const AF_NETLINK = 16
const SOCK_RAW_CLOEXEC = 3 | 0x80000
const NLM_F_REQUEST = 0x1
const NLM_F_ACK = 0x4
const NLM_F_DUMP = 0x300
const NLMSG_ERROR = 2
const NLMSG_DONE = 3
const HEADER_BYTES = 16
/** A dump comes in parts of at most this size. */
const PART_BYTES = 32_768
/** Parts of one dump that are read; the tables of a lab are far smaller. */
const MOST_PARTS = 64

export const NETLINK = { route: 0, sockDiag: 4 } as const
/** Of a request that makes something: it must not be there yet. */
export const CREATE = 0x400 | 0x200

/** A message of a dump: what follows its header. */
export type Dumped = { type: number; body: Buffer }

/** Returns when the kernel has carried it out. Throws SANDBOX_SYSTEM with `what`, and perhaps what to do, when it refuses. */
export function request(type: number, flags: number, content: Buffer[], what: string, fix = ''): void {
  const error = withSocket(NETLINK.route, (socket) => {
    send(socket, type, NLM_F_REQUEST | NLM_F_ACK | flags, content, what)
    const answer = receive(socket, what)
    return answer.readUInt16LE(4) === NLMSG_ERROR ? -answer.readInt32LE(HEADER_BYTES) : 0
  })
  if (error !== 0) throw new SandboxError('SANDBOX_SYSTEM', `${what} was refused with errno ${error}${fix}`)
}

/** All entries of a table. Throws SANDBOX_SYSTEM where the kernel has no such table. */
export function dump(protocol: number, type: number, content: Buffer[], what: string): Dumped[] {
  return withSocket(protocol, (socket) => {
    send(socket, type, NLM_F_REQUEST | NLM_F_DUMP, content, what)
    const entries: Dumped[] = []
    for (let part = 0; part < MOST_PARTS; part++) {
      const bytes = receive(socket, what)
      for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
        const length = bytes.readUInt32LE(at)
        const kind = bytes.readUInt16LE(at + 4)
        if (kind === NLMSG_DONE || length < HEADER_BYTES) return entries
        const body = bytes.subarray(at + HEADER_BYTES, at + length)
        if (kind === NLMSG_ERROR)
          throw new SandboxError('SANDBOX_SYSTEM', `${what} was refused with errno ${-body.readInt32LE(0)}`)
        entries.push({ type: kind, body: Buffer.from(body) })
        at += (length + 3) & ~3
      }
    }
    return entries
  })
}

export function attribute(type: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const bytes = Buffer.alloc((4 + body.length + 3) & ~3)
  bytes.writeUInt16LE(4 + body.length, 0)
  bytes.writeUInt16LE(type, 2)
  body.copy(bytes, 4)
  return bytes
}

/** Type -> content of the attributes from `at` on; the flags in a type's upper bits are taken off. */
export function attributes(bytes: Buffer, at: number): Map<number, Buffer> {
  const found = new Map<number, Buffer>()
  while (at + 4 <= bytes.length) {
    const length = bytes.readUInt16LE(at)
    if (length < 4) break
    found.set(bytes.readUInt16LE(at + 2) & 0x3fff, bytes.subarray(at + 4, at + length))
    at += (length + 3) & ~3
  }
  return found
}

function withSocket<T>(protocol: number, act: (socket: number) => T): T {
  const socket = checked(libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, protocol), 'socket(AF_NETLINK)')
  try {
    return act(socket)
  } finally {
    libc.close(socket)
  }
}

function send(socket: number, type: number, flags: number, content: Buffer[], what: string): void {
  const body = Buffer.concat(content)
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32LE(HEADER_BYTES + body.length, 0)
  header.writeUInt16LE(type, 4)
  header.writeUInt16LE(flags, 6)
  header.writeUInt32LE(1, 8)
  const message = Buffer.concat([header, body])
  checked(Number(libc.send(socket, message, message.length, 0)), what)
}

function receive(socket: number, what: string): Buffer {
  const answer = Buffer.alloc(PART_BYTES)
  return answer.subarray(0, checked(Number(libc.recv(socket, answer, answer.length, 0)), what))
}
