/** Assignments of a class: list, making and changing them, release of grades, extensions. */
import { useEffect, useState } from 'preact/hooks'
import type { Assignment } from '../../../../protocol/classroom/assignments.ts'
import { call } from '../api.ts'
import { Due } from '../Due.tsx'
import { Box, Problem } from '../parts.tsx'
import { useActing, useAsked, useClock } from '../use.ts'
import { whenIn } from '../zone.ts'
import { AssignmentForm } from './AssignmentForm.tsx'
import { Extensions } from './Extensions.tsx'
import type { InCohort } from './in-cohort.ts'

export function Assignments(all: InCohort) {
  const { base, cohort, mayChange, titles, locale, words } = all
  const asked = useAsked<{ assignments: Assignment[] }>(`${base}/assignments`)
  /** `new`, or the id of the one that is changed. */
  const [editing, setEditing] = useState<string | null>(null)
  const { busy, problem, run } = useActing()
  const now = useClock(60_000)
  const act = (action: () => Promise<unknown>) => void run(() => action().then(asked.again))
  const list = asked.data?.assignments ?? []
  useEffect(() => {
    if (editing) document.getElementById('assignment-form')?.scrollIntoView({ block: 'start' })
  }, [editing])
  const done = () => {
    setEditing(null)
    void asked.again()
  }
  return (
    <div class="stack">
      {asked.data && list.length === 0 && editing === null && <p class="leadin">{words.noAssignments}</p>}
      <Problem problem={problem ?? asked.problem} words={words} />
      {list.map((assignment) =>
        editing === assignment.id ? (
          <AssignmentForm key={assignment.id} {...all} before={assignment} onDone={done} />
        ) : (
          <Box
            key={assignment.id}
            title={assignment.title}
            acts={<Due at={assignment.dueAt} zone={cohort.timeZone} {...{ locale, now, words }} />}
          >
            <ul class="items">
              {assignment.items.map(({ kind, ref, points }) => (
                <li key={`${kind} ${ref}`}>
                  <span>{kind === 'lesson' ? titles.lesson(ref) : titles.exercise(ref)}</span>
                  <small>{words.kinds[kind]}</small>
                  <span class="n">{points}</span>
                </li>
              ))}
            </ul>
            <p class="foot">
              {[
                assignment.late.percentPerDay > 0 ? words.late(assignment.late) : words.lateNone,
                ...(assignment.attemptLimit === null ? [] : [words.attemptLimit(assignment.attemptLimit)]),
                ...(assignment.releasedAt === null
                  ? []
                  : [words.releasedAt(whenIn(assignment.releasedAt, cohort.timeZone, locale))]),
              ].join(' · ')}
            </p>
            {mayChange && (
              <p class="acts pad">
                <button class="btn" type="button" onClick={() => setEditing(assignment.id)}>
                  {words.edit}
                </button>
                <button
                  class="btn"
                  type="button"
                  disabled={busy}
                  onClick={() =>
                    act(() =>
                      call(
                        assignment.releasedAt === null ? 'PUT' : 'DELETE',
                        `${base}/assignments/${assignment.id}/release`,
                      ),
                    )
                  }
                >
                  {assignment.releasedAt === null ? words.release : words.withhold}
                </button>
                <button
                  class="btn quiet"
                  type="button"
                  disabled={busy}
                  onClick={() => {
                    if (confirm(words.removeSure(assignment.title)))
                      act(() => call('DELETE', `${base}/assignments/${assignment.id}`))
                  }}
                >
                  {words.remove}
                </button>
              </p>
            )}
            {isBounded(assignment) && <Extensions {...all} assignment={assignment} />}
          </Box>
        ),
      )}
      {mayChange &&
        (editing === 'new' ? (
          <AssignmentForm {...all} before={null} onDone={done} />
        ) : (
          <p>
            <button class="btn go" type="button" onClick={() => setEditing('new')}>
              {words.newAssignment}
            </button>
          </p>
        ))}
    </div>
  )
}

/** Whether there is something that one learner may need more of. */
function isBounded({ dueAt, closesAt, attemptLimit }: Assignment): boolean {
  return dueAt !== null || closesAt !== null || attemptLimit !== null
}
