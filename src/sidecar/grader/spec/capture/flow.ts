/**
 * One TCP connection as it was captured, and what a spec may demand of it. Every demand that does not hold throws
 * NotSeen with a sentence and the packets around the one it is about.
 */

import { streamOf } from '../../../../wire/stream.ts'
import type { Flow, Segment } from '../../../../wire/types.ts'
import type { ReadPacket } from '../../../runner/read-packets.ts'
import { NotSeen } from '../faults.ts'
import { held } from '../held.ts'
import { hex } from '../hex.ts'
import { say } from '../say.ts'
import { ladder } from './ladder.ts'
import { nameOf, type Step, type Who } from './steps.ts'

export class CapturedFlow {
  readonly flow: Flow
  /** Its packets, in the order in which they were seen. */
  readonly packets: ReadPacket[]
  readonly #submissionIsClient: boolean
  readonly #of: Map<number, ReadPacket>

  constructor(flow: Flow, packets: ReadPacket[], submissionIsClient: boolean) {
    this.flow = flow
    this.packets = packets
    this.#submissionIsClient = submissionIsClient
    this.#of = new Map(packets.map((packet) => [packet.n, packet]))
  }

  /** Who sent a segment. */
  who({ fromClient }: Segment): Who {
    return fromClient === this.#submissionIsClient ? 'submission' : 'spec'
  }

  /** The bytes that one side has sent, up to the first gap. */
  sent(who: Who): Uint8Array {
    const packet = ({ n }: Segment) => this.#of.get(n)?.decoded ?? null
    return streamOf(this.flow, this.#isClient(who), packet).bytes
  }

  /** Both directions were ended and both ends acknowledged, or the connection was reset. */
  get isOver(): boolean {
    if (this.flow.close === 'reset') return true
    const acked = (who: Who) => this.flow.segments.some((segment) => segment.acksFin && this.who(segment) === who)
    return this.flow.close === 'fin' && acked('submission') && acked('spec')
  }

  /** The handshake was completed, was refused (RST), or is incomplete. */
  handshake(wanted: Flow['handshake'] = 'complete'): this {
    held()
    const { handshake } = this.flow
    if (handshake === wanted) return this
    const words: Record<Flow['handshake'], string> = {
      complete: say('completed (SYN, SYN+ACK, ACK)', '完成（SYN、SYN+ACK、ACK）'),
      refused: say('refused (RST in answer to the SYN)', '被拒绝（对 SYN 回以 RST）'),
      incomplete: say('not completed', '没有完成'),
    }
    return this.#fail(
      say(
        `The handshake should be ${words[wanted]}; it was ${words[handshake]}.`,
        `握手应当${words[wanted]}，实际${words[handshake]}。`,
      ),
      [],
    )
  }

