/** One learner, read only: attempts, what their tests said, and the code. */
import { useEffect, useState } from 'preact/hooks'
import { besideSearch } from '../../../../protocol/classroom/beside.ts'
import type { AttemptSummary, ClassView } from '../../../../protocol/classroom/view.ts'
import { follow } from '../live.ts'
import { Box, Problem } from '../parts.tsx'
import { useAsked, useClock } from '../use.ts'
import { whenIn } from '../zone.ts'
import { AttemptShown } from './AttemptShown.tsx'
import type { InCohort } from './in-cohort.ts'
import { placeText } from './Matrix.tsx'
import { PresentCode } from './PresentCode.tsx'
import { going, searchOf } from './route.ts'
import { isHere } from './state.ts'

export function Learner({ person, attempt, ...all }: InCohort & { person: string; attempt: string | null }) {
  const { base, cohort, titles, locale, words } = all
  const asked = useAsked<{ attempts: AttemptSummary[] }>(`${base}/people/${person}/attempts`)
  const view = useAsked<ClassView>(`${base}/view`)
  const [chosen, setChosen] = useState<string | null>(attempt)
  const now = useClock(30_000)
  useEffect(
    () =>
      follow(cohort.id, {
        onState: () => {},
        onEvent: (event) => {
          if (!('person' in event) || event.person !== person) return
          if (event.type === 'graded' || event.type === 'submitted') void asked.again()
          if (event.type === 'presence') void view.again()
        },
      }),
    [cohort.id, person],
  )
  const learner = view.data?.learners.find((one) => one.person === person)
  const attempts = asked.data?.attempts ?? []
  const there = learner?.presence && isHere(learner, now) ? titles.lessonHref(learner.presence.lesson) : null
  const shown = attempts.find(({ id }) => id === chosen) ?? attempts[0]
  return (
    <div class="stack">
      <p>
        <a href={searchOf({ cohort: cohort.id })} onClick={going}>
          ← {words.backToClass}
        </a>
      </p>
      <div>
        <h2 class="who">{learner?.name ?? ''}</h2>
        {learner && <p class="leadin">{placeText(learner, now, titles, words)}</p>}
        {there && (
          <p class="acts">
            <a class="btn go" href={`${there}${besideSearch({ person, cohort: cohort.id })}`}>
              {words.watchPage}
            </a>
            <small>{words.watchHint}</small>
          </p>
        )}
      </div>
      <Problem problem={asked.problem ?? view.problem} words={words} />
      <div class="learnergrid">
        <Box title={words.attemptsTitle} count={attempts.length}>
          {asked.data && attempts.length === 0 && <p class="pad">{words.noAttempts}</p>}
          <ol class="attemptlist">
            {attempts.map(({ id, exercise, submittedAt, verdict, points, maxPoints }) => (
              <li key={id}>
                <button type="button" aria-pressed={id === shown?.id} onClick={() => setChosen(id)}>
                  <b>{titles.exercise(exercise)}</b>
                  <span class={`verdict ${verdict ?? 'none'}`}>
                    {words.verdicts[verdict ?? 'none']}
                    {verdict !== null && ` · ${words.points(points, maxPoints)}`}
                  </span>
                  <small>{whenIn(submittedAt, cohort.timeZone, locale)}</small>
                </button>
              </li>
            ))}
          </ol>
        </Box>
        <div class="stack">
          {shown && <AttemptShown key={`${shown.id} ${shown.verdict}`} {...all} person={person} attempt={shown} />}
          {learner && (
            <PresentCode
              {...all}
              person={person}
              first={learner.presence?.lesson ?? shown?.exercise.split('/')[0] ?? null}
            />
          )}
        </div>
      </div>
    </div>
  )
}
