/**
 * The data of hidden tests in texts that learners see. A text or number that the solution itself has to hold (an error's
 * name, a limit) is no test's data but the task's; what is shorter than the limits below may stand anywhere by chance.
 */
import { isIP } from 'node:net'
import type { Literal } from './spec-source.ts'

/** Shortest text that counts as data, in characters; Chinese ones weigh double. */
const LEAST_TEXT = 6
/** Smallest number that does. */
const LEAST_NUMBER = 1_000
const HAN = /\p{Script=Han}/gu

/**
 * `numbers`: they count here too. A lesson is full of numbers, and some are a test's by chance; where the exercise itself
 * speaks they are not.
 */
export type Shown = { where: string; text: string; numbers: boolean; line(offset: number): number }
export type Leak = { literal: Literal; where: string; line: number }

/** `literals`: of hidden tests only. `own`: texts of the solution and the starter. */
export function leaks(literals: readonly Literal[], own: readonly string[], shown: readonly Shown[]): Leak[] {
  const found = new Map<string, Leak>()
  for (const literal of literals) {
    if (!telling(literal.value)) continue
    const forms = formsOf(literal)
    if (forms.some((form) => own.some((text) => text.includes(form)))) continue
    for (const { where, text, numbers, line } of shown) {
      if (typeof literal.value === 'number' && !numbers) continue
      const at = forms.map((form) => placeOf(text, form)).find((place) => place >= 0)
      if (at !== undefined) found.set(`${where} ${literal.text}`, { literal, where, line: line(at) })
    }
  }
  return [...found.values()]
}

function telling(value: string | number): boolean {
  if (typeof value === 'number') return Math.abs(value) >= LEAST_NUMBER && !round(Math.abs(value))
  // Addresses are the course's few, and in every lesson.
  if (isIP(value) !== 0) return false
  return value.trim().length + (value.match(HAN)?.length ?? 0) >= LEAST_TEXT
}

/** What anybody would choose: 5000, 65536, 2 ** 32 - 1. */
function round(value: number): boolean {
  return /^[1-9]0*$/.test(`${value}`) || Number.isInteger(Math.log2(value)) || Number.isInteger(Math.log2(value + 1))
}

/** As the spec writes it, and as a text for people would: 1048576 is also 1,048,576. */
function formsOf({ value, text }: Literal): string[] {
  if (typeof value === 'string') return [value]
  const hex = value >= 0 && Number.isInteger(value) ? [`0x${value.toString(16)}`] : []
  return [...new Set([text, `${value}`, value.toLocaleString('en'), ...hex])]
}

/** Of whole words and numbers only: 1000 does not stand in 10000. */
function placeOf(text: string, form: string): number {
  const edge = (character: string | undefined) => character === undefined || !/[\w.]/.test(character)
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
    const [before, after] = [text[at - 1], text[at + form.length]]
    if ((!/^\w/.test(form) || edge(before)) && (!/\w$/.test(form) || edge(after) || after === '.')) return at
  }
  return -1
}
