/**
 * Holds back segments of one direction of a connection until enough bytes are together. Only bytes that follow each
 * other are joined; whatever else comes (a retransmission, a reset, an option too many) lets the held ones go first.
 */
import type { FaultRule } from '../../../../protocol/faults.ts'
import { FLAG, type TcpView } from './frame.ts'
import { distance, plus } from './segment.ts'

export type JoinRule = Extract<FaultRule, { kind: 'coalesce' }>
export type Part = { frame: Buffer; view: TcpView; key: number; sent: number; copies: boolean; jitter: number }
/** `groups`: parts that go now, each group as one segment. `taken`: the segment offered is among them, or held. */
export type Taken = { groups: Part[][]; taken: boolean }

const TCP_HEADER_BYTES = 20

export class Joiner {
  #parts: Part[] = []
  #bytes = 0
  #deadline = 0

  /** When the held ones must go, performance.now() ms; null when there are none. */
  get deadline(): number | null {
    return this.#parts.length > 0 ? this.#deadline : null
  }

  /** `mss`: what the receiver takes. */
  offer(part: Part, rule: JoinRule, mss: number): Taken {
    const { view, sent } = part
    const last = this.#parts.at(-1)?.view
    const follows = last === undefined || distance(view.seq, plus(last.seq, last.length)) === 0
    // An acknowledgement carries no bytes that could be too early.
    if (view.length === 0 && (view.flags & ~(FLAG.ack | FLAG.psh)) === 0 && follows) return { groups: [], taken: false }
    const room = mss - (view.payload - view.tcp - TCP_HEADER_BYTES)
    const plain = view.length > 0 && (view.flags & ~(FLAG.ack | FLAG.psh | FLAG.fin)) === 0 && view.length <= room
    const enough = Math.min(rule.bytes, room)
    if (!plain || !follows) return { groups: this.flush(), taken: false }
    const groups = this.#bytes + view.length > room ? this.flush() : []
    if (this.#parts.length === 0) this.#deadline = sent + rule.ms
    this.#parts.push(part)
    this.#bytes += view.length
    const full = this.#bytes >= enough || (view.flags & FLAG.fin) !== 0
    return { groups: full ? [...groups, ...this.flush()] : groups, taken: true }
  }

  /** What was held, as one group; none when nothing was. */
  flush(): Part[][] {
    const parts = this.#parts
    this.#parts = []
    this.#bytes = 0
    return parts.length > 0 ? [parts] : []
  }
}
