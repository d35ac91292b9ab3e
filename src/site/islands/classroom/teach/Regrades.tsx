/** Checking all attempts again after tests have changed: progress, every change it would make, then apply or discard. */
import { useEffect, useState } from 'preact/hooks'
import type { Regrade, RegradePreview } from '../../../../protocol/classroom/gradebook.ts'
import { call } from '../api.ts'
import { submitting } from '../Door.tsx'
import { follow } from '../live.ts'
import { Box, Choice, Problem } from '../parts.tsx'
import { useActing, useAsked } from '../use.ts'
import { whenIn } from '../zone.ts'
import type { InCohort } from './in-cohort.ts'

const ALL = ''

export function Regrades(all: InCohort) {
  const { base, cohort, course, titles, locale, words } = all
  const asked = useAsked<{ regrades: Regrade[] }>(`${base}/regrades`)
  const [exercise, setExercise] = useState(ALL)
  const [shown, setShown] = useState<string | null>(null)
  const { busy, problem, run } = useActing()
  const list = asked.data?.regrades ?? []
  const open = list.find(({ state }) => state === 'running' || state === 'ready') ?? null
  useEffect(
    () =>
      follow(cohort.id, {
        onState: () => {},
        onEvent: (event) => {
          if (event.type === 'graded' && event.generation > 0) void asked.again()
        },
      }),
    [cohort.id],
  )
  const start = () =>
    run(async () => {
      await call('POST', `${base}/regrades`, { exercise: exercise === ALL ? null : exercise })
      await asked.again()
    })
  const whatOf = (one: Regrade) => (one.exercise === null ? words.allExercises : titles.exercise(one.exercise))
  const exercises = course.flatMap(({ lessons }) => lessons.flatMap((lesson) => lesson.exercises))
  return (
    <div class="stack">
      <p class="leadin">{words.regradeText}</p>
      {!open && (
        <form onSubmit={submitting(start)}>
          <div class="fields">
            <Choice
              label={words.regradeWhat}
              value={exercise}
              of={[[ALL, words.allExercises] as const, ...exercises.map(({ id, title }) => [id, title] as const)]}
              onValue={setExercise}
            />
            <button class="btn go" type="submit" disabled={busy}>
              {words.startRegrade}
            </button>
          </div>
        </form>
      )}
      <Problem problem={problem ?? asked.problem} words={words} />
      {open && (
        <Box title={whatOf(open)} count={words.regradeStates[open.state]}>
          <div class="pad">
            <progress max={open.total} value={open.done} aria-label={words.regradeTitle} />
            <p role="status">{words.doneOf(open.done, open.total)}</p>
          </div>
          <Preview
            key={`${open.id} ${open.state}`}
            {...all}
            id={open.id}
            ready={open.state === 'ready'}
            onEnded={asked.again}
          />
        </Box>
      )}
      <Box title={words.history}>
        {list.filter((one) => one !== open).length === 0 && <p class="pad">{words.noRegrades}</p>}
        <ul class="items">
          {list
            .filter((one) => one !== open)
            .map((one) => (
              <li key={one.id}>
                <span>{whatOf(one)}</span>
                <small>
                  {words.regradeStates[one.state]} · {whenIn(one.endedAt ?? one.startedAt, cohort.timeZone, locale)} ·{' '}
                  {words.doneOf(one.done, one.total)}
                </small>
                <button
                  class="btn quiet"
                  type="button"
                  aria-expanded={shown === one.id}
                  onClick={() => setShown(shown === one.id ? null : one.id)}
                >
                  {shown === one.id ? words.close : words.show}
                </button>
                {shown === one.id && <Preview {...all} id={one.id} ready={false} onEnded={asked.again} />}
              </li>
            ))}
        </ul>
      </Box>
    </div>
  )
}

function Preview({
  base,
  titles,
  words,
  id,
  ready,
  onEnded,
}: InCohort & { id: string; ready: boolean; onEnded(): Promise<void> }) {
  const asked = useAsked<RegradePreview>(`${base}/regrades/${id}`)
  const { busy, problem, run } = useActing()
  const end = (how: 'apply' | 'discard') => void run(() => call('POST', `${base}/regrades/${id}/${how}`).then(onEnded))
  const { data } = asked
  if (!data) return <Problem problem={asked.problem} words={words} />
  return (
    <div class="pad preview">
      <p>{words.changedVerdicts(data.verdicts.length)}</p>
      {data.verdicts.length > 0 && (
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{words.learner}</th>
              <th scope="col">{words.exercise}</th>
              <th scope="col" class="n">
                {words.before}
              </th>
              <th scope="col" class="n">
                {words.after}
              </th>
            </tr>
          </thead>
          <tbody>
            {data.verdicts.map(({ attempt, name, exercise, before, after }) => (
              <tr key={attempt}>
                <th scope="row">{name}</th>
                <td>{titles.exercise(exercise)}</td>
                <td class="n">{before ? words.points(before.points, before.maxPoints) : '–'}</td>
                <td class="n">{words.points(after.points, after.maxPoints)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>{words.changedGrades(data.grades.length)}</p>
      <ul class="changes">
        {data.grades.map(({ person, assignment, ref, name, title, before, after }) => (
          <li key={`${person} ${assignment} ${ref}`}>
            <span>
              {name}{' '}
              <small>
                {title}: {titles.exercise(ref)}
              </small>
            </span>
            <span class={(after ?? 0) >= (before ?? 0) ? 'up' : 'dn'}>
              {before ?? '–'} → {after ?? '–'} {(after ?? 0) >= (before ?? 0) ? '↑' : '↓'}
            </span>
          </li>
        ))}
      </ul>
      <Problem {...{ problem, words }} />
      <p class="acts">
        {ready && (
          <button class="btn go" type="button" disabled={busy} onClick={() => end('apply')}>
            {words.apply}
          </button>
        )}
        {(data.regrade.state === 'running' || data.regrade.state === 'ready') && (
          <button class="btn" type="button" disabled={busy} onClick={() => end('discard')}>
            {words.discard}
          </button>
        )}
      </p>
    </div>
  )
}
