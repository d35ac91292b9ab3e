/**
 * AF_PACKET capture (packet(7)): every frame with the kernel's nanosecond timestamp, its length on the wire, and
 * whether its checksum was finished. One recvmmsg(2) takes up to 64 frames.
 */

import { SandboxError } from '../error.ts'
import { address, checked, int32, libc } from './libc.ts'

const AF_PACKET = 17
const SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000
const ETH_P_ALL = 3
const SOL_SOCKET = 1
const SOL_PACKET = 263
const SO_ATTACH_FILTER = 26
const SO_RCVBUF = 8
const SO_RCVBUFFORCE = 33
const SO_TIMESTAMPNS = 35
const PACKET_AUXDATA = 8
const PACKET_IGNORE_OUTGOING = 23
const PACKET_STATISTICS = 6
const TP_STATUS_CSUMNOTREADY = 8
const MSG_DONTWAIT = 0x40
const RET = 6

const BATCH = 64
const CONTROL_BYTES = 128
const ADDRESS_BYTES = 20
const IOVEC_BYTES = 16
const MMSGHDR_BYTES = 64
const CMSG_HEADER_BYTES = 16

/** Holds about 10,000 small frames while nobody reads. */
const RECEIVE_BUFFER_BYTES = 32 << 20

export type CapturedFrame = {
  /** CLOCK_REALTIME, nanoseconds. */
  time: bigint
  /** The kept bytes; only valid during the callback. */
  bytes: Buffer
  /** Length on the wire. */
  length: number
  /** False when the kernel left the transport checksum to (absent) hardware. */
  checksummed: boolean
  /** Interface it came in on. */
  index: number
}

/** Opened inside the namespace it captures; stays bound to it. Frames the namespace's own AF_PACKET sends are not seen. */
export class PacketSocket {
  readonly fd: number
  readonly #stride: number
  readonly #data: Buffer
  readonly #control: Buffer
  readonly #addresses: Buffer
  readonly #vectors: Buffer
  readonly #headers: Buffer

