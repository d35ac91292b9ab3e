/** One grade: how it came about, and setting it by hand, with the reason and what was set before. */
import { useState } from 'preact/hooks'
import { ASSIGNMENT_LIMITS } from '../../../../protocol/classroom/assignments.ts'
import type { Member } from '../../../../protocol/classroom/cohorts.ts'
import type { GradebookColumn, GradebookRow, GradeCell } from '../../../../protocol/classroom/gradebook.ts'
import { call } from '../api.ts'
import { submitting } from '../Door.tsx'
import { Box, Problem, Text } from '../parts.tsx'
import { useActing, useAsked } from '../use.ts'
import { whenIn } from '../zone.ts'
import type { InCohort } from './in-cohort.ts'
import { going, searchOf } from './route.ts'

type Set = { exercise: string; points: number | null; reason: string; by: string; at: number }
type Props = InCohort & {
  row: GradebookRow
  column: GradebookColumn
  cell: GradeCell
  title: string
  onClose(): void
  onChanged(): void
}

export function GradeDetail(props: Props) {
  const { base, cohort, mayChange, locale, words, row, column, cell, title, onClose, onChanged } = props
  const path = `${base}/assignments/${column.assignment}/overrides`
  const history = useAsked<{ overrides: Set[] }>(`${path}/${row.person}`)
  const members = useAsked<{ members: Member[] }>(`${base}/members`)
  const [points, setPoints] = useState(`${cell.points ?? ''}`)
  const [reason, setReason] = useState('')
  const { busy, problem, run } = useActing()
  const set = (to: number | null) =>
    run(async () => {
      await call('POST', path, { exercise: column.ref, person: row.person, points: to, reason })
      setReason('')
      await Promise.all([onChanged(), history.again()])
    })
  const earlier = history.data?.overrides.filter(({ exercise }) => exercise === column.ref) ?? []
  const nameOf = (id: string) => members.data?.members.find((one) => one.id === id)?.name ?? id
  return (
    <Box
      title={words.cellOf(row.name, title)}
      acts={
        <button class="btn quiet" type="button" onClick={onClose}>
          {words.close}
        </button>
      }
    >
      <div class="pad gradedetail">
        <p>
          <b class="num">{words.points(cell.points, cell.of)}</b> · {words.computed(cell.raw)} ·{' '}
          {words.attempts(cell.attempts)}
          {cell.lateDays > 0 && ` · ${words.lateBy(cell.lateDays, Math.round(cell.lateFactor * 100))}`}
          {cell.attempt !== null && column.kind === 'exercise' && (
            <>
              {' · '}
              <a href={searchOf({ cohort: cohort.id, learner: row.person, attempt: cell.attempt })} onClick={going}>
                {words.attemptOf(title)}
              </a>
            </>
          )}
        </p>
        {mayChange && (
          <form onSubmit={submitting(() => set(Number(points)))}>
            <div class="fields">
              <Text
                label={words.overridePoints(column.of)}
                type="number"
                min={0}
                max={column.of}
                step="any"
                value={points}
                onValue={setPoints}
                required
                wrong={problem?.where === 'points'}
              />
              <Text
                label={words.reason}
                value={reason}
                onValue={setReason}
                required
                maxLength={ASSIGNMENT_LIMITS.reason}
                wrong={problem?.where === 'reason'}
              />
              <span class="acts">
                <button class="btn" type="submit" disabled={busy}>
                  {words.override}
                </button>
                {cell.override && (
                  <button
                    class="btn quiet"
                    type="button"
                    disabled={busy || reason.trim() === ''}
                    onClick={() => void set(null)}
                  >
                    {words.takeOverrideBack}
                  </button>
                )}
              </span>
            </div>
            <Problem {...{ problem, words }} />
          </form>
        )}
        {earlier.length > 0 && (
          <>
            <h3>{words.history}</h3>
            <ul class="items">
              {earlier.map((one) => (
                <li key={one.at}>
                  <span>{one.points === null ? words.takenBack : words.points(one.points, column.of)}</span>
                  <small>
                    {one.reason} · {words.noteBy(nameOf(one.by), whenIn(one.at, cohort.timeZone, locale))}
                  </small>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Box>
  )
}
