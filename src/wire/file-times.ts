/**
 * Times in capture files count from 1970, in units that differ; nanoseconds since then do not fit a number. Counted
 * from the first packet they do.
 */
const MICROS = 1_000_000n
const NANOS = 1_000_000_000n

export class FileTimes {
  /** µs from 1970 to the first packet, rounded down. */
  epochMicros = 0
  #first: bigint | null = null

  /** µs since `epochMicros`, to the nanosecond. `time` in units of which a second has `perSecond`. */
  at(time: bigint, perSecond: bigint): number {
    const nanos = (time * NANOS) / perSecond
    if (this.#first === null) {
      const micros = (time * MICROS) / perSecond
      this.epochMicros = Number(micros)
      this.#first = micros * 1_000n
    }
    return Number(nanos - this.#first) / 1_000
  }
}
