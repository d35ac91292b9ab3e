/** The latest packets that somebody may see, numbered from 1. Pure. */
import type { CapturedPacket } from '../../../protocol/lab.ts'

export type RecentBounds = { packets: number; bytes: number }

export class Recent {
  readonly #bounds: RecentBounds
  #kept: CapturedPacket[] = []
  #bytes = 0
  #count = 0

  constructor(bounds: RecentBounds) {
    this.#bounds = bounds
  }

  /** Numbers it anew; one that is not to be kept is only counted. */
  add(packet: CapturedPacket, keep = true): void {
    this.#count += 1
    if (!keep) return
    this.#kept.push({ ...packet, n: this.#count })
    this.#bytes += packet.data.length
    while (this.#kept.length > this.#bounds.packets || this.#bytes > this.#bounds.bytes)
      this.#bytes -= this.#kept.shift()!.data.length
  }

  /** The next `most` after number `n`; `next`: what to ask with from now on; `lost`: how many up to there are not kept. */
  after(n: number, most: number): { packets: CapturedPacket[]; lost: number; next: number; more: boolean } {
    // Numbers ascend: the first that fits is found by halving.
    let [from, to] = [0, this.#kept.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (this.#kept[middle]!.n > n) to = middle
      else from = middle + 1
    }
    const packets = this.#kept.slice(from, from + most)
    const more = from + most < this.#kept.length
    const next = more ? packets.at(-1)!.n : Math.max(n, this.#count)
    return { packets, lost: Math.max(0, next - n - packets.length), next, more }
  }
}
