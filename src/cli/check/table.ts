/** What became of each submission of an exercise, as a table. Pure. */
import type { Paint } from '../paint.ts'
import type { Part } from './exercises.ts'

const CAUSES = { assertion: '', late: ', by a time-out', gone: ', as its process ended' } as const

/** `  ✓ mutants/one-frame     fails by "two"      45 ms` */
export function table(parts: readonly Part[], paint: Paint): string[] {
  const rows = parts.map((part) => ({ part, said: said(part) }))
  const [names, words] = [widest(rows.map(({ part }) => part.name)), widest(rows.map((row) => row.said))]
  return rows.map(({ part: { ok, note, name, ms }, said }) => {
    const mark = ok ? (note === '' ? paint('green', '✓') : paint('yellow', '!')) : paint('red', '✗')
    return `  ${mark} ${name.padEnd(names)}  ${said.padEnd(words)}  ${paint('dim', `${ms} ms`)}`
  })
}

function said({ ok, wanted, caughtBy, cause }: Part): string {
  if (!ok) return wanted === 'pass' ? 'should pass and does not' : 'is not caught as it should be'
  if (wanted === 'pass') return 'passes'
  return caughtBy === undefined ? 'fails' : `fails by "${caughtBy}"${CAUSES[cause ?? 'assertion']}`
}

const widest = (texts: string[]): number => Math.max(0, ...texts.map((text) => text.length))
