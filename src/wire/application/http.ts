/** HTTP/1.1 messages (RFC 9112): start line, header fields, and a body by its length, by chunks, or up to the close. */
import { byteCount, field } from '../draft.ts'
import type { Field } from '../types.ts'
import { MESSAGE_LIMITS, type Message, printable } from './message.ts'

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']
/** A head that is longer is not looked for any further, bytes. */
const LONGEST_HEAD = 65_536
const CR = 13
const LF = 10

export type HttpMessage = Message & {
  protocol: 'http'
  /** Of a request. */
  method?: string
  /** Of an answer. */
  status?: number
  /** Behind it the connection speaks another protocol (101, or an answered CONNECT). */
  switches: boolean
}

/** `asked`: methods of the requests that the messages answer, in order; an answer to HEAD has no body whatever it says. */
export function httpStream(bytes: Uint8Array, asked: readonly string[] = []): HttpMessage[] {
  const messages: HttpMessage[] = []
  let at = 0
  let answers = 0
  while (at < bytes.length && messages.length < MESSAGE_LIMITS.messages) {
    const message = oneMessage(bytes, at, asked[answers])
    messages.push(message)
    // 100 Continue and its like come before the answer proper.
    if (message.status !== undefined && (message.status >= 200 || message.switches)) answers += 1
    if (!message.complete || message.error !== undefined || message.switches) break
    at = message.to
  }
  return messages
}

/** Whether the bytes begin as HTTP does. */
export function looksLikeHttp(bytes: Uint8Array): boolean {
  const start = printable(bytes.subarray(0, 8))
  return start.startsWith('HTTP/1.') || METHODS.some((method) => start.startsWith(`${method} `.slice(0, 8)))
}

type Line = { from: number; to: number; next: number; text: string }
type Head = { lines: Line[]; to: number }

function oneMessage(bytes: Uint8Array, from: number, answeredMethod: string | undefined): HttpMessage {
  const empty: HttpMessage = {
    protocol: 'http',
    title: 'HTTP',
    summary: 'HTTP, its head is not whole yet',
    from,
    to: bytes.length,
    fields: [],
    complete: false,
    switches: false,
  }
  const head = readHead(bytes, from)
  if (!head) {
    return bytes.length - from > LONGEST_HEAD ? { ...empty, error: `a head of more than ${LONGEST_HEAD} bytes` } : empty
  }
  const [start, ...rest] = head.lines
  const first = start!.text
  const answer = /^HTTP\/1\.\d (\d{3})(?: (.*))?$/.exec(first)
  const request = answer ? null : /^([!#$%&'*+.^`|~\w-]+) (\S+) HTTP\/1\.\d$/.exec(first)
  const startField = field('startLine', answer ? 'Status line' : 'Request line', first, from, start!.to)
  if (!answer && !request)
    return { ...empty, fields: [startField], summary: first, error: `"${first}" begins no HTTP message` }

  const headers = new Map<string, string>()
  const fields = [startField]
  for (const line of rest) {
    const colon = line.text.indexOf(':')
    if (colon < 1) return { ...empty, fields, summary: first, error: `"${line.text}" is no header field` }
    const name = line.text.slice(0, colon)
    const value = line.text.slice(colon + 1).trim()
    const known = headers.get(name.toLowerCase())
    headers.set(name.toLowerCase(), known === undefined ? value : `${known}, ${value}`)
    if (fields.length < MESSAGE_LIMITS.fields) fields.push(field(name.toLowerCase(), name, value, line.from, line.to))
  }
  fields.push(field('blank', 'Empty line', '', head.to - blankLength(bytes, head.to), head.to, 'ends the head'))
  const method = request?.[1]
  const status = answer ? Number(answer[1]) : undefined
  const switches = status === 101 || (answeredMethod === 'CONNECT' && status !== undefined && status < 300)
  const body = switches
    ? { to: head.to, complete: true, fields: [] }
    : readBody(bytes, head.to, headers, status, answeredMethod)
  return {
    protocol: 'http',
    title: answer ? 'HTTP answer' : 'HTTP request',
    summary: answer ? `${answer[1]} ${answer[2] ?? ''}`.trim() : `${method} ${request![2]}`,
    from,
    to: body.to,
    fields: [...fields, ...body.fields].slice(0, MESSAGE_LIMITS.fields),
    complete: body.complete,
    ...(body.error !== undefined && { error: body.error }),
    ...(method !== undefined && { method }),
    ...(status !== undefined && { status }),
    switches,
  }
}

function readHead(bytes: Uint8Array, from: number): Head | null {
  const lines: Line[] = []
  let at = from
  while (at - from <= LONGEST_HEAD) {
    const line = lineAt(bytes, at)
    if (!line) return null
    at = line.next
    if (line.text === '') {
      // Empty lines before a request are let pass (RFC 9112 §2.2).
      if (lines.length > 0) return { lines, to: at }
    } else lines.push(line)
  }
  return null
}

/** A bare line feed ends a line too, as lenient receivers have it. */
function lineAt(bytes: Uint8Array, from: number): Line | null {
  const end = bytes.indexOf(LF, from)
  if (end < 0 || end - from > LONGEST_HEAD) return null
  const to = end > from && bytes[end - 1] === CR ? end - 1 : end
  let text = ''
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at]!)
  return { from, to, next: end + 1, text }
}

