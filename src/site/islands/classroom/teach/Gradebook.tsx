/** Grades of the class: a table, what lies behind each, setting one by hand, statistics and files. */
import { useEffect, useState } from 'preact/hooks'
import type { Gradebook as Book, GradebookColumn, GradebookRow } from '../../../../protocol/classroom/gradebook.ts'
import { apiUrl } from '../api.ts'
import { follow } from '../live.ts'
import { Box, Problem } from '../parts.tsx'
import { useAsked } from '../use.ts'
import { GradeDetail } from './GradeDetail.tsx'
import type { InCohort } from './in-cohort.ts'

export type Chosen = { row: GradebookRow; at: number }

export function Gradebook(all: InCohort) {
  const { base, cohort, titles, words } = all
  const { data: book, problem, again } = useAsked<Book>(`${base}/gradebook`)
  const [chosen, setChosen] = useState<{ person: string; at: number } | null>(null)
  useEffect(
    () =>
      follow(cohort.id, {
        onState: () => {},
        onEvent: ({ type }) => {
          if (['graded', 'gradebook', 'assignments', 'members', 'progress'].includes(type)) void again()
        },
      }),
    [cohort.id],
  )
  if (!book) return <Problem problem={problem} words={words} />
  const row = book.rows.find(({ person }) => person === chosen?.person)
  const column = chosen ? book.columns[chosen.at] : undefined
  const assignments = [...new Map(book.columns.map((one) => [one.assignment, one.title])).entries()]
  const titleOf = ({ kind, ref }: GradebookColumn) => (kind === 'lesson' ? titles.lesson(ref) : titles.exercise(ref))
  return (
    <div class="stack">
      <p class="acts">
        <a class="btn go" href={apiUrl(`${base}/gradebook.csv`)} download>
          {words.csv}
        </a>
        {assignments.map(([id, title]) => (
          <a key={id} class="btn" href={apiUrl(`${base}/assignments/${id}/gradescope.csv`)} download>
            {words.gradescope(title)}
          </a>
        ))}
      </p>
      {book.columns.length === 0 && <p class="leadin">{words.noColumns}</p>}
      {row && column && chosen && (
        <GradeDetail
          {...all}
          key={`${row.person} ${chosen.at}`}
          {...{ row, column }}
          cell={row.cells[chosen.at]!}
          title={titleOf(column)}
          onClose={() => setChosen(null)}
          onChanged={again}
        />
      )}
      {book.columns.length > 0 && (
        <Box title={words.tabs.gradebook} count={book.rows.length}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls sideways */}
          <section class="wide" tabIndex={0} aria-label={words.tableOf(words.tabs.gradebook)}>
            <table class="rows book">
              <thead>
                <tr>
                  <th scope="col">{words.learner}</th>
                  {book.columns.map((one) => (
                    <th key={`${one.assignment} ${one.ref}`} scope="col" class="n">
                      <small>{one.title}</small>
                      {titleOf(one)}
                      <small>{words.of(one.of)}</small>
                    </th>
                  ))}
                  <th scope="col" class="n">
                    {words.total}
                    <small>{words.of(book.of)}</small>
                  </th>
                </tr>
              </thead>
              <tbody>
                {book.rows.map((one) => (
                  <tr key={one.person} data-learner={one.handle}>
                    <th scope="row">{one.name}</th>
                    {one.cells.map((cell, at) => (
                      <td key={`${book.columns[at]!.assignment} ${book.columns[at]!.ref}`} class="n">
                        <button
                          type="button"
                          class={`cellbtn${cell.override ? ' byhand' : ''}`}
                          aria-pressed={chosen?.person === one.person && chosen.at === at}
                          aria-label={words.cellOf(
                            one.name,
                            titleOf(book.columns[at]!),
                            words.points(cell.points, cell.of),
                          )}
                          onClick={() => setChosen({ person: one.person, at })}
                        >
                          {cell.points ?? '–'}
                          {cell.override && <sup title={words.handSet}>✎</sup>}
                          {cell.lateDays > 0 && (
                            <sup title={words.lateBy(cell.lateDays, Math.round(cell.lateFactor * 100))}>−</sup>
                          )}
                        </button>
                      </td>
                    ))}
                    <td class="n total">{one.total}</td>
                  </tr>
                ))}
              </tbody>
              <Statistics columns={book.columns} words={words} />
            </table>
          </section>
        </Box>
      )}
    </div>
  )
}

function Statistics({ columns, words }: { columns: GradebookColumn[]; words: InCohort['words'] }) {
  const percent = (share: number | null) => (share === null ? '–' : `${Math.round(share * 100)}%`)
  const figure = (value: number | null) => (value === null ? '–' : `${Math.round(value * 100) / 100}`)
  const lines: [string, string | undefined, (of: GradebookColumn['statistics']) => string][] = [
    [words.graded, undefined, ({ graded }) => `${graded}`],
    [words.difficulty, words.difficultyHint, ({ difficulty }) => percent(difficulty)],
    [words.discrimination, words.discriminationHint, ({ discrimination }) => figure(discrimination)],
    [words.meanAttempts, undefined, ({ attempts }) => figure(attempts)],
  ]
  return (
    <tfoot>
      {lines.map(([label, hint, text]) => (
        <tr key={label}>
          <th scope="row" title={hint}>
            {label}
          </th>
          {columns.map((one) => (
            <td key={`${one.assignment} ${one.ref}`} class="n">
              {text(one.statistics)}
            </td>
          ))}
          <td />
        </tr>
      ))}
    </tfoot>
  )
}
