/**
 * The messages of which a packet carries bytes, as nodes of the decode tree: of the lab's own protocol as lab.json
 * declares it, or of an application that src/wire/application knows. Pure.
 */
import type { Locale } from '../../../../../course/schema.ts'
import type { Field } from '../../../../../wire/types.ts'
import { overlaps, type Range } from '../../streams.ts'
import { bytesWords } from './words.ts'

/** A field that leads to another packet names it in `go`. */
export type ByteField = Field & { go?: number }
/** A layer of the packet, or a message in it. */
export type ByteNode = { name: string; title: string; summary: string; from: number; to: number; fields: ByteField[] }

/** Ranges are offsets in the stream (of a datagram: in its payload). `end`: where it ends once it is whole, if known. */
export type StreamPart = Range & { end: number | null; complete: boolean; title: string; summary: string }
export type SeenMessage = StreamPart & { fields: (Range & Pick<Field, 'name' | 'label' | 'value' | 'note'>)[] }

export type Carried = {
  /** All messages of the stream, in its order. */
  messages: readonly SeenMessage[]
  /** Which bytes of the stream this packet carries, and at which offset of the packet they begin. */
  range: Range
  payloadFrom: number
  /** Packets that carried the stream, each with its bytes; the first that has a byte is the one that is named. */
  carriers: readonly (Range & { n: number })[]
  locale: Locale
}

/** Messages of one packet that are drawn; of tiny ones a segment may hold hundreds. */
export const MOST_MESSAGES = 60

export function messageNodes({ messages, range, payloadFrom, carriers, locale }: Carried): ByteNode[] {
  const words = bytesWords[locale]
  const here = messages.filter((message) => overlaps(message, range))
  const place = ({ from, to }: Range): Range => ({
    from: payloadFrom + Math.max(from, range.from) - range.from,
    to: payloadFrom + Math.min(to, range.to) - range.from,
  })
  const nodes = here.slice(0, MOST_MESSAGES).map((message, index): ByteNode => {
    const before = message.from < range.from ? carrierOf(carriers, message.from) : null
    const next = (message.end ?? message.to) > range.to ? carrierOf(carriers, range.to) : null
    const said = [
      message.summary,
      before !== null && words.startsIn(before),
      next !== null && words.goesOnIn(next),
      !message.complete && next === null && words.unfinished,
    ]
    const at = place(message)
    const link = (name: string, label: string, n: number | null): ByteField[] =>
      n === null ? [] : [{ name, label, value: `#${n}`, note: words.goThere, ...at, go: n }]
    return {
      name: index === 0 ? 'payload' : `payload ${message.from}`,
      title: message.title,
      summary: said.filter(Boolean).join(' · '),
      ...at,
      fields: [
        ...link('before', words.startLabel, before),
        ...message.fields
          .filter((field) => overlaps(field, range))
          .map(({ name, label, value, note, ...field }): ByteField => {
            const cut = field.from < range.from || field.to > range.to
            const part = cut && words.partOf(...partOf(field, range))
            const said = [note, part].filter(Boolean).join(' · ')
            return { name, label, value, ...place(field), ...(said && { note: said }) }
          }),
        ...link('after', words.goesOnLabel, next),
      ],
    }
  })
  const rest = here.slice(MOST_MESSAGES)
  if (rest.length === 0) return nodes
  const left = place({ from: rest[0]!.from, to: rest.at(-1)!.to })
  return [...nodes, { name: 'payload more', title: words.more(rest.length), summary: '', ...left, fields: [] }]
}

/** Which bytes of the field are in the packet, counted from the field's first. */
function partOf(field: Range, range: Range): [from: number, to: number, all: number] {
  return [
    Math.max(field.from, range.from) - field.from,
    Math.min(field.to, range.to) - field.from,
    field.to - field.from,
  ]
}

function carrierOf(carriers: Carried['carriers'], at: number): number | null {
  return carriers.find(({ from, to }) => from <= at && at < to)?.n ?? null
}
