/** Words that may be typed next in a filter. */
import { CONTAINS, NUMBERS, TEXTS, WORDS } from './fields.ts'

export type Completion = {
  /** The part of the text that a word would take the place of. */
  from: number
  to: number
  words: string[]
}

/** What a run offers: its ports, addresses, names. */
export type Vocabulary = { ports: readonly number[]; hosts: readonly string[]; links: readonly string[] }

const OPERATORS = /(?:==|!=|>=|<=|=|>|<)\s*$/

export function completionOf(text: string, caret: number, run: Vocabulary): Completion {
  const before = text.slice(0, caret)
  const typed = before.match(/[\p{L}\d_.:-]*$/u)?.[0] ?? ''
  const from = caret - typed.length
  const head = before.slice(0, from).replace(OPERATORS, '')
  const field =
    head
      .match(/([a-z.\d]+)\s+$|([a-z.\d]+)$/i)?.[0]
      ?.trim()
      .toLowerCase() ?? ''
  const begins = (word: string) => word.toLowerCase().startsWith(typed.toLowerCase()) && word !== typed
  return { from, to: caret, words: candidates(field, run).filter(begins) }
}

function candidates(field: string, { ports, hosts, links }: Vocabulary): readonly string[] {
  if (field.endsWith('port')) return ports.map(String)
  if (field === 'link') return links
  if (Object.hasOwn(TEXTS, field)) return hosts
  if (field === CONTAINS || (Object.hasOwn(NUMBERS, field) && field !== 'ack')) return []
  return WORDS
}
