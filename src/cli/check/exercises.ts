/**
 * Proves an exercise: its starter fails, its solution and alternatives pass, every mutant fails by a test that is
 * named for its mistake, and not by a time-out unless hanging is the mistake. Under several seeds.
 */
import { existsSync } from 'node:fs'
import { filesOf, loadExercise, subfolders } from '../../course/load.ts'
import type { Exercise } from '../../course/schema.ts'
import type { Grader, Verdict } from '../../sidecar/grader/types.ts'
import type { Problem } from './problem.ts'

type Part = { name: string; expect: 'pass' | 'fail'; mutant?: Exercise['mutants'][string] }

export async function checkExercise(
  grader: Grader,
  id: string,
  seeds: number,
): Promise<{ problems: Problem[]; gradings: number }> {
  const { exercise, folder, specFile } = loadExercise(id)
  const problems: Problem[] = []
  const add = (code: string, where: string, message: string) =>
    problems.push({ code, where: `labs/${id}/${where}`, message })
  if (!existsSync(specFile)) add('SPEC_MISSING', 'exercise.spec.ts', 'there is no spec')
  const mutants = subfolders(folder, 'mutants')
  const alternatives = subfolders(folder, 'alternatives')
  if (mutants.length < 5) add('MUTANTS_FEW', 'mutants', `${mutants.length} mutants; at least 5 are asked`)
  if (alternatives.length < 1) add('ALTERNATIVES_FEW', 'alternatives', 'a second right solution is asked')
  for (const name of mutants)
    if (!(name in exercise.mutants))
      add('MUTANT_UNEXPLAINED', `mutants/${name}`, 'exercise.json does not say why it is wrong')
  for (const name of Object.keys(exercise.mutants))
    if (!mutants.includes(name)) add('MUTANT_MISSING', `mutants/${name}`, 'named in exercise.json, not there')
  const parts: Part[] = [
    { name: 'starter', expect: 'fail' },
    { name: 'solution', expect: 'pass' },
    ...alternatives.map((name): Part => ({ name: `alternatives/${name}`, expect: 'pass' })),
    ...mutants.map(
      (name): Part => ({
        name: `mutants/${name}`,
        expect: 'fail',
        ...(exercise.mutants[name] ? { mutant: exercise.mutants[name] } : {}),
      }),
    ),
  ]
  let gradings = 0
  // The grader has slots of its own and queues the rest, so gradings that mostly wait overlap.
  const judged = parts.map(async (part) => {
    for (let seed = 1; seed <= seeds; seed++) {
      const files = filesOf(folder, part.name, exercise)
      const verdict = await grader.grade({ exercise: id, files, seed, locale: 'en' })
      gradings += 1
      const wrong = judge(part, verdict)
      if (wrong) return wrong
    }
    return null
  })
  for (const wrong of await Promise.all(judged)) if (wrong) add(...wrong)
  return { problems, gradings }
}

function judge(
  { name, expect, mutant }: Part,
  verdict: Verdict,
): [code: string, where: string, message: string] | null {
  const failed = verdict.tests.filter(({ state }) => state !== 'passed')
  const told = failed.map(({ id, message }) => `${id} (${message.split('\n')[0] ?? ''})`).join('; ')
  if (verdict.verdict === 'error')
    return ['GRADING_ERROR', name, `seed ${verdict.seed}: ${verdict.problem?.code}: ${verdict.problem?.message}`]
  if (expect === 'pass')
    return verdict.verdict === 'pass'
      ? null
      : ['RIGHT_FAILS', name, `seed ${verdict.seed}: ${told || verdict.problem?.message}`]
  if (verdict.verdict === 'pass')
    return [mutant ? 'MUTANT_LIVES' : 'STARTER_PASSES', name, `seed ${verdict.seed}: it passes`]
  if (!mutant) return null
  if (verdict.problem) return ['MUTANT_BROKEN', name, `${verdict.problem.code}: ${verdict.problem.message}`]
  const killers = failed.filter(({ id }) => mutant.killedBy.includes(id))
  if (killers.length === 0)
    return [
      'MUTANT_KILLED_ELSEWHERE',
      name,
      `seed ${verdict.seed}: expected one of ${mutant.killedBy.join(', ')} to fail it, but these did: ${told}`,
    ]
  if (!mutant.hangs && killers.every(({ cause }) => cause === 'late'))
    return ['MUTANT_TIMES_OUT', name, `seed ${verdict.seed}: only a time-out failed it: ${told}`]
  return null
}
