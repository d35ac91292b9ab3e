/** The exercise's spec. It makes its frames by other means than the solution: Buffer, BigInt and node:zlib. */
import type { Plan, PlannedField, PlannedFill, PlannedNumber } from '../plan.ts'
import { isGiven } from '../plan.ts'
import { byteList } from './names.ts'
import { isBig } from './numbers.ts'
import { type ExerciseShape, type LimitCase, shapeOf } from './shape.ts'

/** Bytes or characters of what is drawn, at most. */
const DRAWN = 40
/** Columns of a line. */
const WIDTH = 120
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const WIDE = ['é', '你', '好']

export function specText(plan: Plan, file: string): string {
  const all = checks(shapeOf(plan))
  const text = [
    importsText(plan, file),
    numbersText(plan),
    drawnText(plan),
    piecesText(plan),
    SHARED,
    ...(all.some((one) => one.includes('upTo(')) ? [UP_TO] : []),
    ...all,
  ].filter((part) => part !== '')
  return `${text.join('\n\n').split('\n').map(broken).join('\n')}\n`
}

/** A Han character is as wide as two letters. */
const columns = (line: string) => line.length + (line.match(/[\u3000-\u9fff\uff00-\uffef]/g)?.length ?? 0)

/** A call that is too long for a line has each argument on its own. */
function broken(line: string): string {
  const [, indent, head, args] = /^( *)(.*?(?:same|refused)\()(.*)\)$/.exec(line) ?? []
  if (columns(line) <= WIDTH || indent === undefined || head === undefined || args === undefined) return line
  const list = args.split(/, (?=\S)(?![^([]*[)\]])/).map((arg) => `${indent}  ${arg},`)
  return [`${indent}${head}`, ...list, `${indent})`].join('\n')
}

function importsText({ fields }: Plan, file: string): string {
  const crc = fields.some(({ kind }) => kind === 'crc32') ? "import { crc32 } from 'node:zlib'\n" : ''
  return `${crc}import { expect } from 'vitest'
import { check, learner, random, say } from 'wirebook/spec'
import type { Frame } from './starter/${file}'

const { Decoder, encode } = learner<typeof import('./starter/${file}')>()

type Piece = { name: string; bytes: Buffer }`
}

function numbersText({ fields }: Plan): string {
  const whole = fields.some((field) => field.kind === 'crc32' || (field.kind === 'number' && field.type !== 'float'))
  const float = fields.some((field) => field.kind === 'number' && field.type === 'float')
  return [
    ...(whole
      ? [
          `/** By its hexadecimal digits: another way than a DataView. */
function whole(value: number | bigint, width: number, little: boolean): Buffer {
  const digits = BigInt.asUintN(8 * width, BigInt(value)).toString(16)
  const bytes = Buffer.from(digits.padStart(2 * width, '0'), 'hex')
  return little ? bytes.reverse() : bytes
}`,
        ]
      : []),
    ...(float
      ? [
          `function float(value: number, width: number, little: boolean): Buffer {
  const bytes = Buffer.alloc(width)
  if (width === 4) bytes.writeFloatBE(value)
  else bytes.writeDoubleBE(value)
  return little ? bytes.reverse() : bytes
}`,
        ]
      : []),
  ].join('\n\n')
}

function drawnText({ fields }: Plan): string {
  const given = fields.filter(isGiven)
  const loose = given.some((field) => field.kind === 'fill' && field.size.by !== 'fixed')
  const texts = given.some((field) => field.kind === 'fill' && field.text)
  const body = given.map((field) => `  ${field.name}: ${drawn(field)},`).join('\n')
  const characters = `const characters = (from: string, most: number) =>
  Array.from({ length: random.int(Math.min(1, most), most) }, () => random.pick([...from])).join('')`
  const frame = `/** A frame drawn by chance, never empty where it need not be. */
const drawn = (): Frame => ({${body === '' ? '' : `\n${body}\n`}})`
  const empty = given.map((field) =>
    field.kind === 'fill' && field.size.by !== 'fixed'
      ? `${field.name}: ${field.text ? "''" : 'new Uint8Array(0)'}`
      : '',
  )
  const emptied = `/** The same with nothing in what may be empty. */
const emptied = (frame: Frame): Frame => ({ ...frame, ${empty.filter((one) => one !== '').join(', ')} })`
  return [...(texts ? [characters] : []), frame, ...(loose ? [emptied] : [])].join('\n\n')
}

