/** What a packet is made of, for the frame bar, the hex and the tree alike. */
import type { Locale } from '../../../../../course/schema.ts'
import type { Field, Layer } from '../../../../../wire/types.ts'
import { bytes as bytesText } from '../../../shared/time.ts'
import { fieldsIn, textOf } from '../../stream-bytes.ts'
import { overlaps } from '../../streams.ts'
import type { TraceRow } from '../../trace.ts'
import type { BenchWords } from '../../words.ts'
import type { View } from '../view.ts'

/** The packet's layers; the payload's fields are those the lab gives names to. */
export function layersOf(view: View, row: TraceRow, words: BenchWords, locale: Locale): Layer[] {
  const { layers, payloadFrom, payload, payloadLength } = row.decoded
  const known = layers.filter(({ name }) => name !== 'payload')
  if (payloadLength === 0 || !(row.decoded.tcp || row.decoded.udp)) return layers
  const yours: Layer = {
    name: 'payload',
    title: words.yours,
    summary: bytesText(payloadLength),
    from: payloadFrom,
    to: payloadFrom + payload.length,
    fields: ownFields(view, row, locale),
  }
  return [...known, yours]
}

function ownFields(view: View, row: TraceRow, locale: Locale): Field[] {
  const { payload, payloadFrom } = row.decoded
  const stream = view.streamOf(row)
  const range = row.segment?.bytes
  const declared = view.bench.lab.fields
  if (!stream || !range || !declared)
    return [
      { name: 'text', label: 'text', value: textOf(payload), from: payloadFrom, to: payloadFrom + payload.length },
    ]
  return fieldsIn(view.payload(stream), declared, locale)
    .filter((field) => overlaps(field, range))
    .map(({ name, value, from, to }) => ({
      name: `${name} ${from}`,
      label: name,
      value,
      from: payloadFrom + Math.max(from, range.from) - range.from,
      to: payloadFrom + Math.min(to, range.to) - range.from,
    }))
}
