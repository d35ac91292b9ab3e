/** What was to be sent to the platform, and what became of it; newest first. */
import { useState } from 'preact/hooks'
import type { ScoreEntry } from '../../../../../protocol/classroom/lti.ts'
import { call } from '../../api.ts'
import { Box, Problem } from '../../parts.tsx'
import { useActing, useAsked } from '../../use.ts'
import { whenIn } from '../../zone.ts'
import type { InCohort } from '../in-cohort.ts'
import { type LtiWords, stateOf } from './words.ts'

export function Ledger({ base, cohort, mayChange, titles, locale, words, own }: InCohort & { own: LtiWords }) {
  const asked = useAsked<{ scores: ScoreEntry[] }>(`${base}/lti/scores`)
  const [said, setSaid] = useState('')
  const { busy, problem, run } = useActing()
  const when = (at: number) => whenIn(at, cohort.timeZone, locale)
  const scores = asked.data?.scores ?? []
  const again = (id: string) =>
    run(async () => {
      setSaid('')
      await call('POST', `${base}/lti/scores/${id}/again`)
      setSaid(own.againDone)
      await asked.again()
    })
  return (
    <Box
      title={own.ledger}
      count={scores.length}
      acts={
        <button class="btn quiet" type="button" onClick={() => void asked.again()}>
          {own.refresh}
        </button>
      }
    >
      {asked.data && scores.length === 0 && <p class="pad">{own.noScores}</p>}
      <Problem problem={problem ?? asked.problem} words={words} />
      <p class="pad" role="status" hidden={said === ''}>
        {said}
      </p>
      {scores.length > 0 && (
        <div class="wide">
          <table class="rows ledger">
            <thead>
              <tr>
                <th scope="col">{own.learner}</th>
                <th scope="col">{own.exercise}</th>
                <th scope="col">{own.score}</th>
                <th scope="col">{own.state}</th>
                {mayChange && <td />}
              </tr>
            </thead>
            <tbody>
              {scores.map((score) => {
                const { id, name, exercise, points, maxPoints, tries, nextAt, answer, at, acknowledgedAt } = score
                const state = stateOf(score)
                return (
                  <tr key={id} data-state={state}>
                    <th scope="row">
                      {name}
                      <small>{when(at)}</small>
                    </th>
                    <td>{titles.exercise(exercise)}</td>
                    <td class="n">{words.points(points, maxPoints)}</td>
                    <td>
                      <b class={`sent ${state}`}>{own.states[state]}</b>
                      <small>
                        {[
                          ...(tries > 0 ? [own.tries(tries)] : []),
                          ...(acknowledgedAt === null ? [] : [own.arrived(when(acknowledgedAt))]),
                          ...(nextAt === null || tries === 0 ? [] : [own.next(when(nextAt))]),
                        ].join(' · ')}
                      </small>
                      {answer !== null && state !== 'acknowledged' && <small>{own.answer(answer)}</small>}
                    </td>
                    {mayChange && (
                      <td class="n">
                        {state !== 'acknowledged' && (
                          <button class="btn" type="button" disabled={busy} onClick={() => void again(id)}>
                            {own.again}
                            <span class="sr"> ({name})</span>
                          </button>
                        )}
                      </td>
                    )}
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </Box>
  )
}
