/** Grading as the session sees it: one at a time for an exercise, and a verdict of ours (`error`) is no attempt. */
import type { LoadedExercise } from '../../course/load.ts'
import type { Attempt } from '../../protocol/messages.ts'
import { SESSION_LIMITS } from './limits.ts'
import type { MessageOf, Operation } from './state.ts'
import type { Step } from './step.ts'
import { currentFiles } from './texts.ts'

export function grade(step: Step, from: string, message: MessageOf<'grade'>, loaded: LoadedExercise): Step {
  const { exercise } = message
  const { gradings, connections } = step.state
  if (gradings[exercise]) return step.refuse(from, 'TOO_MANY', `${exercise} is being graded already`, { of: 'grade' })
  if (Object.keys(gradings).length >= SESSION_LIMITS.gradings)
    return step.refuse(from, 'TOO_MANY', 'other exercises are being graded; wait for them', { of: 'grade' })
  step.emit({ type: 'gradeStarted', exercise })
  step.set({
    gradings: { ...gradings, [exercise]: { seq: step.state.seq, event: { type: 'gradeStarted', exercise } } },
  })
  const files = currentFiles(step.state, 'exercise', exercise, loaded.starter)
  return step.effect({ type: 'grade', exercise, files, locale: connections[from]?.locale ?? 'en' })
}

export function cancelGrade(step: Step, from: string, { exercise }: MessageOf<'cancelGrade'>): Step {
  if (!step.state.gradings[exercise])
    return step.refuse(from, 'NOT_RUNNING', `${exercise} is not being graded`, { of: 'cancelGrade' })
  return step.effect({ type: 'cancelGrade', exercise })
}

export function graded(step: Step, attempt: Attempt): Step {
  if (!finish(step, attempt.exercise)) return step
  if (attempt.verdict !== 'error') step.set({ attempts: latest([...step.state.attempts, attempt]) })
  return step.emit({ type: 'graded', attempt })
}

/** It ended without a verdict: cancelled, or with a problem of ours. */
export function gradeOver(step: Step, { exercise, problem }: Extract<Operation, { type: 'gradeOver' }>): Step {
  if (!finish(step, exercise)) return step
  if (problem) step.emit({ type: 'problem', ...problem, exercise })
  return step.emit({ type: 'gradeCancelled', exercise })
}

function finish(step: Step, exercise: string): boolean {
  const { [exercise]: going, ...gradings } = step.state.gradings
  step.set({ gradings })
  return going !== undefined
}

function latest(attempts: Attempt[]): Attempt[] {
  const kept: Attempt[] = []
  const counts = new Map<string, number>()
  for (const attempt of attempts.toReversed()) {
    const count = (counts.get(attempt.exercise) ?? 0) + 1
    counts.set(attempt.exercise, count)
    if (count <= SESSION_LIMITS.attempts) kept.push(attempt)
  }
  return kept.reverse()
}
