/** Grading as the session sees it: one at a time for an exercise, and a verdict of ours (`error`) is no attempt. */
import type { LoadedExercise } from '../../course/load.ts'
import type { Attempt, SessionEvent } from '../../protocol/messages.ts'
import { SESSION_LIMITS } from './limits.ts'
import type { MessageOf, Operation } from './state.ts'
import type { Step } from './step.ts'
import { currentFiles, versionsOf } from './texts.ts'

export function grade(step: Step, from: string, message: MessageOf<'grade'>, loaded: LoadedExercise): Step {
  const { exercise, id } = message
  const { gradings, connections } = step.state
  if (gradings[exercise]) return step.refuse(from, 'TOO_MANY', `${exercise} is being graded already`, { of: 'grade' })
  if (Object.keys(gradings).length >= SESSION_LIMITS.gradings)
    return step.refuse(from, 'TOO_MANY', 'other exercises are being graded; wait for them', { of: 'grade', exercise })
  step.set({ gradings: { ...gradings, [exercise]: [] } })
  return step.effect({
    type: 'grade',
    connection: from,
    exercise,
    ...(id !== undefined && { id }),
    files: currentFiles(step.state, 'exercise', exercise, loaded.starter),
    versions: versionsOf(step.state, 'exercise', exercise, loaded.starter),
    locale: connections[from]?.locale ?? 'en',
  })
}

/** One that was interrupted goes on. */
export function resumed(step: Step, exercise: string): Step {
  const { gradings } = step.state
  return gradings[exercise] ? step : step.set({ gradings: { ...gradings, [exercise]: [] } })
}

export function submitted(step: Step, exercise: string): Step {
  return tell(step, exercise, { type: 'gradeStarted', exercise })
}

export function placed(step: Step, { exercise, place }: Extract<Operation, { type: 'placed' }>): Step {
  return tell(step, exercise, { type: 'gradeQueued', exercise, ...place })
}

/** Tells of a grading that goes on; of each kind the latest is kept for new connections. */
function tell(step: Step, exercise: string, event: SessionEvent): Step {
  const going = step.state.gradings[exercise]
  if (!going) return step
  step.emit(event)
  const kept = going.filter((one) => one.event.type !== event.type)
  return step.set({ gradings: { ...step.state.gradings, [exercise]: [...kept, { seq: step.state.seq, event }] } })
}

export function cancelGrade(step: Step, from: string, { exercise }: MessageOf<'cancelGrade'>): Step {
  if (!step.state.gradings[exercise])
    return step.refuse(from, 'NOT_RUNNING', `${exercise} is not being graded`, { of: 'cancelGrade' })
  return step.effect({ type: 'cancelGrade', exercise })
}

export function attemptFiles(step: Step, from: string, { exercise, id }: MessageOf<'attemptFiles'>): Step {
  return step.effect({ type: 'attemptFiles', to: from, exercise, id })
}

/** It was not taken, and its sender is told why. */
export function gradeRefused(step: Step, operation: Extract<Operation, { type: 'gradeRefused' }>): Step {
  const { exercise, connection, reason, message } = operation
  if (!finish(step, exercise)) return step
  if (connection !== null)
    step.send(connection, { type: 'refused', code: 'GRADE_REFUSED', message, of: 'grade', exercise, reason })
  return step.emit({ type: 'gradeCancelled', exercise })
}

/** Also of one whose beginning was not told here. */
export function graded(step: Step, attempt: Attempt): Step {
  finish(step, attempt.exercise)
  const others = step.state.attempts.filter(({ id }) => id === undefined || id !== attempt.id)
  if (attempt.verdict !== 'error') step.set({ attempts: latest([...others, attempt]) })
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
