/**
 * AF_PACKET capture (packet(7)) through a ring that the kernel fills and this process reads in place: every frame with
 * its nanosecond timestamp, its length on the wire, and whether its checksum was finished.
 *
 * A ring, because a socket's ordinary queue may not exceed net.core.rmem_max without privileges on the machine: on most
 * that is some 180 full frames, and a wire that loses frames shows retransmissions that nobody planned.
 */
import { SandboxError } from '../error.ts'
import { checked, int32, libc, mapShared, unmap } from './libc.ts'

const AF_PACKET = 17
const SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000
const ETH_P_ALL = 3
const SOL_PACKET = 263
const PACKET_RX_RING = 5
const PACKET_STATISTICS = 6
const PACKET_VERSION = 10
const PACKET_IGNORE_OUTGOING = 23
const TPACKET_V2 = 1
const MSG_DONTWAIT = 0x40
const ADDRESS_BYTES = 20

/** Bytes of a slot: header, address and one full Ethernet frame. Slots do not straddle blocks. */
const SLOT_BYTES = 1_584
const BLOCK_BYTES = 65_536
const SLOTS_PER_BLOCK = Math.floor(BLOCK_BYTES / SLOT_BYTES)

/** struct tpacket2_hdr, then struct sockaddr_ll. */
const HEADER = { status: 0, length: 4, kept: 8, mac: 12, seconds: 16, nanoseconds: 20, index: 32 + 4 }
const STATUS = { kernel: 0, user: 1, unfinishedChecksum: 8 }

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
  readonly #ring: { address: unknown; bytes: Buffer }
  readonly #snapLength: number
  readonly #slots: number
  /** By the interface they name. */
  readonly #addresses = new Map<number, Buffer>()
  #slot = 0

  /**
   * `device`: one interface by name; null: all of the namespace, in one order. `snapLength`: at most a full frame.
   * `ringBytes` is memory of the kernel for as long as the socket is open; each 64 KiB hold 41 frames.
   */
  constructor(device: string | null, snapLength: number, ringBytes: number) {
    this.#snapLength = snapLength
    const blocks = Math.ceil(ringBytes / BLOCK_BYTES)
    this.#slots = blocks * SLOTS_PER_BLOCK
    const index = device === null ? 0 : libc.if_nametoindex(device)
    if (device !== null && index === 0) throw new SandboxError('SANDBOX_SYSTEM', `there is no interface ${device}`)
    // Protocol 0 until bound: nothing is queued before the ring is there.
    this.fd = checked(libc.socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, 0), 'socket(AF_PACKET)')
    try {
      option(this.fd, PACKET_VERSION, int32(TPACKET_V2))
      // On lo each frame passes twice, leaving and arriving; a wire must not see what it sends itself.
      option(this.fd, PACKET_IGNORE_OUTGOING, int32(1))
      const request = [BLOCK_BYTES, blocks, SLOT_BYTES, this.#slots] // struct tpacket_req
      option(this.fd, PACKET_RX_RING, Buffer.concat(request.map(int32)))
      this.#ring = mapShared(this.fd, blocks * BLOCK_BYTES)
    } catch (error) {
      libc.close(this.fd)
      throw error
    }
    try {
      checked(libc.bind(this.fd, linkAddress(index), ADDRESS_BYTES), 'bind(AF_PACKET)')
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** Hands over what is queued, oldest first, at most `most` frames; answers how many. */
  drain(take: (frame: CapturedFrame) => void, most: number): number {
    const ring = this.#ring.bytes
    for (let taken = 0; ; taken++) {
      const block = Math.floor(this.#slot / SLOTS_PER_BLOCK)
      const at = block * BLOCK_BYTES + (this.#slot % SLOTS_PER_BLOCK) * SLOT_BYTES
      const status = ring.readUInt32LE(at + HEADER.status)
      if (taken === most || (status & STATUS.user) === 0) return taken
      const start = at + ring.readUInt16LE(at + HEADER.mac)
      const kept = Math.min(ring.readUInt32LE(at + HEADER.kept), this.#snapLength)
      take({
        time:
          BigInt(ring.readUInt32LE(at + HEADER.seconds)) * 1_000_000_000n +
          BigInt(ring.readUInt32LE(at + HEADER.nanoseconds)),
        bytes: ring.subarray(start, start + kept),
        length: ring.readUInt32LE(at + HEADER.length),
        checksummed: (status & STATUS.unfinishedChecksum) === 0,
        index: ring.readInt32LE(at + HEADER.index),
      })
      ring.writeUInt32LE(STATUS.kernel, at + HEADER.status)
      this.#slot = (this.#slot + 1) % this.#slots
    }
  }

  /** Frames for which the ring had no slot, since the last call. */
  lost(): number {
    const statistics = Buffer.alloc(8)
    libc.getsockopt(this.fd, SOL_PACKET, PACKET_STATISTICS, statistics, int32(statistics.length))
    return statistics.readUInt32LE(4)
  }

  /** Puts a frame on an interface of the namespace. False when its queue is full. */
  send(index: number, frame: Buffer): boolean {
    const to = this.#addresses.get(index) ?? linkAddress(index)
    this.#addresses.set(index, to)
    return libc.sendto(this.fd, frame, frame.length, MSG_DONTWAIT, to, ADDRESS_BYTES) === frame.length
  }

  close(): void {
    unmap(this.#ring)
    libc.close(this.fd)
  }
}

function option(fd: number, name: number, value: Buffer): void {
  checked(libc.setsockopt(fd, SOL_PACKET, name, value, value.length), `setsockopt ${name}`)
}

/** struct sockaddr_ll. */
function linkAddress(index: number): Buffer {
  const sll = Buffer.alloc(ADDRESS_BYTES)
  sll.writeUInt16LE(AF_PACKET, 0)
  sll.writeUInt16BE(ETH_P_ALL, 2)
  sll.writeInt32LE(index, 4)
  return sll
}
