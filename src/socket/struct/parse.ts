/** A format such as `!HIb3s`, laid out: which item lies where. */
import { StructError } from './error.ts'
import { type Kind, LETTERS, NATIVE, PREFIXES } from './letters.ts'

export type Item = {
  letter: string
  kind: Kind
  /** Where the letter stands in the format, from 0. */
  position: number
  /** Where its first byte lies. */
  offset: number
  /** Bytes of one value: the count for `s` and `p`, the letter's size otherwise. */
  size: number
  /** How many values follow each other. */
  repeat: number
}

export type Layout = {
  format: string
  little: boolean
  /** Without sizes of this machine's C compiler. */
  standard: boolean
  /** Bytes of the whole. Nothing is added behind the last item. */
  size: number
  /** Values that the format takes. */
  values: number
  items: Item[]
}

/** No buffer is larger, and every offset stays an exact number. */
export const MAX_SIZE = 2 ** 31 - 1

/** Python's: space, and what `isspace` of C calls one. */
const SPACE = /[ \t\n\r\f\v]/
const DIGIT = /[0-9]/

/** Throws StructError `FORMAT`. */
export function parse(format: string): Layout {
  if (typeof format !== 'string') throw new TypeError(`a format is a string, not ${typeof format}`)
  const prefix = PREFIXES.get(format[0] ?? '')
  const { little, native } = prefix ?? NATIVE
  const layout: Layout = { format, little, standard: !native, size: 0, values: 0, items: [] }
  let at = prefix ? 1 : 0
  while (at < format.length) {
    if (SPACE.test(format[at]!)) {
      at += 1
      continue
    }
    const digits = at
    while (at < format.length && DIGIT.test(format[at]!)) at += 1
    const count = at === digits ? 1 : Number(format.slice(digits, at))
    add(layout, at, count)
    at += 1
  }
  return layout
}

function add(layout: Layout, position: number, count: number): void {
  const letter = layout.format[position]
  const known = letter === undefined ? undefined : LETTERS.get(letter)
  if (letter === undefined) throw wrong(layout, position, 'it ends with a count that has no letter')
  if (known === undefined) throw wrong(layout, position, explain(letter))
  const { kind, standard } = known
  const size = layout.standard ? standard : known.native
  if (size === null) throw wrong(layout, position, `"${letter}" has no standard size: it needs "@" or no prefix`)
  // Alignment holds for a count of 0 as well: "0q" at the end fills up to the next multiple of 8.
  const offset = layout.standard ? layout.size : Math.ceil(layout.size / size) * size
  layout.size = offset + count * size
  if (layout.size > MAX_SIZE) throw wrong(layout, position, `it describes more than ${MAX_SIZE} bytes`)
  if (kind === 'pad') return
  const oneValue = kind === 'bytes' || kind === 'pascal'
  const repeat = oneValue ? 1 : count
  if (repeat === 0) return
  layout.values += repeat
  layout.items.push({ letter, kind, position, offset, size: oneValue ? count : size, repeat })
}

function explain(letter: string): string {
  if (PREFIXES.has(letter)) return `"${letter}" is only known as the first character`
  if (SPACE.test(letter)) return 'a count and its letter stand together, without a space between'
  return `there is no letter "${letter}"`
}

function wrong({ format }: Layout, position: number, why: string): StructError {
  const letter = format[position]
  const where = letter === undefined ? 'at its end' : `at position ${position}`
  return new StructError('FORMAT', `the format ${JSON.stringify(format)} is not right ${where}: ${why}`, {
    format,
    position,
    ...(letter === undefined ? {} : { letter }),
  })
}
