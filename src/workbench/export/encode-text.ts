/** The generated `encode`: every value checked, one array of the right size, each field set in its place. */
import type { Plan, PlannedField, PlannedFill, PlannedNumber } from '../plan.ts'
import { isGiven } from '../plan.ts'
import { byteList, maxName } from './names.ts'
import { isBig, writeCall } from './numbers.ts'
import { sizeText } from './size.ts'

export function encodeText(plan: Plan): string {
  const { fields } = plan
  const takes = fields.some(isGiven) ? 'frame' : '_frame'
  const checks = fields.flatMap((field) => (isGiven(field) ? checkLines(field) : []))
  const writes = fields.flatMap((field, at) => [...writeLines(plan, field, at), ''])
  return [
    '/** The bytes of one frame. Throws FrameError for a value that cannot be sent. */',
    `export function encode(${takes}: Frame): Uint8Array {`,
    ...indented(checks),
    ...(checks.length > 0 ? [''] : []),
    ...indented([`const bytes = new Uint8Array(${sizeText(fields, contentSize)})`]),
    ...(needsView(fields) ? indented(['const view = new DataView(bytes.buffer)']) : []),
    ...indented(['let at = 0', '', ...writes]),
    '  return bytes',
    '}',
  ].join('\n')
}

export const indented = (lines: readonly string[]) => lines.map((line) => (line === '' ? '' : `  ${line}`))
export const needsView = (fields: readonly PlannedField[]) =>
  fields.some(({ kind }) => kind === 'number' || kind === 'crc32')

/** On one line where there is room, two columns in. */
export function refusal(test: string, consequence: string): string[] {
  const line = `${test} ${consequence}`
  return line.length <= 118 ? [line] : [test, `  ${consequence}`]
}

/** Bytes of a field of varying size are in `<name>Bytes`, without what pads or ends it. */
const contentSize = ({ name, size }: PlannedFill) =>
  size.by === 'fixed'
    ? { fixed: size.bytes }
    : { fixed: size.by === 'delimiter' ? size.delimiter.length : 0, loose: `${name}Bytes.length` }

function checkLines(field: PlannedField): string[] {
  if (field.kind === 'number') return numberCheck(field)
  return field.kind === 'fill' ? fillCheck(field) : []
}

function numberCheck({ name, type, width }: PlannedNumber): string[] {
  if (type === 'float') return []
  const big = isBig({ type, width, little: false })
  const bits = 8 * width
  const text = (power: number, less: boolean) =>
    big
      ? `${less ? '' : '-'}(1n << ${power}n)${less ? ' - 1n' : ''}`
      : `${less ? '' : '-'}${2 ** power - (less ? 1 : 0)}`
  const [low, high] =
    type === 'int' ? [text(bits - 1, false), text(bits - 1, true)] : [big ? '0n' : '0', text(bits, true)]
  return [`checkRange('${name}', frame.${name}, ${low}, ${high})`]
}

function fillCheck(field: PlannedFill): string[] {
  const { name, text, size } = field
  const bytes = `${name}Bytes`
  const first = `const ${bytes} = ${text ? `utf8Of('${name}', frame.${name})` : `frame.${name}`}`
  if (size.by === 'fixed' && !text)
    return [
      first,
      ...refusal(
        `if (${bytes}.length !== ${size.bytes})`,
        `throw new FrameError('wrong-size', '${name}', \`\${${bytes}.length} bytes, and it has ${size.bytes}\`)`,
      ),
    ]
  if (size.by === 'fixed')
    return [
      first,
      `checkSize('${name}', ${bytes}.length, ${size.bytes})`,
      ...refusal(
        `if (${bytes}.at(-1) === 0)`,
        `throw new FrameError('ends-in-zero', '${name}', 'its end could not be told from the padding')`,
      ),
    ]
  const check = `checkSize('${name}', ${bytes}.length, ${maxName(field)})`
  if (size.by === 'length') return [first, check]
  return [
    first,
    check,
    ...refusal(
      `if (contains(${bytes}, ${byteList(size.delimiter)}))`,
      `throw new FrameError('delimiter-inside', '${name}', 'it holds the bytes that end it')`,
    ),
  ]
}

function writeLines({ fields }: Plan, field: PlannedField, at: number): string[] {
  switch (field.kind) {
    case 'number': {
      const value = field.measures ? measureText(fields, field) : `frame.${field.name}`
      return [
        `// ${field.name}`,
        ...rangeOfLength(fields, field, at),
        writeCall(field, 'at', value),
        `at += ${field.width}`,
      ]
    }
    case 'crc32':
      return [
        `// ${field.name}: of all that stands before it`,
        writeCall({ type: 'uint', width: 4, little: field.little }, 'at', 'crc32(bytes.subarray(0, at))'),
        'at += 4',
      ]
    case 'magic':
      return [`// ${field.name}`, `bytes.set(${byteList(field.bytes)}, at)`, `at += ${field.bytes.length}`]
    case 'fill':
      return fillWrite(field)
  }
}

function fillWrite({ name, size }: PlannedFill): string[] {
  const set = `bytes.set(${name}Bytes, at)`
  switch (size.by) {
    case 'fixed':
      return [`// ${name}`, set, `at += ${size.bytes}`]
    case 'length':
      return [`// ${name}`, set, `at += ${name}Bytes.length`]
    case 'delimiter':
      return [
        `// ${name}, and what ends it`,
        set,
        `at += ${name}Bytes.length`,
        `bytes.set(${byteList(size.delimiter)}, at)`,
        `at += ${size.delimiter.length}`,
      ]
  }
}

function measureText(fields: readonly PlannedField[], field: PlannedNumber): string {
  const { target, counts } = field.measures!
  const text = {
    field: `${fields[target]!.name}Bytes.length`,
    after: `bytes.length - at - ${field.width}`,
    frame: 'bytes.length',
  }[counts]
  return isBig(field) ? `BigInt(${text})` : text
}

/** Only where a field of varying size stands beside the one that is limited can the number outgrow its bytes. */
function rangeOfLength(fields: readonly PlannedField[], field: PlannedNumber, at: number): string[] {
  if (!field.measures || field.measures.counts === 'field' || isBig(field)) return []
  const target = fields[field.measures.target]
  const counted = fields.slice(field.measures.counts === 'frame' ? 0 : at)
  if (!counted.some((one) => one.kind === 'fill' && one.size.by !== 'fixed' && one !== target)) return []
  const high = 2 ** (8 * field.width - (field.type === 'int' ? 1 : 0)) - 1
  return [`checkRange('${field.name}', ${measureText(fields, field)}, 0, ${high})`]
}
