/** The UDP datagrams of a test as they were captured, and what a spec may demand of them. */
import type { ReadPacket } from '../../../runner/read-packets.ts'
import { NotSeen } from '../faults.ts'
import { held } from '../held.ts'
import { say } from '../say.ts'
import { ladder } from './ladder.ts'
import { nameOf, type Who } from './steps.ts'

const BROADCAST = 'ff:ff:ff:ff:ff:ff'

export type CapturedDatagram = {
  packet: ReadPacket
  from: Who
  /** `address:port` */
  source: { address: string; port: number }
  destination: { address: string; port: number; hardware: string }
  bytes: Uint8Array
  /** ms since the learner's process was made */
  at: number
}

export class CapturedDatagrams {
  readonly list: CapturedDatagram[]

  constructor(list: CapturedDatagram[]) {
    this.list = list
  }

  get length(): number {
    return this.list.length
  }

  /** Those of one side. */
  from(who: Who): CapturedDatagrams {
    return this.where((one) => one.from === who)
  }

  /** Those to this port. */
  to(port: number): CapturedDatagrams {
    return this.where(({ destination }) => destination.port === port)
  }

  where(wanted: (datagram: CapturedDatagram) => boolean): CapturedDatagrams {
    return new CapturedDatagrams(this.list.filter(wanted))
  }

  /** Milliseconds between each and the next. */
  get intervals(): number[] {
    return this.list.slice(1).map(({ at }, i) => at - this.list[i]!.at)
  }

  /** There are just so many. */
  count(wanted: number): this {
    held()
    if (this.length === wanted) return this
    const who = this.list[0] ? nameOf(this.list[0].from) : nameOf('submission')
    return this.#fail(
      say(
        `Expected ${wanted} datagrams of ${who}; ${this.length} were sent.`,
        `${who}应发送 ${wanted} 个数据报，实际发送了 ${this.length} 个。`,
      ),
      [],
    )
  }

  /** Every one went to all hosts of its link: to the hardware address ff:ff:ff:ff:ff:ff. */
  toBroadcast(): this {
    held()
    const other = this.list.find(({ destination }) => destination.hardware !== BROADCAST)
    if (other === undefined) return this
    const { address, hardware } = other.destination
    return this.#fail(
      say(
        `A broadcast goes to the hardware address ${BROADCAST}; packet ${other.packet.n} went to ${address} at ${hardware}, one host alone.`,
        `广播发往硬件地址 ${BROADCAST}；第 ${other.packet.n} 个数据包发往 ${address}（${hardware}），只到达一台主机。`,
      ),
      [other.packet.n],
    )
  }

  /** Each came so many milliseconds after the one before. */
  spaced({ atLeast = 0, atMost = Number.POSITIVE_INFINITY }: { atLeast?: number; atMost?: number }): this {
    held()
    const wrong = this.intervals.findIndex((ms) => ms < atLeast || ms > atMost)
    if (wrong < 0) return this
    const ms = Math.round(this.intervals[wrong]!)
    const range = `${atLeast}–${atMost === Number.POSITIVE_INFINITY ? '∞' : atMost}`
    return this.#fail(
      say(
        `Datagrams should be ${range} ms apart; these two are ${ms} ms apart.`,
        `数据报之间应相隔 ${range} 毫秒，这两个相隔 ${ms} 毫秒。`,
      ),
      [this.list[wrong]!.packet.n, this.list[wrong + 1]!.packet.n],
    )
  }

  #fail(sentence: string, marked: number[]): never {
    const senders = new Map(this.list.map(({ packet, from }) => [packet.n, from]))
    const text = ladder(
      this.list.map(({ packet }) => packet),
      ({ n }) => senders.get(n) ?? 'spec',
      marked,
    )
    throw new NotSeen(`${sentence}\n${text}`)
  }
}
