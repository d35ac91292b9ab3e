/** What goes wrong in an exercise: the tests that fail for most, and the commonest wrong answers. */
import { useEffect, useState } from 'preact/hooks'
import type { ClassView, ExerciseInsight } from '../../../../protocol/classroom/view.ts'
import { Box, Choice, Problem } from '../parts.tsx'
import { useAsked } from '../use.ts'
import type { InCohort } from './in-cohort.ts'

export function Insight({ base, titles, words, exercises, view }: InCohort & { exercises: string[]; view: ClassView }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const exercise = exercises.find((id) => id === chosen) ?? exercises[0] ?? null
  const { data, problem, again } = useAsked<ExerciseInsight>(exercise && `${base}/insight/${exercise}`)
  // Asked anew when another attempt of it was graded.
  const graded = view.learners.map((one) => one.exercises.find((e) => e.exercise === exercise)?.latestAt ?? 0).join()
  useEffect(() => void again(), [graded, view.seq])
  if (exercise === null) return null
  return (
    <Box title={words.insight}>
      <div class="choose">
        <Choice
          label={words.exercise}
          hint={words.insightHint}
          value={exercise}
          of={exercises.map((id) => [id, titles.exercise(id)] as const)}
          onValue={setChosen}
        />
      </div>
      <Problem {...{ problem, words }} />
      {data && (
        <div class="pad insight">
          <p>{data.tried === 0 ? words.nothingTried : words.triedPassed(data.tried, data.passed)}</p>
          <ol>
            {data.tests.map(({ id, title, learners, answers }) => (
              <li key={id}>
                <div class="h">
                  <b>{title}</b>
                  <span>{words.learnersN(learners)}</span>
                </div>
                {answers.length > 0 && (
                  <ul aria-label={words.commonAnswers}>
                    {answers.map(({ answer, learners: n }) => (
                      <li key={answer}>
                        <code>{answer}</code> <small>{words.learnersN(n)}</small>
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            ))}
          </ol>
        </div>
      )}
    </Box>
  )
}
