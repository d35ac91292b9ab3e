/** Named steps of a conversation, for assertions on its order: `flow.order(fin('submission'), fin('spec'))`. */
import type { Segment, TcpFlag } from '../../../../wire/types.ts'
import { say } from '../say.ts'

/** The learner's program, or the spec that plays its peer. */
export type Who = 'submission' | 'spec'

/** `text`: as messages name it. `is`: whether a segment (with its payload) is this step. */
export type Step = {
  readonly key: string
  text(): string
  is(segment: Segment, from: Who, payload: Uint8Array): boolean
}

export const nameOf = (who: Who): string =>
  who === 'submission' ? say('your program', '你的程序') : say('the test', '测试方')

function flagged(key: string, who: Who, flags: TcpFlag[], without: TcpFlag[], text: () => string): Step {
  return {
    key: `${key} ${who}`,
    text,
    is: (segment, from) =>
      from === who &&
      flags.every((flag) => segment.flags.includes(flag)) &&
      !without.some((flag) => segment.flags.includes(flag)),
  }
}

/** Asks to open. */
export const syn = (who: Who): Step =>
  flagged('syn', who, ['SYN'], ['ACK'], () => say(`SYN of ${nameOf(who)}`, `${nameOf(who)}的 SYN`))

/** Agrees to open. */
export const synAck = (who: Who): Step =>
  flagged('syn-ack', who, ['SYN', 'ACK'], [], () => say(`SYN+ACK of ${nameOf(who)}`, `${nameOf(who)}的 SYN+ACK`))

/** Ends its direction; bytes may ride on it. */
export const fin = (who: Who): Step =>
  flagged('fin', who, ['FIN'], [], () => say(`FIN of ${nameOf(who)}`, `${nameOf(who)}的 FIN`))

export const rst = (who: Who): Step =>
  flagged('rst', who, ['RST'], [], () => say(`RST of ${nameOf(who)}`, `${nameOf(who)}的 RST`))

/** Acknowledges the other's FIN. */
export const finAcked = (who: Who): Step => ({
  key: `fin-acked ${who}`,
  text: () => say(`the ACK by ${nameOf(who)} of the other's FIN`, `${nameOf(who)}对对方 FIN 的 ACK`),
  is: (segment, from) => from === who && segment.acksFin === true,
})

/** A segment with bytes; with `containing`, one in which these stand. */
export function data(who: Who, containing?: Uint8Array | string): Step {
  const wanted = containing === undefined ? undefined : Buffer.from(containing as Uint8Array)
  const shown = typeof containing === 'string' ? JSON.stringify(containing) : `${wanted?.toString('hex')}`
  return {
    key: `data ${who} ${shown}`,
    text: () =>
      wanted === undefined
        ? say(`bytes of ${nameOf(who)}`, `${nameOf(who)}发来的字节`)
        : say(`the bytes ${shown} of ${nameOf(who)}`, `${nameOf(who)}发来的 ${shown}`),
    is: (segment, from, payload) =>
      from === who && segment.length > 0 && (wanted === undefined || Buffer.from(payload).includes(wanted)),
  }
}

/** The segment that carries the `n`th byte (from 1) which this side sends. */
export const byteNumber = (who: Who, n: number): Step => ({
  key: `byte ${who} ${n}`,
  text: () => say(`byte ${n} of ${nameOf(who)}`, `${nameOf(who)}的第 ${n} 个字节`),
  is: ({ bytes }, from) => from === who && bytes !== undefined && bytes.from < n && bytes.to >= n,
})
