/** `check --watch`: the verdicts of one exercise's submissions, again after each save. */
import { existsSync, watch } from 'node:fs'
import { join } from 'node:path'
import { type OpenedGrader, openGrader } from '../../sidecar/grader/grader.ts'
import { type Paint, painter, wantsColour } from '../paint.ts'
import type { Words } from '../words/index.ts'
import { NO_PROOFS } from './cache.ts'
import type { Course } from './course.ts'
import type { ProveOptions } from './exercises.ts'
import { Prover } from './prover.ts'
import { type ExerciseReport, reportOn, SLOTS_FOR_ONE } from './run.ts'
import { table } from './table.ts'

/** Editors save in several steps. */
const SETTLE_MS = 120

/** Until the signal. A save during a check ends it and begins anew. Without `only`: whichever exercise was saved last. */
export async function watchExercise(
  course: Course,
  only: string | null,
  options: ProveOptions & { atOnce: number; words: Words; signal: AbortSignal },
): Promise<void> {
  const { signal, words } = options
  const atOnce = Math.min(options.atOnce, SLOTS_FOR_ONE)
  const paint = painter(wantsColour(process.stdout))
  let opened: OpenedGrader | undefined
  const grader = () => {
    opened ??= openGrader({ slots: atOnce, labs: course.labs })
    return opened
  }
  let id = only
  let saved = Promise.withResolvers<string>()
  const watcher = watch(join(course.labs, only ?? ''), { recursive: true }, (_event, name) => {
    if (only !== null || exerciseOf(course, name) !== null) saved.resolve(name ?? '')
  })
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  try {
    while (!signal.aborted) {
      const round = new AbortController()
      const change = saved.promise
      void Promise.race([change, stopped]).then(() => round.abort())
      const prover = new Prover({ grader, proofs: NO_PROOFS, engine: '', atOnce, signal: round.signal })
      const proving = id === null ? null : reportOn(prover, course, id, options)
      const report = await proving?.catch((error: unknown) => {
        if (round.signal.aborted) return null
        throw error
      })
      if (report) show(report, paint, words)
      const name = await Promise.race([change, stopped])
      if (name !== undefined) console.log(paint('dim', `\n${words.saved(name)}`))
      id = only ?? exerciseOf(course, name ?? null)
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
      saved = Promise.withResolvers()
    }
  } finally {
    watcher.close()
    await opened?.close()
  }
}

/** The exercise that a file below the labs folder is of; null for anything else. */
function exerciseOf(course: Course, file: string | null): string | null {
  const id = file?.split(/[\\/]/).slice(0, 2).join('/') ?? ''
  return existsSync(join(course.labs, id, 'exercise.json')) ? id : null
}

function show({ id, parts, problems, warnings, ms }: ExerciseReport, paint: Paint, words: Words): void {
  const holds = problems.length === 0
  console.log(`${paint('bold', id)}  ${new Date().toLocaleTimeString()}  ${paint('dim', `${ms} ms`)}`)
  for (const row of table(parts, paint, words)) console.log(row)
  for (const { code, where, message } of warnings) console.log(`${paint('yellow', '!')} ${where}: ${code}: ${message}`)
  for (const { code, where, message } of problems) console.log(`${paint('red', '✗')} ${where}: ${code}: ${message}`)
  console.log(holds ? paint('green', words.holds()) : paint('red', words.problems(problems.length)))
}
