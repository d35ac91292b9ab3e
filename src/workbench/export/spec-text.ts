/** The exercise's spec. It makes its frames by other means than the solution: Buffer, BigInt and node:zlib. */
import type { Plan } from '../plan.ts'
import { shapeOf } from './shape.ts'
import { checks } from './spec-checks.ts'
import { drawnText } from './spec-drawn.ts'
import { piecesText } from './spec-pieces.ts'

/** Columns of a line. */
const WIDTH = 120

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