function drawn(field: PlannedField): string {
  if (field.kind === 'number') return drawnNumber(field)
  return field.kind === 'fill' ? drawnFill(field) : ''
}

function drawnNumber(field: PlannedNumber): string {
  const { type, width } = field
  if (type === 'float') return 'random.int(-8_000, 8_000) / 8'
  const bits = 8 * width
  if (isBig(field)) {
    const bigint = '(BigInt(random.int(0, 0xffff_ffff)) << 32n) | BigInt(random.int(0, 0xffff_ffff))'
    return type === 'int' ? `BigInt.asIntN(64, ${bigint})` : bigint
  }
  if (width > 4)
    return `random.int(0, 0xffff_ffff) * 65_536 + random.int(0, 65_535)${type === 'int' ? ` - 2 ** ${bits - 1}` : ''}`
  return type === 'int'
    ? `random.int(${-(2 ** (bits - 1))}, ${2 ** (bits - 1) - 1})`
    : `random.int(0, ${2 ** bits - 1})`
}

function drawnFill({ text, size }: PlannedFill): string {
  const forbidden = size.by === 'delimiter' ? [...size.delimiter] : []
  const most = Math.min(DRAWN, size.by === 'fixed' ? size.bytes : size.max)
  if (!text) {
    if (size.by === 'fixed') return `random.bytes(${size.bytes})`
    const bytes = `random.bytes(random.int(${Math.min(1, most)}, ${most}))`
    if (forbidden.length === 0) return bytes
    const instead = Array.from({ length: 256 }, (_, byte) => byte).find((byte) => !forbidden.includes(byte))!
    return `${bytes}.map((byte) => (${byteList(Uint8Array.from(forbidden))}.includes(byte) ? ${instead} : byte))`
  }
  const free = (one: string) => [...new TextEncoder().encode(one)].every((byte) => !forbidden.includes(byte))
  // A character has up to three bytes.
  const wide = most >= 3 ? WIDE.filter(free) : []
  const letters = [...LETTERS].filter(free).slice(0, 12)
  // One of many bytes for sure: a count of characters is no count of bytes.
  const sure = wide.at(-1)
  const room = sure === undefined ? most : Math.floor(most / 3) - 1
  const rest = `characters('${[...letters, ...wide].join('')}', ${Math.max(0, room)})`
  return sure === undefined ? rest : `\`\${${rest}}${sure}\``
}

function piecesText({ fields }: Plan): string {
  const contents = fields.flatMap((field) => (field.kind === 'fill' ? [contentText(field)] : []))
  const lengths = fields.some((field) => field.kind === 'number' && field.measures !== null)
  const totals = fields.some((field) => field.kind === 'number' && field.measures && field.measures.counts !== 'field')
  const claim = lengths ? ', claim?: number' : ''
  const pieces = fields.map((field, at) => `    { name: '${field.name}', bytes: ${pieceText(fields, field, at)} },`)
  const [only = ''] = pieces
  const list = pieces.length === 1 ? `[${only.trim().slice(0, -1)}]` : `[\n${pieces.join('\n')}\n  ]`
  return `/** The fields one by one${lengths ? '; `claim`: what the length says instead of the truth' : ''}. */
function pieces(frame: Frame${claim}): Piece[] {
${contents.map((line) => `  ${line}`).join('\n')}${contents.length > 0 ? '\n' : ''}${totals ? `  const total = ${sizeText(fields)}\n` : ''}  const list: Piece[] = ${list}
${crcText(fields)}  return list
}`
}

