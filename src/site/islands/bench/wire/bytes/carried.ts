/** Which messages the packet in sight carries: the lab's own protocol first, then the applications that are known. */
import type { Locale } from '../../../../../course/schema.ts'
import type { Message } from '../../../../../wire/application/application.ts'
import { messagesIn } from '../../stream-bytes.ts'
import type { Stream } from '../../streams.ts'
import type { TraceRow } from '../../trace.ts'
import type { View } from '../view.ts'
import { told } from './application-words.ts'
import { decoders } from './decoders.ts'
import { type ByteNode, messageNodes, type SeenMessage } from './messages.ts'
import { readable } from './readable.ts'
import { bytesWords } from './words.ts'

/** Null where nothing is known of the payload but its bytes. */
export function carriedNodes(view: View, row: TraceRow, locale: Locale): ByteNode[] | null {
  const stream = view.streamOf(row)
  const range = row.segment?.bytes
  const { payloadFrom, payload, udp } = row.decoded
  if (udp) {
    const from = payloadFrom
    const messages = (decoders()?.datagramMessages(row.decoded) ?? []).map((message) => seen(message, locale))
    if (messages.length === 0) return null
    // Their ranges are offsets in the packet.
    const whole = { from, to: from + payload.length }
    return messageNodes({ messages, range: whole, payloadFrom: from, carriers: [], locale })
  }
  if (!stream || !range) return null
  const declared = stream.fromClient ? view.bench.lab.fields : (view.bench.lab.answers ?? view.bench.lab.fields)
  const messages = declared ? own(view, stream, declared, locale) : known(view, stream, locale)
  if (messages.length === 0) return null
  const carriers = stream.segments.filter(({ dropped }) => !dropped)
  const nodes = messageNodes({ messages, range, payloadFrom, carriers, locale })
  return nodes.length > 0 ? nodes : null
}

function own(
  view: View,
  stream: Stream,
  declared: NonNullable<View['bench']['lab']['fields']>,
  locale: Locale,
): SeenMessage[] {
  const words = bytesWords[locale]
  const bytes = view.payload(stream)
  return messagesIn(bytes, declared, locale).map(({ fields, ...message }, index) => ({
    ...message,
    title: words.message(index + 1),
    summary: message.end === null && !message.complete ? '' : words.size((message.end ?? message.to) - message.from),
    fields: fields.map(({ name, value, from, to }) => ({
      name: `${name} ${from}`,
      label: name,
      value: /^-?\d+$/.test(value) ? value : readable(bytes.subarray(from, to)),
      from,
      to,
    })),
  }))
}

function known(view: View, stream: Stream, locale: Locale): SeenMessage[] {
  const read = decoders()
  if (!read || !stream.flow) return []
  const of = (fromClient: boolean) => {
    const found = view.streams.value.find((one) => one.flow?.id === stream.flow?.id && one.fromClient === fromClient)
    return found ? view.payload(found) : new Uint8Array()
  }
  const port = Number(/:(\d+)$/.exec(stream.flow.server)?.[1] ?? 0)
  const conversation = read.streamMessages({ client: of(true), server: of(false), port })
  const messages = stream.fromClient ? conversation.client : conversation.server
  return messages.map((message) => seen(message, locale))
}

function seen(message: Message, locale: Locale): SeenMessage {
  const { title, summary, from, to, complete, error, fields } = message
  return {
    title: told(title, locale),
    summary: told(error ?? summary, locale),
    from,
    to,
    end: complete ? to : null,
    complete,
    fields: fields.map(({ note, ...field }) => ({
      ...field,
      name: `${field.name} ${field.from}`,
      ...(note === undefined ? {} : { note: told(note, locale) }),
    })),
  }
}
