/**
 * The reduced tier's packets, where this process may open AF_PACKET (root, also of a container as it comes): frames of
 * the machine's loopback that are a lab's own, and no others.
 */
import type { CapturedPacket } from '../../../protocol/lab.ts'
import { LIMITS } from '../../limits.ts'
import { finishChecksum } from '../network/checksum.ts'
import { type PacketListener, Recorder, RunClock } from '../network/recorder.ts'
import { PacketSocket } from '../system/packet-socket.ts'
import { Poller } from '../system/poller.ts'
import type { SocketRow } from '../types.ts'
import { OwnFrames } from './own-frames.ts'

const LOOPBACK = 'lo'
const SNAP_LENGTH = 1_514
const RING_BYTES = 4 << 20
const TURN_FRAMES = 1_024
/** Looking at the machine's sockets costs milliseconds: at most this often, ms. */
const LOOK_MS = 40

/** Null where the machine refuses a capture. */
export type OpenCapture = (sockets: () => SocketRow[]) => PlainCapture | null

/** For all networks of a sandbox. */
export function captures(): OpenCapture {
  const poller = new Poller()
  return (sockets) => {
    try {
      return new PlainCapture(poller, sockets)
    } catch {
      return null
    }
  }
}

type Frame = { time: bigint; data: Buffer; length: number }

export class PlainCapture {
  readonly #socket: PacketSocket
  readonly #poller: Poller
  readonly #sockets: () => SocketRow[]
  readonly #clock = new RunClock()
  readonly #recorder = new Recorder(this.#clock, LIMITS.packets)
  readonly #frames = new OwnFrames<Frame>()
  #looking: NodeJS.Timeout | undefined
  #looked = 0

  /** Throws where the machine refuses it. `sockets`: what the lab's programs have now. */
  constructor(poller: Poller, sockets: () => SocketRow[]) {
    this.#socket = new PacketSocket(LOOPBACK, SNAP_LENGTH, RING_BYTES)
    this.#poller = poller
    this.#sockets = sockets
    poller.watch(this.#socket.fd, () => this.#drain())
  }

  listen(listener: PacketListener): void {
    this.#recorder.listen((packets: CapturedPacket[], lost) => listener(packets, lost))
  }

  begin(): void {
    this.#clock.begin()
    this.#frames.begin()
    this.#recorder.begin(LIMITS.packets)
  }

  async flush(): Promise<void> {
    this.#drain()
    this.#look()
    await this.#recorder.flushed()
  }

  async close(): Promise<void> {
    clearTimeout(this.#looking)
    await this.#poller.unwatch(this.#socket.fd)
    this.#socket.close()
  }

  #drain(): void {
    this.#socket.drain(({ time, bytes, length, checksummed }) => {
      const data = Buffer.from(bytes)
      if (!checksummed && data.length === length) finishChecksum(data)
      const frame = { time, data, length }
      if (this.#frames.take(frame) === true) this.#add(frame)
    }, TURN_FRAMES)
    // Frames of others that were lost are nobody's business, and nobody can tell whose they were.
    this.#recorder.publish()
    if (!this.#frames.waits || this.#looking !== undefined) return
    // At once where it may be: a short connection's sockets are gone in milliseconds.
    const rest = this.#looked + LOOK_MS - performance.now()
    if (rest <= 0) this.#look()
    else this.#looking = setTimeout(() => this.#look(), rest)
  }

  #look(): void {
    clearTimeout(this.#looking)
    this.#looking = undefined
    this.#looked = performance.now()
    for (const frame of this.#frames.decide(this.#sockets())) this.#add(frame)
    this.#recorder.publish()
  }

  #add({ time, data, length }: Frame): void {
    this.#recorder.add({ time, link: LOOPBACK, data, length, settled: true })
  }
}