  /** This side sent the first FIN, and no RST came before it. */
  closedFirstBy(wanted: Who): this {
    held()
    const first = this.flow.segments.find(({ flags }) => flags.includes('FIN') || flags.includes('RST'))
    if (first === undefined) {
      return this.#fail(
        say(
          `${nameOf(wanted)} should have sent the first FIN; nobody has sent any yet.`,
          `第一个 FIN 应由${nameOf(wanted)}发出，但双方都还没有发出 FIN。`,
        ),
        [],
      )
    }
    const what = first.flags.includes('RST') ? 'RST' : 'FIN'
    const who = this.who(first)
    if (what === 'FIN' && who === wanted) return this
    return this.#fail(
      say(
        `${nameOf(wanted)} should end the connection first, with a FIN; the first to end it was ${nameOf(who)}, with a ${what}. Whoever calls end() or shutdown() first sends the first FIN.`,
        `应由${nameOf(wanted)}先以 FIN 结束连接，实际先结束的是${nameOf(who)}（${what}）。谁先调用 end() 或 shutdown()，谁就先发出 FIN。`,
      ),
      [first.n],
    )
  }

  /** A RST was sent by this side and by no other, or by nobody. */
  resetBy(wanted: Who | 'nobody'): this {
    held()
    const resets = this.flow.segments.filter(({ flags }) => flags.includes('RST'))
    const wrong = resets.find((segment) => this.who(segment) !== wanted)
    if (wrong !== undefined) {
      const who = nameOf(this.who(wrong))
      return this.#fail(
        say(
          `${who} sent a RST. A program sends one when it closes with bytes unread, destroys its socket, or gets bytes for a connection it has closed.`,
          `${who}发出了 RST。关闭时还有未读的字节、直接销毁套接字，或向已关闭的连接收到数据时，都会发出 RST。`,
        ),
        [wrong.n],
      )
    }
    if (wanted === 'nobody' || resets.length > 0) return this
    return this.#fail(
      say(`${nameOf(wanted)} should have sent a RST; none was sent.`, `${nameOf(wanted)}应当发出 RST，却没有发出。`),
      [],
    )
  }

  /** No segment (of one side) carries more than so many bytes. */
  segmentsAtMost(bytes: number, from?: Who): this {
    held()
    const large = this.flow.segments.find(
      (segment) => segment.length > bytes && (from === undefined || this.who(segment) === from),
    )
    if (large === undefined) return this
    return this.#fail(
      say(
        `No segment should carry more than ${bytes} bytes; packet ${large.n} carries ${large.length}.`,
        `每个报文段最多携带 ${bytes} 字节，第 ${large.n} 个数据包携带了 ${large.length} 字节。`,
      ),
      [large.n],
    )
  }

  /** So many segments were sent again. */
  retransmissions({ atLeast = 0, atMost = Number.POSITIVE_INFINITY }: { atLeast?: number; atMost?: number }): this {
    held()
    const { retransmissions } = this.flow
    if (retransmissions >= atLeast && retransmissions <= atMost) return this
    const range = atMost === Number.POSITIVE_INFINITY ? `≥ ${atLeast}` : `${atLeast}–${atMost}`
    const again = this.flow.segments.filter(({ kind }) => kind === 'retransmission').map(({ n }) => n)
    return this.#fail(
      say(
        `${retransmissions} segments were sent again; expected ${range}.`,
        `重传了 ${retransmissions} 个报文段，应为 ${range}。`,
      ),
      again,
    )
  }

  /** These steps came in this order, whatever came between; neighbours may share a packet. */
  order(...steps: Step[]): this {
    held()
    const { segments } = this.flow
    const found: number[] = []
    let next = 0
    for (const [i, step] of steps.entries()) {
      const from = steps[i - 1]?.key === step.key ? next + 1 : next
      const at = segments.findIndex((segment, index) => index >= from && this.#is(step, segment))
      if (at < 0) return this.#outOfOrder(steps, i, found)
      found.push(segments[at]!.n)
      next = at
    }
    return this
  }

  /** This side has sent no byte before the step came. */
  nothingBefore(who: Who, step: Step): this {
    held()
    const { segments } = this.flow
    const at = segments.findIndex((segment) => this.#is(step, segment))
    const early = segments.find((segment, i) => segment.length > 0 && this.who(segment) === who && (at < 0 || i < at))
    if (early !== undefined) {
      return this.#fail(
        say(
          `${nameOf(who)} should send nothing before ${step.text()}; packet ${early.n} carries ${early.length} bytes of it already.`,
          `在${step.text()}之前，${nameOf(who)}不应发送任何内容；第 ${early.n} 个数据包却已携带了 ${early.length} 字节。`,
        ),
        at < 0 ? [early.n] : [early.n, segments[at]!.n],
      )
    }
    if (at >= 0) return this
    return this.#fail(say(`Not seen: ${step.text()}.`, `没有看到${step.text()}。`), [])
  }

  /** These bytes stand nowhere in what this side has sent. `what` names them, for the message. */
  never(who: Who, bytes: Uint8Array | string, what: string): this {
    held()
    const wanted = Buffer.from(bytes as Uint8Array)
    const at = Buffer.from(this.sent(who)).indexOf(wanted)
    if (at < 0) return this
    const carrier = this.flow.segments.find(
      (segment) => segment.bytes && this.who(segment) === who && segment.bytes.from <= at && segment.bytes.to > at,
    )
    return this.#fail(
      say(
        `${what} travelled on the wire, where everybody can read it: at byte ${at} of what ${nameOf(who)} sent (${hex(wanted, 16)}).`,
        `${what}出现在线路上，任何人都能读到：在${nameOf(who)}所发内容的第 ${at} 字节（${hex(wanted, 16)}）。`,
      ),
      carrier ? [carrier.n] : [],
    )
  }

  /** The connection is over on both sides. */
  over(): this {
    held()
    if (this.isOver) return this
    const sent = (who: Who) =>
      this.flow.segments.some((segment) => segment.flags.includes('FIN') && this.who(segment) === who)
    const missing = (['submission', 'spec'] as const).filter((who) => !sent(who)).map(nameOf)
    return this.#fail(
      missing.length === 0
        ? say('The last FIN was never acknowledged.', '最后一个 FIN 始终没有得到确认。')
        : say(
            `The connection is still open: no FIN of ${missing.join(', ')}. A connection that stays in CLOSE_WAIT is one its program forgot to close.`,
            `连接仍未关闭：没有${missing.join('、')}的 FIN。停留在 CLOSE_WAIT 的连接，是程序忘记关闭的连接。`,
          ),
      [],
    )
  }

  /** Its packets as text. */
  text(marked: number[] = []): string {
    return ladder(this.packets, (packet) => (packet.segment ? this.who(packet.segment) : 'spec'), marked)
  }

  #isClient(who: Who): boolean {
    return (who === 'submission') === this.#submissionIsClient
  }

  #is(step: Step, segment: Segment): boolean {
    return step.is(segment, this.who(segment), this.#of.get(segment.n)?.decoded.payload ?? new Uint8Array())
  }

  #outOfOrder(steps: Step[], missing: number, found: number[]): never {
    const step = steps[missing]!
    const wanted = steps.map((one) => one.text()).join(' → ')
    const early = this.flow.segments.find((segment) => this.#is(step, segment))
    const after =
      missing === 0 ? '' : say(` after ${steps[missing - 1]!.text()}`, `（在${steps[missing - 1]!.text()}之后）`)
    const where =
      early === undefined
        ? say(`Never seen: ${step.text()}.`, `始终没有看到${step.text()}。`)
        : say(
            `Not seen${after}: ${step.text()}; it came before, in packet ${early.n}.`,
            `没有看到${step.text()}${after}，它在此之前就来了，是第 ${early.n} 个数据包。`,
          )
    return this.#fail(`${say('Expected in this order', '应当依次出现')}: ${wanted}\n${where}`, [
      ...found.slice(-1),
      ...(early ? [early.n] : []),
    ])
  }

  #fail(sentence: string, marked: number[]): never {
    throw new NotSeen(
      `${sentence[0]?.toUpperCase()}${sentence.slice(1)}\n${this.text(marked.toSorted((a, b) => a - b))}`,
    )
  }
}