const blankLength = (bytes: Uint8Array, to: number): number => (bytes[to - 2] === CR ? 2 : 1)

type Body = { to: number; complete: boolean; fields: Field[]; error?: string }

/** How long the body is, in the order of RFC 9112 §6.3. */
function readBody(
  bytes: Uint8Array,
  from: number,
  headers: ReadonlyMap<string, string>,
  status: number | undefined,
  answeredMethod: string | undefined,
): Body {
  const none: Body = { to: from, complete: true, fields: [] }
  if (status !== undefined && (status < 200 || status === 204 || status === 304 || answeredMethod === 'HEAD'))
    return none
  if (/(^|,)\s*chunked\s*$/i.test(headers.get('transfer-encoding') ?? '')) return readChunks(bytes, from)
  const stated = headers.get('content-length')
  if (stated !== undefined) {
    const lengths = new Set(stated.split(',').map((part) => part.trim()))
    const [length = ''] = lengths
    if (lengths.size !== 1 || !/^\d{1,15}$/.test(length)) return { ...none, error: `a Content-Length of "${stated}"` }
    const size = Number(length)
    const to = Math.min(bytes.length, from + size)
    return { to, complete: to === from + size, fields: bodyField(bytes, from, to, size) }
  }
  if (status === undefined) return none
  const to = bytes.length
  return { to, complete: false, fields: bodyField(bytes, from, to, to - from, 'up to the close of the connection') }
}

function bodyField(bytes: Uint8Array, from: number, to: number, size: number, note?: string): Field[] {
  const missing = from + size > to ? `${byteCount(to - from)} of ${size} so far` : undefined
  return size === 0 ? [] : [field('body', 'Body', printable(bytes.subarray(from, to)), from, to, note ?? missing)]
}

function readChunks(bytes: Uint8Array, from: number): Body {
  const fields: Field[] = []
  let at = from
  for (;;) {
    const line = lineAt(bytes, at)
    if (!line) return { to: bytes.length, complete: false, fields }
    const size = /^([0-9a-f]{1,12})[ \t]*(;.*)?$/i.exec(line.text)
    if (!size) return { to: bytes.length, complete: false, fields, error: `"${line.text}" is no chunk size` }
    const length = Number.parseInt(size[1]!, 16)
    if (fields.length < MESSAGE_LIMITS.fields)
      fields.push(field('chunkSize', 'Chunk size', size[1]!, line.from, line.to, byteCount(length)))
    if (length === 0) return trailers(bytes, line.next, fields)
    const end = line.next + length
    const to = Math.min(end, bytes.length)
    if (fields.length < MESSAGE_LIMITS.fields)
      fields.push(field('chunk', 'Chunk', printable(bytes.subarray(line.next, to)), line.next, to))
    const after = lineAt(bytes, end)
    if (!after) return { to: bytes.length, complete: false, fields }
    if (after.text !== '') return { to: end, complete: false, fields, error: 'a chunk longer than its size' }
    at = after.next
  }
}

function trailers(bytes: Uint8Array, from: number, fields: Field[]): Body {
  let at = from
  for (;;) {
    const line = lineAt(bytes, at)
    if (!line) return { to: bytes.length, complete: false, fields }
    at = line.next
    if (line.text === '') return { to: at, complete: true, fields }
    if (fields.length < MESSAGE_LIMITS.fields) fields.push(field('trailer', 'Trailer', line.text, line.from, line.to))
  }
}
