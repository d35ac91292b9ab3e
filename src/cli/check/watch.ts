/** `check --watch`: the verdicts of one exercise's submissions, again after each save. */
import { watch } from 'node:fs'
import { join } from 'node:path'
import { openGrader } from '../../sidecar/grader/grader.ts'
import { type Paint, painter, wantsColour } from '../paint.ts'
import { NO_PROOFS } from './cache.ts'
import type { Course } from './course.ts'
import type { ProveOptions } from './exercises.ts'
import { Prover } from './prover.ts'
import { type ExerciseReport, reportOn, SLOTS_FOR_ONE } from './run.ts'
import { table } from './table.ts'

/** Editors save in several steps. */
const SETTLE_MS = 120

/** Until the signal. A save during a check ends it and begins anew. */
export async function watchExercise(
  course: Course,
  id: string,
  options: ProveOptions & { atOnce: number; signal: AbortSignal },
): Promise<void> {
  const { signal } = options
  const atOnce = Math.min(options.atOnce, SLOTS_FOR_ONE)
  const paint = painter(wantsColour(process.stdout))
  const grader = openGrader({ slots: atOnce, labs: course.labs })
  let saved = Promise.withResolvers<string>()
  const watcher = watch(join(course.labs, id), { recursive: true }, (_event, name) => saved.resolve(name ?? ''))
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  try {
    while (!signal.aborted) {
      const round = new AbortController()
      const change = saved.promise
      void Promise.race([change, stopped]).then(() => round.abort())
      const prover = new Prover({ grader: () => grader, proofs: NO_PROOFS, engine: '', atOnce, signal: round.signal })
      const report = await reportOn(prover, course, id, options).catch((error: unknown) => {
        if (round.signal.aborted) return null
        throw error
      })
      if (report) show(report, paint)
      const name = await Promise.race([change, stopped])
      if (name !== undefined) console.log(paint('dim', `\n${name} was saved`))
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
      saved = Promise.withResolvers()
    }
  } finally {
    watcher.close()
    await grader.close()
  }
}

function show({ id, parts, problems, warnings, ms }: ExerciseReport, paint: Paint): void {
  const holds = problems.length === 0
  console.log(`${paint('bold', id)}  ${new Date().toLocaleTimeString()}  ${paint('dim', `${ms} ms`)}`)
  for (const row of table(parts, paint)) console.log(row)
  for (const { code, where, message } of warnings) console.log(`${paint('yellow', '!')} ${where}: ${code}: ${message}`)
  for (const { code, where, message } of problems) console.log(`${paint('red', '✗')} ${where}: ${code}: ${message}`)
  console.log(
    holds
      ? paint('green', 'it holds')
      : paint('red', problems.length === 1 ? '1 problem' : `${problems.length} problems`),
  )
}
