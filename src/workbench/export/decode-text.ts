/** The generated `decode`: one field after the other, and `undefined` as soon as bytes are missing. */
import type { Plan, PlannedField, PlannedFill, PlannedNumber } from '../plan.ts'
import { isGiven } from '../plan.ts'
import { indented, needsView, refusal } from './encode-text.ts'
import { byteList, maxName } from './names.ts'
import { isBig, readCall } from './numbers.ts'

export function decodeText({ fields }: Plan): string {
  const walk = fields.flatMap((field, at) => ['', ...walkLines(fields, field, at)])
  const given = fields.filter(isGiven)
  const values = given.map(valueText)
  return [
    '/** The frame at the front of `bytes` and its size; undefined while it is not whole. Throws FrameError. */',
    'export function decode(bytes: Uint8Array): { frame: Frame; size: number } | undefined {',
    ...(needsView(fields) ? ['  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)'] : []),
    '  let at = 0',
    ...indented(walk),
    '',
    ...frameLines(values),
    '}',
  ].join('\n')
}

function frameLines(values: readonly string[]): string[] {
  const line = `  return { frame: {${values.length > 0 ? ` ${values.join(', ')} ` : ''}}, size: at }`
  if (line.length <= 120) return [line]
  return ['  return {', '    frame: {', ...values.map((value) => `      ${value},`), '    },', '    size: at,', '  }']
}

function walkLines(fields: readonly PlannedField[], field: PlannedField, at: number): string[] {
  const { name } = field
  switch (field.kind) {
    case 'number':
      return [
        `// ${name}`,
        `if (bytes.length < at + ${field.width}) return undefined`,
        `const ${name}Value = ${numberText(field)}`,
        ...(needsEnd(fields, field) ? [`const ${name}End = at + ${field.width}`] : []),
        `at += ${field.width}`,
      ]
    case 'crc32':
      return [
        `// ${name}`,
        'if (bytes.length < at + 4) return undefined',
        `if (${readCall({ type: 'uint', width: 4, little: field.little }, 'at')} !== crc32(bytes.subarray(0, at)))`,
        `  throw new FrameError('wrong-crc', '${name}', 'the bytes before it are not those that were sent')`,
        'at += 4',
      ]
    case 'magic':
      return [
        `// ${name}`,
        ...refusal(
          `if (!begins(bytes.subarray(at), ${byteList(field.bytes)}))`,
          `throw new FrameError('wrong-magic', '${name}', 'these bytes begin no frame')`,
        ),
        `if (bytes.length < at + ${field.bytes.length}) return undefined`,
        `at += ${field.bytes.length}`,
      ]
    case 'fill':
      return [`// ${name}`, ...fillWalk(fields, field, at)]
  }
}

const measureIsBig = (field: PlannedNumber) => isBig(field) && field.measures !== null
const numberText = (field: PlannedNumber) =>
  measureIsBig(field) ? `Number(${readCall(field, 'at')})` : readCall(field, 'at')

const needsEnd = (fields: readonly PlannedField[], field: PlannedNumber) =>
  field.measures?.counts === 'after' && fields[field.measures.target] !== fields[fields.indexOf(field) + 1]

function fillWalk(fields: readonly PlannedField[], field: PlannedFill, at: number): string[] {
  const { name, size } = field
  if (size.by === 'fixed')
    return [
      `if (bytes.length < at + ${size.bytes}) return undefined`,
      `const ${name}Bytes = bytes.subarray(at, at + ${size.bytes})`,
      `at += ${size.bytes}`,
    ]
  if (size.by === 'delimiter')
    return [
      `const ${name}Size = sizeUntil('${name}', bytes.subarray(at), ${byteList(size.delimiter)}, ${maxName(field)})`,
      `if (${name}Size === undefined) return undefined`,
      `const ${name}Bytes = bytes.subarray(at, at + ${name}Size)`,
      `at += ${name}Size + ${size.delimiter.length}`,
    ]
  const length = fields[size.field] as PlannedNumber
  const value = `${length.name}Value`
  const negative = [`if (${value} < 0) throw new FrameError('negative', '${length.name}', \`it says \${${value}}\`)`]
  const tail = size.tail > 0 ? ` - ${size.tail}` : ''
  const behindLength = size.field === at - 1 ? '' : ` - (at - ${length.name}End)`
  const own = { field: value, after: `${value}${behindLength}${tail}`, frame: `${value} - at${tail}` }[size.counts]
  return [
    ...(length.type === 'int' ? negative : []),
    `const ${name}Size = ${own}`,
    ...(own === value
      ? []
      : [
          ...refusal(
            `if (${name}Size < 0)`,
            `throw new FrameError('too-short', '${length.name}', \`it says \${${value}}, less than is there already\`)`,
          ),
        ]),
    `checkSize('${name}', ${name}Size, ${maxName(field)})`,
    `if (bytes.length < at + ${name}Size) return undefined`,
    `const ${name}Bytes = bytes.subarray(at, at + ${name}Size)`,
    `at += ${name}Size`,
  ]
}

function valueText(field: PlannedField): string {
  const { name } = field
  if (field.kind !== 'fill') return `${name}: ${name}Value`
  if (!field.text) return `${name}: ${name}Bytes.slice()`
  const bytes = field.size.by === 'fixed' ? `withoutPadding(${name}Bytes)` : `${name}Bytes`
  return `${name}: textOf('${name}', ${bytes})`
}
