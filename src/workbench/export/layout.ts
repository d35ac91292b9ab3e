/** The frame in words, one line a field, as the comment over the generated types. */
import { textOfBytes } from '../byte-text.ts'
import type { Plan, PlannedField } from '../plan.ts'

const SIGNS = { uint: 'unsigned', int: 'signed', float: 'IEEE 754' } as const

export function layoutLines(plan: Plan): string[] {
  const width = Math.max(...plan.fields.map(({ name }) => name.length))
  return plan.fields.map((field) => `${field.name.padEnd(width)}  ${said(plan, field)}`)
}

function said({ fields }: Plan, field: PlannedField): string {
  switch (field.kind) {
    case 'number': {
      const { measures } = field
      const what = `${bytes(field.width)}, ${SIGNS[field.type]}${field.width > 1 ? `, ${order(field.little)}` : ''}`
      if (!measures) return what
      const target = fields[measures.target]!.name
      const counts = { field: `the size of ${target}`, after: 'all bytes after it', frame: 'the whole frame' }
      return `${what}: ${counts[measures.counts]}`
    }
    case 'crc32':
      return `4 bytes, CRC-32 of all bytes before it, ${order(field.little)}`
    case 'magic':
      return `always ${textOfBytes(field.bytes)}`
    case 'fill': {
      const what = field.text ? 'UTF-8 text' : 'bytes'
      const { size } = field
      if (size.by === 'fixed')
        return field.text ? `${bytes(size.bytes)} of ${what}, zeros behind it` : bytes(size.bytes)
      const most = `at most ${size.max} bytes`
      if (size.by === 'length') return `${what}, as long as ${fields[size.field]!.name} says, ${most}`
      return `${what} up to the bytes ${hexList(size.delimiter)}, ${most}`
    }
  }
}

const bytes = (n: number) => (n === 1 ? '1 byte' : `${n} bytes`)
const order = (little: boolean) => (little ? 'little-endian' : 'big-endian')
const hexList = (some: Uint8Array) => Array.from(some, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
