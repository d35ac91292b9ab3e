/** What decoders of applications give: messages with their fields, as byte ranges of the datagram or stream they read. */
import type { Field } from '../types.ts'

export type ApplicationName = 'dns' | 'http' | 'websocket' | 'tls'

export type Message = {
  protocol: ApplicationName
  title: string
  /** In one phrase: `GET /index.html`, `query A example.test`. */
  summary: string
  /** Offsets in the bytes that were read, `to` exclusive. */
  from: number
  to: number
  fields: Field[]
  /** False when the bytes end within it: more of the stream may follow. */
  complete: boolean
  /** What makes no sense; nothing behind it is read. */
  error?: string
}

export const MESSAGE_LIMITS = {
  /** Messages read of one stream or datagram. */
  messages: 2_000,
  /** Fields described of one message. */
  fields: 500,
}

const LONGEST_VALUE = 200

/** Bytes as characters, a dot for each that cannot be printed; cut after 200. */
export function printable(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes.subarray(0, LONGEST_VALUE)) text += byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·'
  return bytes.length > LONGEST_VALUE ? `${text}…` : text
}

/** UTF-8 text, invalid bytes replaced; cut after 200 bytes. */
export function textOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, LONGEST_VALUE))
  return bytes.length > LONGEST_VALUE ? `${text}…` : text
}
