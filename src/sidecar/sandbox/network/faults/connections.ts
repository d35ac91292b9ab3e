/** TCP connections on a cable, as far as the stream tools need them: where each direction's stream begins. */
import { announcedMss, directionOf, FLAG, type TcpView } from './frame.ts'
import { distance, plus } from './segment.ts'
import type { Place } from './types.ts'

/** Connections of which the beginning is remembered; the oldest is forgotten. */
const MAX_DIRECTIONS = 8_192

type Connection = { ended: boolean }
export type Direction = {
  /** Sequence number of the stream's first byte; of the first segment seen, where the SYN was not. */
  readonly first: number
  /** Largest payload and options that the other end takes, as its SYN said; null when that was not seen. */
  readonly mss: number | null
  /** Shared by both directions. `ended`: a reset was made; whatever still comes is answered with another. */
  readonly connection: Connection
}
type Known = { first: number; announced: number | null; connection: Connection }

export class Connections {
  readonly #known = new Map<string, Known>()

  forget(): void {
    this.#known.clear()
  }

  /** To be called for each SYN, whether or not a rule is about streams: one may be added later. */
  direction({ link, from, to }: Place, frame: Buffer, view: TcpView): Direction {
    const { key, reverse } = directionOf(frame, view)
    const [here, there] = [`${link} ${from} ${key}`, `${link} ${to} ${reverse}`]
    const peer = this.#known.get(there)
    let known = this.#known.get(here)
    if (view.flags & FLAG.syn) {
      const first = plus(view.seq, 1)
      if (known?.first !== first) {
        const answers = (view.flags & FLAG.ack) !== 0
        if (!answers) this.#known.delete(there)
        const connection = (answers ? peer?.connection : undefined) ?? { ended: false }
        known = { first, announced: announcedMss(frame, view), connection }
        this.#keep(here, known)
      }
    } else if (known === undefined) {
      known = { first: view.seq, announced: null, connection: peer?.connection ?? { ended: false } }
      this.#keep(here, known)
    }
    return { first: known.first, mss: this.#known.get(there)?.announced ?? null, connection: known.connection }
  }

  #keep(key: string, known: Known): void {
    this.#known.delete(key)
    this.#known.set(key, known)
    const oldest = this.#known.keys().next().value
    if (this.#known.size > MAX_DIRECTIONS && oldest !== undefined) this.#known.delete(oldest)
  }
}

/** Offset in its stream of a segment's first byte; negative for a probe before the first. Streams over 2 GiB are not followed. */
export function offsetOf({ first }: Direction, { seq }: TcpView): number {
  return distance(seq, first)
}
