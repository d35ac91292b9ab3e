/** The record of a learner's network: every frame, taken where the learner's code cannot reach. */
import type { CapturedPacket } from '../../../protocol/lab.ts'
import { finishChecksum } from '../../sandbox/network/checksum.ts'
import { Recorder, RunClock } from '../../sandbox/network/recorder.ts'
import { inside, type Netns } from '../../sandbox/system/netns.ts'
import { PacketSocket } from '../../sandbox/system/packet-socket.ts'
import type { Poller } from '../../sandbox/system/poller.ts'
import type { Taken } from './types.ts'

export const TAP_LIMITS = {
  /** Frames kept of one process's network; later ones only count. */
  packets: 20_000,
  /** A full Ethernet frame. */
  snapLength: 1_514,
  /** 1,300 frames between two looks. */
  ringBytes: 2 << 20,
  /** Frames taken at once. */
  turnFrames: 1_024,
  /** More than a ring can hold. */
  allFrames: 131_072,
}

/** What a recorder was told, kept. */
export class Tape {
  readonly recorder = new Recorder(new RunClock(), TAP_LIMITS.packets)
  readonly #packets: CapturedPacket[] = []
  #lost = 0

  constructor() {
    this.recorder.listen((packets, lost) => {
      this.#packets.push(...packets)
      this.#lost += lost
    })
  }

  after(number: number): Taken {
    return { packets: this.#packets.slice(number), lost: this.#lost }
  }
}

/** Frames of one host that talks to itself. */
export class LoopbackTap {
  readonly #tape = new Tape()
  readonly #socket: PacketSocket
  readonly #poller: Poller

  constructor(netns: Netns, poller: Poller) {
    this.#socket = inside(netns, () => new PacketSocket('lo', TAP_LIMITS.snapLength, TAP_LIMITS.ringBytes))
    this.#poller = poller
    poller.watch(this.#socket.fd, () => this.#drain(TAP_LIMITS.turnFrames))
  }

  async packets(after: number): Promise<Taken> {
    this.#drain(TAP_LIMITS.allFrames)
    return this.#tape.after(after)
  }

  async close(): Promise<void> {
    await this.#poller.unwatch(this.#socket.fd)
    this.#socket.close()
  }

  #drain(most: number): void {
    this.#socket.drain(({ time, bytes, length, checksummed }) => {
      const data = Buffer.from(bytes)
      if (!checksummed && data.length === length) finishChecksum(data)
      this.#tape.recorder.add({ time, link: 'lo', data, length, settled: true })
    }, most)
    this.#tape.recorder.publish(this.#socket.lost())
  }
}
