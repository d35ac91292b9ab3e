/** What became of each submission of an exercise, as a table. Pure. */
import { columns, padded } from '../columns.ts'
import type { Paint } from '../paint.ts'
import type { Words } from '../words/index.ts'
import type { Part } from './exercises.ts'

/** `  ✓ mutants/one-frame     fails by "two"      45 ms` */
export function table(parts: readonly Part[], paint: Paint, words: Words): string[] {
  const rows = parts.map((part) => ({ part, said: said(part, words) }))
  const names = widest(rows.map(({ part }) => part.name))
  const texts = widest(rows.map((row) => row.said))
  return rows.map(({ part: { ok, note, name, ms }, said }) => {
    const mark = ok ? (note === '' ? paint('green', '✓') : paint('yellow', '!')) : paint('red', '✗')
    return `  ${mark} ${padded(name, names)}  ${padded(said, texts)}  ${paint('dim', `${ms} ms`)}`
  })
}

function said({ ok, wanted, caughtBy, cause }: Part, words: Words): string {
  if (!ok) return wanted === 'pass' ? words.shouldPass() : words.notCaught()
  if (wanted === 'pass') return words.passes()
  return caughtBy === undefined ? words.fails() : words.failsBy(caughtBy, cause ?? 'assertion')
}

const widest = (texts: string[]): number => Math.max(0, ...texts.map(columns))