function contentText({ name, text, size }: PlannedFill): string {
  const bytes = `Buffer.from(frame.${name}${text ? ", 'utf8'" : ''})`
  if (size.by === 'fixed' && text) return `const ${name}Bytes = Buffer.concat([${bytes}], ${size.bytes})`
  return size.by === 'delimiter'
    ? `const ${name}Bytes = Buffer.concat([${bytes}, Buffer.from(${byteList(size.delimiter)})])`
    : `const ${name}Bytes = ${bytes}`
}

function sizeText(fields: readonly PlannedField[]): string {
  let fixed = 0
  const loose: string[] = []
  for (const field of fields) {
    if (field.kind === 'number') fixed += field.width
    else if (field.kind === 'crc32') fixed += 4
    else if (field.kind === 'magic') fixed += field.bytes.length
    else loose.push(`${field.name}Bytes.length`)
  }
  return [...(fixed > 0 || loose.length === 0 ? [String(fixed)] : []), ...loose].join(' + ')
}

function pieceText(fields: readonly PlannedField[], field: PlannedField, at: number): string {
  switch (field.kind) {
    case 'magic':
      return `Buffer.from(${byteList(field.bytes)})`
    case 'crc32':
      return 'Buffer.alloc(4)'
    case 'fill':
      return `${field.name}Bytes`
    case 'number': {
      const { type, width, little, measures } = field
      if (!measures) return `${type === 'float' ? 'float' : 'whole'}(frame.${field.name}, ${width}, ${little})`
      const size = {
        field: `${fields[measures.target]!.name}Bytes.length`,
        after: minus(sizeText(fields.slice(0, at + 1))),
        frame: 'total',
      }[measures.counts]
      return `whole(claim ?? ${size}, ${width}, ${little})`
    }
  }
}

const minus = (size: string) => `total - ${size.includes('+') ? `(${size})` : size}`

function crcText(fields: readonly PlannedField[]): string {
  return fields
    .map((field, at) =>
      field.kind === 'crc32'
        ? `  list[${at}]!.bytes = whole(crc32(join(list.slice(0, ${at}))), 4, ${field.little})\n`
        : '',
    )
    .join('')
}

const SHARED = `const join = (list: readonly Piece[]) => new Uint8Array(Buffer.concat(list.map(({ bytes }) => bytes)))
const framed = (...frames: Frame[]) => new Uint8Array(Buffer.concat(frames.map((frame) => join(pieces(frame)))))

const refused = (call: Promise<unknown>, code: string, told: string) => expect(call, told).rejects.toThrowMessage(code)

function same(got: Frame[], wanted: Frame[], told: string) {
  expect(got.length, \`\${told}: \${say(\`\${wanted.length} frames expected\`, \`应得到 \${wanted.length} 个帧\`)}\`).toBe(
    wanted.length,
  )
  for (const [i, frame] of wanted.entries())
    for (const [name, value] of Object.entries(frame)) {
      const where = \`\${told}: \${say(\`field \${name} of frame \${i + 1}\`, \`第 \${i + 1} 个帧的字段 \${name}\`)}\`
      const field = (got[i] as Record<string, unknown> | undefined)?.[name]
      if (value instanceof Uint8Array) expect(field, where).toEqualBytes(value)
      else expect(field, where).toBe(value)
    }
}`

const UP_TO = `/** The bytes before a field. */
function upTo(list: readonly Piece[], field: string): Uint8Array {
  const at = list.findIndex(({ name }) => name === field)
  return join(list.slice(0, at))
}`

