/** Of an exercise's spec: a frame's bytes, field by field. */
import type { Plan, PlannedField, PlannedFill } from '../plan.ts'
import { byteList } from './names.ts'
import { sizeText } from './size.ts'

export function piecesText({ fields }: Plan): string {
  const contents = fields.flatMap((field) => (field.kind === 'fill' ? [contentText(field)] : []))
  const lengths = fields.some((field) => field.kind === 'number' && field.measures !== null)
  const totals = fields.some((field) => field.kind === 'number' && field.measures && field.measures.counts !== 'field')
  const claim = lengths ? ', claim?: number' : ''
  const pieces = fields.map((field, at) => `    { name: '${field.name}', bytes: ${pieceText(fields, field, at)} },`)
  const [only = ''] = pieces
  const list = pieces.length === 1 ? `[${only.trim().slice(0, -1)}]` : `[\n${pieces.join('\n')}\n  ]`
  return `/** The fields one by one${lengths ? '; `claim`: what the length says instead of the truth' : ''}. */
function pieces(frame: Frame${claim}): Piece[] {
${contents.map((line) => `  ${line}`).join('\n')}${contents.length > 0 ? '\n' : ''}${totals ? `  const total = ${sizeText(fields, wholeSize)}\n` : ''}  const list: Piece[] = ${list}
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

/** With what pads or ends it. */
const wholeSize = ({ name }: PlannedFill) => ({ fixed: 0, loose: `${name}Bytes.length` })

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
        after: minus(sizeText(fields.slice(0, at + 1), wholeSize)),
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
