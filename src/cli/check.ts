import { listExercises, listLabs } from '../course/load.ts'
import type { Locale } from '../course/schema.ts'
import { openGrader } from '../sidecar/grader/grader.ts'
import { openSandbox } from '../sidecar/sandbox/open.ts'
import { checkExercise } from './check/exercises.ts'
import { checkLab } from './check/labs.ts'
import { checkLessons, listLessons } from './check/lessons.ts'
import type { Problem } from './check/problem.ts'
import { EXIT, UsageError } from './exit.ts'
import { inTurns } from './in-turns.ts'

type Options = { only: string[]; locale?: Locale; seeds: number; json: boolean }

/** Labs that mostly wait run beside each other. */
const LABS_AT_ONCE = 4
const GRADINGS_AT_ONCE = 4

/** Exit 0 when the course is proved, 1 when something in it is wrong, 2 when this machine could not tell. */
export async function checkCommand({ only, locale, seeds, json }: Options): Promise<void> {
  const chosen = (ids: string[]) => (only.length === 0 ? ids : ids.filter((id) => only.includes(id)))
  const [exercises, labs, lessons] = [chosen(listExercises()), chosen(listLabs()), chosen(listLessons(locale))]
  const unknown = only.filter((id) => ![...exercises, ...labs, ...lessons].includes(id))
  if (unknown.length > 0) throw new UsageError('ID_UNKNOWN', `nothing in the course is called ${unknown.join(', ')}`)
  const say = (text: string) => json || console.log(text)
  const problems: Problem[] = checkLessons(lessons, locale)
  say(`${lessons.length} lessons read`)

  const sandbox = await openSandbox()
  const notRun: string[] = []
  if (sandbox.tier === 'reduced') notRun.push(`labs: ${sandbox.reason}`)
  else
    await inTurns(labs, LABS_AT_ONCE, async (id) => {
      const found = await checkLab(sandbox, id)
      problems.push(...found)
      say(`${mark(found)} lab ${id}`)
    })
  await sandbox.close()
  const grader = openGrader({ slots: GRADINGS_AT_ONCE })
  try {
    for (const id of exercises) {
      const { problems: found, gradings } = await checkExercise(grader, id, seeds)
      problems.push(...found)
      say(`${mark(found)} exercise ${id}: ${gradings} gradings`)
    }
  } finally {
    await grader.close()
  }

  const result = {
    version: 1,
    ok: problems.length === 0,
    problems,
    exercises: exercises.length,
    labs: labs.length,
    lessons: lessons.length,
    notRun,
  }
  if (json) console.log(JSON.stringify(result, null, 2))
  for (const reason of notRun) say(`not run: ${reason}`)
  for (const { code, where, message } of problems) say(`✗ ${where}: ${code}: ${message}`)
  say(problems.length === 0 ? 'the course holds' : `${problems.length} problems`)
  process.exitCode = problems.length === 0 ? EXIT.ok : EXIT.failed
}

const mark = (found: Problem[]): string => (found.length === 0 ? '✓' : '✗')
