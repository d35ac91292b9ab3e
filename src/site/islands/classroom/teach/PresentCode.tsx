/** What a learner has written so far in the labs and exercises of a lesson. */
import { useEffect, useState } from 'preact/hooks'
import { follow } from '../live.ts'
import { Box, Choice, Problem } from '../parts.tsx'
import { useAsked } from '../use.ts'
import { Code } from './Code.tsx'
import type { InCohort } from './in-cohort.ts'

type Text = { kind: string; owner: string; file: string; revision: number; text: string }

/** `first`: the lesson, or unit, to begin with. */
export function PresentCode({
  base,
  cohort,
  course,
  words,
  person,
  first,
}: InCohort & { person: string; first: string | null }) {
  const lessons = course.flatMap((unit) =>
    unit.lessons.filter(({ labs, exercises }) => labs.length + exercises.length > 0),
  )
  const start =
    lessons.find(({ id }) => id === first) ?? lessons.find(({ id }) => id.startsWith(`${first}/`)) ?? lessons[0]
  const [lesson, setLesson] = useState(start?.id ?? '')
  const { data, problem, again } = useAsked<{ texts: Text[] }>(
    lesson === '' ? null : `${base}/people/${person}/texts/${lesson}`,
  )
  useEffect(
    () =>
      follow(cohort.id, {
        onState: () => {},
        onEvent: (event) => {
          if (event.type === 'presence' && event.person === person) void again()
        },
      }),
    [cohort.id, person, again],
  )
  return (
    <Box title={words.presentCode}>
      <div class="choose">
        <Choice
          label={words.lesson}
          value={lesson}
          of={lessons.map(({ id, title }) => [id, title] as const)}
          onValue={setLesson}
        />
      </div>
      <Problem {...{ problem, words }} />
      {data?.texts.length === 0 && <p class="pad">{words.noCode}</p>}
      {data?.texts.map(({ owner, file, revision, text }) => (
        <Code key={`${owner} ${file} ${revision}`} file={`${owner}/${file}`} text={text} />
      ))}
    </Box>
  )
}
