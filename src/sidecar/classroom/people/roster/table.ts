/** A roster's text as a table: the columns that are ours, by name, and the rows with the numbers a spreadsheet shows. */
import { CsvError, parse } from 'csv-parse/sync'
import { ROSTER_COLUMNS, ROSTER_LIMITS, type RosterColumn } from '../../../../protocol/classroom/roster.ts'
import { Refusal } from '../../http/route.ts'
import type { ClassroomSentence } from '../../words/index.ts'
import { shown } from './shown.ts'

export type Cells = Partial<Record<RosterColumn, string>>
export type Table = {
  /** `surplus`: there are more cells than columns. */
  rows: { row: number; cells: Cells; surplus: boolean }[]
  /** As they stand in the head. */
  ignored: string[]
}

const DELIMITERS = [',', ';', '\t']
/** Of characters in one row. */
const LONGEST = 20_000
/** A name may be in either; a row has to have one of them. */
const NEEDED = ['sourcedId', 'role'] as const
/** A cell that `csvOf` guarded against spreadsheets. */
const GUARDED = /^'(?=[=+\-@\t\r])/

/** Throws Refusal ROSTER_QUOTES, ROSTER_COLUMNS, ROSTER_GRADEBOOK, ROSTER_TOO_LONG, ROSTER_EMPTY. */
export function tableOf(text: string): Table {
  const [head = [], ...records] = recordsOf(text)
  const names = head.map((name) => name.trim())
  const columns = columnsOf(names)
  const filled = records.flatMap((record, at) =>
    record.every((cell) => cell.trim() === '') ? [] : [{ record, row: at + 2 }],
  )
  if (filled.length === 0) throw refused('ROSTER_EMPTY', ['rosterEmpty'])
  if (filled.length > ROSTER_LIMITS.rows) throw refused('ROSTER_TOO_LONG', ['rosterTooLong', ROSTER_LIMITS.rows])
  const rows = filled.map(({ record, row }) => ({
    row,
    cells: Object.fromEntries(
      columns.flatMap((column, at) =>
        column === null ? [] : [[column, (record[at] ?? '').trim().replace(GUARDED, '')]],
      ),
    ) as Cells,
    surplus: record.slice(names.length).some((cell) => cell.trim() !== ''),
  }))
  return { rows, ignored: names.filter((name, at) => columns[at] === null && name !== '').map(shown) }
}

/** All line endings are named: found out by the parser from the first line, others would become part of a cell. */
function recordsOf(text: string): string[][] {
  try {
    return parse(text, {
      delimiter: delimiterOf(text),
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      max_record_size: LONGEST,
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error.lines === 'number' ? error.lines : 1
    throw refused('ROSTER_QUOTES', ['rosterQuotes', line])
  }
}

/** Spreadsheets of some countries separate by semicolons. */
function delimiterOf(text: string): string {
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? ''
  const count = (one: string) => first.split(one).length
  return DELIMITERS.toSorted((a, b) => count(b) - count(a))[0]!
}

/** One for each column of the file; null: it means nothing here. */
function columnsOf(names: readonly string[]): (RosterColumn | null)[] {
  const known = new Map(ROSTER_COLUMNS.map((name) => [name.toLowerCase(), name]))
  const columns = names.map((name) => known.get(name.toLowerCase()) ?? null)
  const named = columns.filter((column) => column !== null)
  const twice = named.find((column, at) => named.indexOf(column) !== at)
  if (twice !== undefined) throw refused('ROSTER_COLUMNS', ['rosterColumnTwice', twice])
  const missing: string[] = NEEDED.filter((name) => !named.includes(name))
  if (!named.includes('givenName') && !named.includes('familyName')) missing.push('givenName')
  if (missing.length === 0) return columns
  if (named.length <= 2 && names.some(isOfGrades)) throw refused('ROSTER_GRADEBOOK', ['rosterGradebook'])
  throw refused('ROSTER_COLUMNS', ['rosterColumns', missing.join(', '), names.slice(0, 6).map(shown).join(', ')])
}

/** Heads of our gradebook in both languages, and of Gradescope's. */
function isOfGrades(name: string): boolean {
  return /^(total|总分|max points|lateness)/i.test(name)
}

function refused(code: string, said: ClassroomSentence): Refusal {
  return new Refusal(400, code, said, { where: 'content' })
}
