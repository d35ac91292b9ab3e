/** The gradebook as files: one table of our own, and one shaped like Gradescope's export of an assignment's grades. */
import type { Gradebook } from '../../../protocol/classroom/gradebook.ts'
import { csvOf } from '../csv.ts'
import type { ClassroomWords } from '../words/index.ts'
import { rounded } from './grade.ts'

export function gradebookCsv({ columns, rows, of }: Gradebook, words: ClassroomWords): string {
  const titles = columns.map(({ title, ref, of: points }) => words.csvOf(`${title}: ${ref}`, points))
  const head = [words.csvName(), words.csvHandle(), words.csvEmail(), words.csvSourceId(), ...titles]
  return csvOf(
    [...head, words.csvOf(words.csvTotal(), of)],
    rows.map(({ name, handle, email, sourceId, cells, total }) => [
      name,
      handle,
      email,
      sourceId,
      ...cells.map(({ points }) => points),
      total,
    ]),
  )
}

/** One assignment; `submittedAt` of the attempts that count, by their ids. */
export function gradescopeCsv(
  { columns, rows }: Gradebook,
  assignment: string,
  submittedAt: ReadonlyMap<string, number>,
  dueAt: number | null,
): string {
  const at = columns.flatMap((column, index) => (column.assignment === assignment ? [index] : []))
  const most = rounded(at.reduce((total, index) => total + columns[index]!.of, 0))
  const questions = at.map((index, n) => `${n + 1}: ${columns[index]!.ref} (${columns[index]!.of.toFixed(1)} pts)`)
  const head = ['First Name', 'Last Name', 'SID', 'Email', 'Sections', 'Total Score', 'Max Points', 'Status']
  return csvOf(
    [...head, 'Submission ID', 'Submission Time', 'Lateness (H:M:S)', 'Submission Count', ...questions],
    rows.map(({ name, sourceId, handle, email, cells }) => {
      const own = at.map((index) => cells[index]!)
      const counted = own.filter(({ points }) => points !== null)
      const latest = own.flatMap(({ attempt }) => submittedAt.get(attempt ?? '') ?? []).toSorted((a, b) => b - a)[0]
      const [first, last] = namesOf(name)
      return [
        first,
        last,
        sourceId ?? handle,
        email,
        '',
        counted.length === 0 ? null : rounded(counted.reduce((total, { points }) => total + points!, 0)),
        most,
        counted.length === 0 ? 'Missing' : 'Graded',
        own.find(({ attempt }) => attempt !== null)?.attempt ?? null,
        latest === undefined ? null : new Date(latest).toISOString(),
        latest === undefined ? null : clock(Math.max(0, latest - (dueAt ?? latest))),
        own.reduce((total, { attempts }) => total + attempts, 0),
        ...own.map(({ points }) => points),
      ]
    }),
  )
}

/** The last word is the last name; a name of one word, as Chinese ones are, is the first. */
function namesOf(name: string): [first: string, last: string] {
  const cut = name.lastIndexOf(' ')
  return cut < 0 ? [name, ''] : [name.slice(0, cut), name.slice(cut + 1)]
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
