/** Numbers the frames of a run in capture order and hands them over once each one's fate is known. */
import type { CapturedPacket, MadeFrame } from '../../../protocol/lab.ts'
import { realtimeNs } from '../system/libc.ts'

/** A frame on the record. A link that delays settles it later; until then it holds back those after it. */
export type Entry = {
  /** CLOCK_REALTIME, ns. */
  time: bigint
  link: string
  /** Ends of the cable it travels: hosts, or a switch by its link's name. */
  from?: string
  to?: string
  data: Buffer
  length: number
  settled: boolean
  arrived?: bigint
  dropped?: true
  /** Others made of it travel in its place. */
  replaced?: true
  /** It was made by the link's faults, of these. */
  made?: MadeFrame
  of?: Entry[]
  /** Given when it is handed over. */
  n?: number
}

export type PacketListener = (packets: CapturedPacket[], lost: number) => void

export class RunClock {
  /** CLOCK_REALTIME and CLOCK_MONOTONIC of the same instant, ns. */
  #realtime = 0n
  #monotonic = 0n

  constructor() {
    this.begin()
  }

  begin(): void {
    this.#realtime = realtimeNs()
    this.#monotonic = process.hrtime.bigint()
  }

  /** µs since the run began, from a packet's timestamp. */
  ofRealtime(ns: bigint): number {
    return Number((ns - this.#realtime) / 1_000n)
  }

  /** µs since the run began, from µs of CLOCK_MONOTONIC in any process. */
  ofMonotonicMicros(micros: number): number {
    return micros - Number(this.#monotonic / 1_000n)
  }

  now(): number {
    return Number((process.hrtime.bigint() - this.#monotonic) / 1_000n)
  }
}

export class Recorder {
  /** Frames kept of one run; later ones only count. */
  limit: number
  readonly #clock: RunClock
  #listener: PacketListener = () => {}
  #pending: Entry[] = []
  #waiting: { last: Entry; resolve: () => void }[] = []
  #number = 0
  #lost = 0

  constructor(clock: RunClock, limit: number) {
    this.#clock = clock
    this.limit = limit
  }

  listen(listener: PacketListener): void {
    this.#listener = listener
  }

  begin(limit: number): void {
    this.limit = limit
    this.#pending = []
    this.#number = 0
    this.#lost = 0
    for (const { resolve } of this.#waiting.splice(0)) resolve()
  }

  /** Frames of before the run began are not of it. */
  add(entry: Entry): void {
    if (this.#clock.ofRealtime(entry.time) < 0) return
    if (this.#number + this.#pending.length >= this.limit) this.#lost++
    else this.#pending.push(entry)
  }

  /** Hands over everything up to the first frame that is still under way. */
  publish(lost = 0): void {
    this.#lost += lost
    const open = this.#pending.findIndex(({ settled }) => !settled)
    const settled = this.#pending.splice(0, open < 0 ? this.#pending.length : open)
    if (settled.length > 0 || this.#lost > 0) {
      const packets = settled.map((entry) => this.#packet(entry))
      const gone = this.#lost
      this.#lost = 0
      this.#listener(packets, gone)
    }
    this.#waiting = this.#waiting.filter(({ last, resolve }) => {
      const waits = this.#pending.includes(last)
      if (!waits) resolve()
      return waits
    })
  }

  /** Resolves when every frame recorded so far has been handed over. */
  async flushed(): Promise<void> {
    this.publish()
    const last = this.#pending.at(-1)
    if (last !== undefined) await new Promise<void>((resolve) => this.#waiting.push({ last, resolve }))
  }

  #packet(entry: Entry): CapturedPacket {
    const { link, from, to, length, arrived, dropped, replaced, made } = entry
    entry.n = ++this.#number
    const of = entry.of?.flatMap(({ n }) => n ?? []) ?? []
    return {
      n: entry.n,
      at: this.#clock.ofRealtime(entry.time),
      ...(arrived !== undefined && { arrived: this.#clock.ofRealtime(arrived) }),
      ...(dropped && { dropped }),
      ...(replaced && { replaced }),
      ...(made !== undefined && { made }),
      ...(of.length > 0 && { of }),
      link,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      data: entry.data.toString('base64'),
      length,
    }
  }
}