  /** `device`: one interface by name; null: all of the namespace, in one order. */
  constructor(device: string | null, snapLength: number) {
    this.fd = openSocket(device, snapLength)
    this.#stride = (snapLength + 7) & ~7
    // Slow buffers: their addresses are kept in C structs, and each must stay referenced from here.
    this.#data = Buffer.allocUnsafeSlow(BATCH * this.#stride)
    this.#control = Buffer.alloc(BATCH * CONTROL_BYTES)
    this.#addresses = Buffer.alloc(BATCH * ADDRESS_BYTES)
    this.#vectors = Buffer.alloc(BATCH * IOVEC_BYTES)
    this.#headers = Buffer.alloc(BATCH * MMSGHDR_BYTES)
    const at = {
      data: address(this.#data),
      control: address(this.#control),
      addresses: address(this.#addresses),
      vectors: address(this.#vectors),
    }
    for (let i = 0; i < BATCH; i++) {
      const vector = i * IOVEC_BYTES
      this.#vectors.writeBigUInt64LE(at.data + BigInt(i * this.#stride), vector)
      this.#vectors.writeBigUInt64LE(BigInt(snapLength), vector + 8)
      // struct msghdr: name, namelen, iov, iovlen, control, controllen, flags; then mmsghdr's received length.
      const header = i * MMSGHDR_BYTES
      this.#headers.writeBigUInt64LE(at.addresses + BigInt(i * ADDRESS_BYTES), header)
      this.#headers.writeBigUInt64LE(at.vectors + BigInt(vector), header + 16)
      this.#headers.writeBigUInt64LE(1n, header + 24)
      this.#headers.writeBigUInt64LE(at.control + BigInt(i * CONTROL_BYTES), header + 32)
    }
  }

  /** Hands over what is queued, oldest first, at most `most` frames; answers how many. */
  drain(take: (frame: CapturedFrame) => void, most = Number.POSITIVE_INFINITY): number {
    let total = 0
    while (total < most) {
      for (let i = 0; i < BATCH; i++) {
        this.#headers.writeUInt32LE(ADDRESS_BYTES, i * MMSGHDR_BYTES + 8)
        this.#headers.writeBigUInt64LE(BigInt(CONTROL_BYTES), i * MMSGHDR_BYTES + 40)
      }
      const count = libc.recvmmsg(this.fd, this.#headers, BATCH, MSG_DONTWAIT, null)
      for (let i = 0; i < count; i++) take(this.#frame(i))
      if (count > 0) total += count
      if (count < BATCH) break
    }
    return total
  }

  /** Frames the kernel could not queue since the last call. */
  lost(): number {
    const statistics = Buffer.alloc(8)
    libc.getsockopt(this.fd, SOL_PACKET, PACKET_STATISTICS, statistics, int32(statistics.length))
    return statistics.readUInt32LE(4)
  }

  /** Puts a frame on an interface of the namespace. False when its queue is full. */
  send(index: number, frame: Buffer): boolean {
    return libc.sendto(this.fd, frame, frame.length, MSG_DONTWAIT, linkAddress(index), ADDRESS_BYTES) === frame.length
  }

  close(): void {
    libc.close(this.fd)
  }

  #frame(i: number): CapturedFrame {
    const header = i * MMSGHDR_BYTES
    const kept = this.#headers.readUInt32LE(header + 56)
    const frame: CapturedFrame = {
      time: 0n,
      bytes: this.#data.subarray(i * this.#stride, i * this.#stride + kept),
      length: kept,
      checksummed: true,
      index: this.#addresses.readInt32LE(i * ADDRESS_BYTES + 4),
    }
    const end = i * CONTROL_BYTES + this.#headers.readUInt32LE(header + 40)
    let at = i * CONTROL_BYTES
    while (at + CMSG_HEADER_BYTES <= end) {
      const size = this.#control.readUInt32LE(at)
      if (size < CMSG_HEADER_BYTES) break
      this.#controlMessage(frame, at)
      at += (size + 7) & ~7
    }
    return frame
  }

  #controlMessage(frame: CapturedFrame, at: number): void {
    const level = this.#control.readInt32LE(at + 8)
    const type = this.#control.readInt32LE(at + 12)
    const body = at + CMSG_HEADER_BYTES
    if (level === SOL_SOCKET && type === SO_TIMESTAMPNS) {
      frame.time = this.#control.readBigInt64LE(body) * 1_000_000_000n + this.#control.readBigInt64LE(body + 8)
    } else if (level === SOL_PACKET && type === PACKET_AUXDATA) {
      frame.checksummed = (this.#control.readUInt32LE(body) & TP_STATUS_CSUMNOTREADY) === 0
      frame.length = this.#control.readUInt32LE(body + 4)
    }
  }
}

function openSocket(device: string | null, snapLength: number): number {
  const index = device === null ? 0 : libc.if_nametoindex(device)
  if (device !== null && index === 0) throw new SandboxError('SANDBOX_SYSTEM', `there is no interface ${device}`)
  // Protocol 0 until bound: nothing is queued before the filter and the timestamps are on.
  const fd = checked(libc.socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, 0), 'socket(AF_PACKET)')
  try {
    const filter = Buffer.alloc(8)
    filter.writeUInt16LE(RET, 0)
    filter.writeUInt32LE(snapLength, 4)
    const program = Buffer.alloc(16)
    program.writeUInt16LE(1, 0)
    program.writeBigUInt64LE(address(filter), 8)
    option(fd, SOL_SOCKET, SO_ATTACH_FILTER, program)
    const buffer = int32(RECEIVE_BUFFER_BYTES)
    if (libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, buffer, 4) !== 0) option(fd, SOL_SOCKET, SO_RCVBUF, buffer)
    option(fd, SOL_SOCKET, SO_TIMESTAMPNS, int32(1))
    option(fd, SOL_PACKET, PACKET_AUXDATA, int32(1))
    // On lo each frame passes twice, leaving and arriving; a wire must not see what it sends itself.
    option(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, int32(1))
    checked(libc.bind(fd, linkAddress(index), ADDRESS_BYTES), 'bind(AF_PACKET)')
    return fd
  } catch (error) {
    libc.close(fd)
    throw error
  }
}

function option(fd: number, level: number, name: number, value: Buffer): void {
  checked(libc.setsockopt(fd, level, name, value, value.length), `setsockopt ${level}/${name}`)
}

/** struct sockaddr_ll. */
function linkAddress(index: number): Buffer {
  const sll = Buffer.alloc(ADDRESS_BYTES)
  sll.writeUInt16LE(AF_PACKET, 0)
  sll.writeUInt16BE(ETH_P_ALL, 2)
  sll.writeInt32LE(index, 4)
  return sll
}
