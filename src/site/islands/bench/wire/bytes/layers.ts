/** What a packet is made of, for the frame bar, the hex and the tree alike. */
import type { Locale } from '../../../../../course/schema.ts'
import type { Layer } from '../../../../../wire/types.ts'
import { bytes as bytesText } from '../../../shared/time.ts'
import type { TraceRow } from '../../trace.ts'
import type { BenchWords } from '../../words.ts'
import { explainedLayers } from '../explained.ts'
import type { View } from '../view.ts'
import { carriedNodes } from './carried.ts'
import type { ByteNode } from './messages.ts'
import { readable } from './readable.ts'

/** The packet's layers, all of the program's bytes as one. */
export function layersOf(row: TraceRow, words: BenchWords, locale: Locale): Layer[] {
  const { payloadFrom, payload, payloadLength } = row.decoded
  const layers = explainedLayers(row.decoded.layers, locale)
  const known = layers.filter(({ name }) => name !== 'payload')
  if (payloadLength === 0 || !(row.decoded.tcp || row.decoded.udp)) return layers
  const place = { from: payloadFrom, to: payloadFrom + payload.length }
  const yours: Layer = {
    name: 'payload',
    title: words.yours,
    summary: bytesText(payloadLength),
    ...place,
    fields: [{ name: 'text', label: 'text', value: readable(payload), ...place }],
  }
  return [...known, yours]
}

/** The same with a node for each message that the program's bytes hold, where their protocol is known. */
export function treeOf(view: View, row: TraceRow, layers: Layer[], locale: Locale): ByteNode[] {
  if (!layers.some(({ name }) => name === 'payload')) return layers
  const messages = carriedNodes(view, row, locale)
  return messages ? [...layers.filter(({ name }) => name !== 'payload'), ...messages] : layers
}
