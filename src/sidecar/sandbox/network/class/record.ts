/** The class's frames on their way to whoever watches: in the order in which they were sent. */
import type { CapturedPacket } from '../../../../protocol/lab.ts'
import { RunClock } from '../recorder.ts'
import { CLASS_DOMAIN, type ClassPacketsListener } from './types.ts'

/** Times are CLOCK_REALTIME, ns. `arrived` null: nobody got it. */
export type ClassFrame = {
  time: bigint
  arrived: bigint | null
  from: string
  to: string
  data: Buffer
  length: number
}

export class ClassRecord {
  readonly #clock = new RunClock()
  readonly #batchMs: number
  readonly #listener: ClassPacketsListener
  #pending: ClassFrame[] = []
  #timer: NodeJS.Timeout | null = null
  #number = 0

  constructor(batchMs: number, listener: ClassPacketsListener) {
    this.#batchMs = batchMs
    this.#listener = listener
  }

  add(frame: ClassFrame): void {
    this.#pending.push(frame)
    this.#timer ??= setTimeout(() => this.publish(), this.#batchMs)
  }

  publish(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const frames = this.#pending.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
    this.#pending = []
    if (frames.length > 0) this.#listener(frames.map((frame) => this.#packet(frame)))
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#pending = []
  }

  #packet({ time, arrived, from, to, data, length }: ClassFrame): CapturedPacket {
    return {
      n: ++this.#number,
      at: this.#clock.ofRealtime(time),
      ...(arrived === null ? { dropped: true as const } : { arrived: this.#clock.ofRealtime(arrived) }),
      link: CLASS_DOMAIN,
      from,
      to,
      data: data.toString('base64'),
      length,
    }
  }
}
