/** Later due times of single learners, with the reason. */
import { useState } from 'preact/hooks'
import { ASSIGNMENT_LIMITS, type Assignment, type Extension } from '../../../../protocol/classroom/assignments.ts'
import type { Member } from '../../../../protocol/classroom/cohorts.ts'
import { call } from '../api.ts'
import { submitting } from '../Door.tsx'
import { Choice, Problem, Text } from '../parts.tsx'
import { useActing, useAsked } from '../use.ts'
import { fromField, toField, whenIn } from '../zone.ts'
import type { InCohort } from './in-cohort.ts'

export function Extensions({ assignment, ...all }: InCohort & { assignment: Assignment }) {
  const [open, setOpen] = useState(false)
  return (
    <details class="ext" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{all.words.extensions}</summary>
      {open && <Given {...all} assignment={assignment} />}
    </details>
  )
}

function Given({ base, cohort, mayChange, locale, words, assignment }: InCohort & { assignment: Assignment }) {
  const path = `${base}/assignments/${assignment.id}/extensions`
  const asked = useAsked<{ extensions: Extension[] }>(path)
  const members = useAsked<{ members: Member[] }>(`${base}/members`)
  const [person, setPerson] = useState('')
  const [dueAt, setDueAt] = useState(assignment.dueAt)
  const [closesAt, setClosesAt] = useState<number | null>(null)
  const [more, setMore] = useState('0')
  const [reason, setReason] = useState('')
  const { busy, problem, run } = useActing()
  const learners = members.data?.members.filter(({ role }) => role === 'learner') ?? []
  const chosen = learners.find(({ id }) => id === person)?.id ?? learners[0]?.id
  const nameOf = (id: string) => members.data?.members.find((one) => one.id === id)?.name ?? id
  const act = (action: () => Promise<unknown>) => void run(() => action().then(asked.again))
  const given = asked.data?.extensions ?? []
  return (
    <div class="pad">
      {given.length === 0 && <p>{words.noExtensions}</p>}
      <ul class="items">
        {given.map((one) => (
          <li key={one.person}>
            <span>{nameOf(one.person)}</span>
            <small>
              {[
                ...(one.dueAt === null ? [] : [words.until(whenIn(one.dueAt, cohort.timeZone, locale))]),
                ...(one.closesAt === null ? [] : [words.closesFor(whenIn(one.closesAt, cohort.timeZone, locale))]),
                ...(one.moreAttempts > 0 ? [words.moreAttempts(one.moreAttempts)] : []),
                one.reason,
              ]
                .filter(Boolean)
                .join(' · ')}
            </small>
            {mayChange && (
              <button
                class="btn quiet"
                type="button"
                disabled={busy}
                onClick={() => act(() => call('DELETE', `${path}/${one.person}`))}
              >
                {words.takeBack}
              </button>
            )}
          </li>
        ))}
      </ul>
      {mayChange && chosen !== undefined && (
        <form
          onSubmit={submitting(() =>
            act(() => call('PUT', `${path}/${chosen}`, { dueAt, closesAt, moreAttempts: Number(more) || 0, reason })),
          )}
        >
          <div class="fields">
            <Choice
              label={words.learner}
              value={chosen}
              of={learners.map(({ id, name }) => [id, name] as const)}
              onValue={setPerson}
            />
            <Text
              label={words.newDue}
              hint={words.timeHint(cohort.timeZone)}
              type="datetime-local"
              value={toField(dueAt, cohort.timeZone)}
              onValue={(text) => setDueAt(fromField(text, cohort.timeZone))}
            />
            {assignment.closesAt !== null && (
              <Text
                label={words.newCloses}
                hint={words.newClosesHint(whenIn(assignment.closesAt, cohort.timeZone, locale))}
                type="datetime-local"
                value={toField(closesAt, cohort.timeZone)}
                onValue={(text) => setClosesAt(fromField(text, cohort.timeZone))}
                wrong={problem?.where === 'closesAt'}
              />
            )}
            <Text
              label={words.more}
              type="number"
              min={0}
              max={ASSIGNMENT_LIMITS.attempts}
              value={more}
              onValue={setMore}
            />
            <Text label={words.reason} value={reason} onValue={setReason} maxLength={ASSIGNMENT_LIMITS.reason} />
            <button class="btn" type="submit" disabled={busy}>
              {words.give}
            </button>
          </div>
        </form>
      )}
      <Problem problem={problem ?? asked.problem} words={words} />
    </div>
  )
}
