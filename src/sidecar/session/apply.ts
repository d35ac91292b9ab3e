/**
 * The session's whole behaviour: one pure function. Nothing here reads a clock, a file or a socket.
 *
 *     browser ── message ──► apply ──► effects: save, begin, stop, grade …  ──► session.ts ──► store, runner, grader
 *        ▲                     ▲                                                                      │
 *        └── numbered events ──┴────────────── stored, told, runOver, graded ◄────────────────────────┘
 */
import { connectionLost, open } from './connections.ts'
import {
  attemptFiles,
  cancelGrade,
  grade,
  graded,
  gradeOver,
  gradeRefused,
  placed,
  resumed,
  submitted,
} from './grading.ts'
import { guestMay, refuseGuest } from './guests.ts'
import { clear, faults, input, look, run, runOver, stop, told, warm } from './runs.ts'
import type { Applied, Facts, Operation, SessionMessage, SessionState } from './state.ts'
import { Step } from './step.ts'
import { edit, history, learned, notSaved, reset, stored } from './texts.ts'

export function apply(state: SessionState, operation: Operation): Applied {
  return carry(new Step(state), operation).result
}

function carry(step: Step, operation: Operation): Step {
  switch (operation.type) {
    case 'open':
      return open(step, operation.connection, operation.message, operation.guest)
    case 'connectionLost':
      return connectionLost(step, operation.connection)
    case 'message':
      if (step.state.connections[operation.connection] === undefined) return step
      return message(step, operation.connection, operation.message, operation.facts)
    case 'learned':
      return learned(step, operation.texts)
    case 'stored':
      return stored(step, operation)
    case 'told':
      return told(step, operation)
    case 'runOver':
      return runOver(step, operation)
    case 'resumed':
      return resumed(step, operation.exercise)
    case 'submitted':
      return submitted(step, operation.exercise)
    case 'placed':
      return placed(step, operation)
    case 'gradeRefused':
      return gradeRefused(step, operation)
    case 'graded':
      return graded(step, operation.attempt)
    case 'gradeOver':
      return gradeOver(step, operation)
    case 'notSaved':
      return notSaved(step, operation)
    case 'failed':
      return step.emit({ type: 'problem', ...operation.problem })
    default:
      return operation satisfies never
  }
}

function message(step: Step, from: string, message: SessionMessage, facts: Facts): Step {
  const { guest } = step.state.connections[from]!
  if (guest && !guestMay(guest, message)) return refuseGuest(step, from, message)
  const missing = unknownOf(message, facts)
  if (missing) return step.refuse(from, missing.code, missing.message, { of: message.type })
  switch (message.type) {
    case 'edit':
      return edit(step, from, message)
    case 'reset':
      return reset(step, from, message, facts)
    case 'history':
      return history(step, from, message)
    case 'run':
      return run(step, from, message, facts)
    case 'stop':
      return stop(step, from, message)
    case 'input':
      return input(step, from, message)
    case 'faults':
      return faults(step, from, message, facts.lab!)
    case 'clear':
      return clear(step, message)
    case 'sockets':
    case 'tables':
      return look(step, from, message, facts.lab!)
    case 'warm':
      return warm(step, facts.lab!)
    case 'grade':
      return grade(step, from, message, facts.exercise!)
    case 'cancelGrade':
      return cancelGrade(step, from, message)
    case 'attemptFiles':
      return attemptFiles(step, from, message)
    default:
      return message satisfies never
  }
}

/** Every message names a lab or an exercise, and perhaps a file of it: are they there? */
function unknownOf(message: SessionMessage, facts: Facts) {
  const target = 'target' in message ? message.target : null
  const lab = 'lab' in message ? message.lab : target?.kind === 'lab' ? target.id : null
  const exercise = 'exercise' in message ? message.exercise : target?.kind === 'exercise' ? target.id : null
  if (lab !== null && !facts.lab) return { code: 'LAB_UNKNOWN', message: `there is no lab "${lab}"` } as const
  if (exercise !== null && !facts.exercise)
    return { code: 'EXERCISE_UNKNOWN', message: `there is no exercise "${exercise}"` } as const
  if (target === null) return null
  const files = target.kind === 'lab' ? facts.lab!.files : facts.exercise!.starter
  if (Object.hasOwn(files, target.file)) return null
  return { code: 'FILE_UNKNOWN', message: `${target.id} has no file "${target.file}"` } as const
}
