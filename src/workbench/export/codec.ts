/**
 * A definition as a TypeScript module that stands alone: `encode`, `decode` and a `Decoder` for streams. It imports
 * nothing, its syntax is erasable, and it holds only the helpers that this frame needs.
 */
import { isGiven, type Plan, type PlannedField } from '../plan.ts'
import { decodeText } from './decode-text.ts'
import { encodeText } from './encode-text.ts'
import { layoutLines } from './layout.ts'
import { maxName, numeral } from './names.ts'
import { isBig, ODD_READ_SIGNED, ODD_READ_UNSIGNED, ODD_WRITE } from './numbers.ts'

/** Codes of a FrameError, in the order in which they can happen; a module has those that it throws. */
const CODES = [
  'out-of-range',
  'too-long',
  'wrong-size',
  'ends-in-zero',
  'delimiter-inside',
  'negative',
  'too-short',
  'wrong-magic',
  'wrong-crc',
  'not-utf8',
  'truncated',
]

export function codesOf(plan: Plan): string[] {
  const body = bodyText(plan)
  return CODES.filter((code) => body.includes(`new FrameError('${code}'`))
}

export function codecText(plan: Plan): string {
  const parts = [headText(plan), frameType(plan), limitsText(plan), errorText(plan), bodyText(plan)]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** What works, with the helpers that it needs. */
function bodyText(plan: Plan): string {
  const parts = [encodeText(plan), decodeText(plan), DECODER]
  // A helper that another one needs stands after it.
  for (const { name, text } of helpers(plan)) if (parts.some((part) => part.includes(`${name}(`))) parts.push(text)
  return parts.join('\n\n')
}

function headText(plan: Plan): string {
  return [
    '/**',
    ` * The frame "${plan.name}", in the order of the wire:`,
    ' *',
    ...layoutLines(plan).map((line) => ` *   ${line}`),
    ' *',
    ' * On a connection: for (const frame of decoder.push(chunk)) … at every chunk, and decoder.end() at its end.',
    ' */',
  ].join('\n')
}

export function frameType({ fields }: Plan): string {
  const given = fields.filter(isGiven)
  const what = '/** What a sender gives; lengths and checks are worked out. */'
  if (given.length === 0) return `${what}\nexport type Frame = Record<string, never>`
  return `${what}\nexport type Frame = {\n${given.map((field) => `  ${field.name}: ${typeText(field)}`).join('\n')}\n}`
}

function typeText(field: PlannedField): string {
  if (field.kind === 'fill') return field.text ? 'string' : 'Uint8Array'
  return field.kind === 'number' && isBig(field) ? 'bigint' : 'number'
}

export function limitsText({ fields }: Plan): string {
  return fields
    .flatMap((field) =>
      field.kind === 'fill' && field.size.by !== 'fixed'
        ? [
            `/** The largest ${field.name}, bytes. A longer one is refused before it is waited for. */`,
            `export const ${maxName(field)} = ${numeral(field.size.max)}`,
          ]
        : [],
    )
    .join('\n')
}

function errorText(plan: Plan): string {
  const codes = codesOf(plan).map((code) => `'${code}'`)
  const line = `export type FrameErrorCode = ${codes.join(' | ')}`
  const type =
    line.length <= 120 ? line : `export type FrameErrorCode =\n${codes.map((code) => `  | ${code}`).join('\n')}`
  return `${type}

/** A value that cannot be sent, or bytes that are no frame. */
export class FrameError extends Error {
  readonly code: FrameErrorCode
  readonly field: string
  readonly what: string
  /** Frames of the same chunk that were whole before the fault. */
  readonly frames: Frame[]

  constructor(code: FrameErrorCode, field: string, what: string, frames: Frame[] = []) {
    super(\`\${code}: \${field}: \${what}\`)
    this.name = 'FrameError'
    this.code = code
    this.field = field
    this.what = what
    this.frames = frames
  }
}`
}

/** The same for every frame: it only asks `decode` again, with more bytes. */
export const DECODER = `/** Cuts a byte stream into frames, whatever the sizes of its chunks. After an error every push throws. */
export class Decoder {
  /** What has come and is no frame yet lies between #from and #to. */
  #bytes = new Uint8Array(1_024)
  #from = 0
  #to = 0
  #failed: FrameError | undefined

  /** Takes a copy of the next chunk, gives the frames it completed. Throws FrameError. */
  push(chunk: Uint8Array): Frame[] {
    if (this.#failed) throw this.#failed
    this.#append(chunk)
    const frames: Frame[] = []
    try {
      while (this.#from < this.#to) {
        const next = decode(this.#bytes.subarray(this.#from, this.#to))
        if (!next) break
        this.#from += next.size
        frames.push(next.frame)
      }
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      this.#failed = error
      throw new FrameError(error.code, error.field, error.what, frames)
    }
    return frames
  }

  /** The stream has ended. Throws FrameError if it ended inside a frame. */
  end(): void {
    if (this.#failed) throw this.#failed
    const left = this.#to - this.#from
    if (left > 0) throw new FrameError('truncated', 'frame', \`the stream ended after \${left} of its bytes\`)
  }

  /** Makes room by moving what is left to the front, and only then by growing, to twice the size each time. */
  #append(chunk: Uint8Array): void {
    if (this.#to + chunk.length > this.#bytes.length) {
      const left = this.#bytes.subarray(this.#from, this.#to)
      const wanted = left.length + chunk.length
      const room = wanted > this.#bytes.length ? new Uint8Array(2 * wanted) : this.#bytes
      room.set(left)
      this.#bytes = room
      this.#to = left.length
      this.#from = 0
    }
    this.#bytes.set(chunk, this.#to)
    this.#to += chunk.length
  }
}`

function helpers({ fields }: Plan): { name: string; text: string }[] {
  const bigs = fields.some((field) => field.kind === 'number' && field.measures === null && isBig(field))
  return [
    { name: 'checkRange', text: rangeText(bigs) },
    { name: 'utf8Of', text: UTF8_OF },
    { name: 'textOf', text: TEXT_OF },
    { name: 'withoutPadding', text: PADDING },
    { name: 'begins', text: BEGINS },
    { name: 'sizeUntil', text: SIZE_UNTIL },
    { name: 'contains', text: CONTAINS },
    { name: 'checkSize', text: CHECK_SIZE },
    { name: 'writeInteger', text: ODD_WRITE },
    { name: 'readSigned', text: ODD_READ_SIGNED },
    { name: 'readUnsigned', text: ODD_READ_UNSIGNED },
    { name: 'crc32', text: CRC },
  ]
}

function rangeText(bigs: boolean): string {
  const type = bigs ? 'number | bigint' : 'number'
  const whole = bigs ? "(typeof value === 'bigint' || Number.isInteger(value))" : 'Number.isInteger(value)'
  return `function checkRange(field: string, value: ${type}, low: ${type}, high: ${type}): void {
  if (${whole} && value >= low && value <= high) return
  throw new FrameError('out-of-range', field, \`\${value} is no whole number from \${low} to \${high}\`)
}`
}

const CHECK_SIZE = `/** Before anything is waited for or made room for. */
function checkSize(field: string, size: number, most: number): void {
  if (size > most) throw new FrameError('too-long', field, \`\${size} bytes, and at most \${most} are allowed\`)
}`

const UTF8_OF = `function utf8Of(field: string, text: string): Uint8Array {
  if (!text.isWellFormed()) throw new FrameError('not-utf8', field, 'half of a surrogate pair has no UTF-8')
  return new TextEncoder().encode(text)
}`

const TEXT_OF = `function textOf(field: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new FrameError('not-utf8', field, 'its bytes are no UTF-8')
  }
}`

const PADDING = `function withoutPadding(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  return bytes.subarray(0, end)
}`

const BEGINS = `/** Whether these bytes, or as many as have come, are those of the magic. */
function begins(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => i >= bytes.length || bytes[i] === byte)
}`

const SIZE_UNTIL = `/** Bytes before the delimiter; undefined while it may still come. The limit also bounds the work of each search. */
function sizeUntil(field: string, bytes: Uint8Array, delimiter: readonly number[], most: number): number | undefined {
  for (let at = 0; at <= most && at + delimiter.length <= bytes.length; at++)
    if (delimiter.every((byte, i) => bytes[at + i] === byte)) return at
  if (bytes.length >= most + delimiter.length) checkSize(field, most + 1, most)
  return undefined
}`

const CONTAINS = `/** Whether the delimiter would be found before the end of the content, also where both make one together. */
function contains(content: Uint8Array, delimiter: readonly number[]): boolean {
  const whole = [...content, ...delimiter]
  return content.some((_, at) => delimiter.every((byte, i) => whole[at + i] === byte))
}`

const CRC = `/** CRC-32 of zlib, gzip and Ethernet (RFC 1952, section 8). */
function crc32(bytes: Uint8Array): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}`