/** By the test's id, in the order of exercise.json. */
function checks({ loose, limits, negative, magic, crc }: ExerciseShape): string[] {
  return [
    `check('encode', async () => {
  for (let i = 0; i < 3; i++) {
    const frame = drawn()
    expect(await encode(frame), say('encode of a frame', '对一个帧调用 encode')).toEqualBytes(framed(frame))
  }
})`,
    `check('whole', async () => {
  const frame = drawn()
  same(await new Decoder().push(framed(frame)), [frame], say('one whole frame', '一个完整的帧'))
})`,
    `check('two', async () => {
  const frames = [drawn(), drawn()]
  same(await new Decoder().push(framed(...frames)), frames, say('two frames in one chunk', '一个数据块中有两个帧'))
})`,
    `check('byte-by-byte', async () => {
  const frames = [drawn(), drawn()]
  const decoder = new Decoder()
  const got: Frame[] = []
  for (const byte of framed(...frames)) got.push(...(await decoder.push(Uint8Array.from([byte]))))
  same(got, frames, say('two frames, one byte a chunk', '两个帧，每块一个字节'))
})`,
    `check('random-cuts', async () => {
  const frames = [drawn(), drawn(), drawn()]
  const decoder = new Decoder()
  const got: Frame[] = []
  for (const chunk of random.cuts(framed(...frames))) got.push(...(await decoder.push(chunk)))
  same(got, frames, say('three frames, cut by chance', '三个帧，随机切开'))
})`,
    ...(loose
      ? [
          `check('empty', async () => {
  const frames = [emptied(drawn()), drawn(), emptied(drawn())]
  same(await new Decoder().push(framed(...frames)), frames, say('an empty one before and after another', '另一个帧的前后各有一个空帧'))
})`,
        ]
      : []),
    ...(limits.length > 0 ? [limitCheck(limits)] : []),
    ...(negative === null
      ? []
      : [
          `check('negative', async () => {
  const list = pieces(drawn(), -random.int(1, 100))
  const head = upTo(list, '${negative}')
  await refused(new Decoder().push(head), 'negative', say('a length below zero', '长度小于零'))
})`,
        ]),
    ...(magic === null
      ? []
      : [
          `check('magic', async () => {
  const list = pieces(drawn())
  const [magic] = list.filter(({ name }) => name === '${magic}')
  magic!.bytes[random.int(0, magic!.bytes.length - 1)]! ^= 1 << random.int(0, 7)
  await refused(new Decoder().push(join(list)), 'wrong-magic', say('one bit of ${magic} is wrong', '${magic} 有一个比特不对'))
})`,
        ]),
    ...(crc === null
      ? []
      : [
          `check('crc', async () => {
  const list = pieces(drawn())
  const [sum] = list.filter(({ name }) => name === '${crc}')
  sum!.bytes[random.int(0, 3)]! ^= 1 << random.int(0, 7)
  await refused(new Decoder().push(join(list)), 'wrong-crc', say('one bit of ${crc} is wrong', '${crc} 有一个比特不对'))
})`,
        ]),
    `check('end', async () => {
  const frame = drawn()
  const decoder = new Decoder()
  await decoder.push(framed(frame).subarray(0, -1))
  await refused(decoder.end(), 'truncated', say('the stream ends one byte too early', '流在缺一个字节时结束'))
  const other = new Decoder()
  same(await other.push(framed(frame)), [frame], say('one whole frame, then the end', '一个完整的帧，然后结束'))
  await other.end()
})`,
  ]
}

function limitCheck(limits: readonly LimitCase[]): string {
  const parts = limits.map((one) =>
    one.by === 'length'
      ? `  {
    const list = pieces(drawn(), ${one.claim})
    const head = upTo(list, '${one.field}')
    await refused(new Decoder().push(head), 'too-long', say('${one.field}: one byte too many', '${one.field} 多了一个字节'))
  }`
      : `  {
    const list = pieces(drawn())
    const head = upTo(list, '${one.field}')
    const endless = new Uint8Array(Buffer.concat([head, Buffer.alloc(${one.bytes}, ${one.filler})]))
    await refused(new Decoder().push(endless), 'too-long', say('${one.field} without its end', '${one.field} 没有结尾'))
  }`,
  )
  return `check('limit', async () => {\n${parts.join('\n')}\n})`
}
