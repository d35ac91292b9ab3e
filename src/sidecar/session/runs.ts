/** Running labs: start, join, stop, and what a run tells. A lab has one run at a time; later ones have higher numbers. */
import type { LoadedLab } from '../../course/load.ts'
import { hasWire } from '../../course/network.ts'
import { disturbs } from '../../protocol/faults.ts'
import type { SessionEvent } from '../../protocol/messages.ts'
import { defaultFaults } from '../runner/plan.ts'
import { coalesce } from './coalesce.ts'
import { forgetOldRuns } from './connections.ts'
import { SESSION_LIMITS } from './limits.ts'
import { EMPTY_LOG, entries, logOf, weigh } from './log.ts'
import type { Facts, MessageOf, Operation, StartOptions } from './state.ts'
import type { Step } from './step.ts'
import { currentFiles, revisionsOf } from './texts.ts'

export function run(step: Step, from: string, message: MessageOf<'run'>, facts: Facts): Step {
  const loaded = facts.lab!
  const { id, lab } = loaded
  const all = lab.programs.map(({ name }) => name)
  const unknown = [message.programs ?? [], Object.keys(message.options ?? {}), Object.keys(message.trace ?? {})]
    .flat()
    .find((name) => !all.includes(name))
  if (unknown !== undefined) return refuseProgram(step, from, 'run', id, unknown)
  const before = step.lab(id)
  const faults = message.faults ?? before.faults ?? defaultFaults(lab)
  if (!hasWire(lab) && disturbs(faults)) return refuseFaults(step, from, 'run', id)
  const running = Object.values(step.state.labs).filter(({ alive }) => alive).length
  if (!before.alive && running >= SESSION_LIMITS.runningLabs)
    return step.refuse(from, 'TOO_MANY', `${running} labs are running; stop one first`, { of: 'run' })
  if (!before.alive && (facts.labsLeft ?? 1) <= 0)
    return step.refuse(from, 'TOO_MANY', 'labs of your other lessons are running; stop one first', { of: 'run' })

  const programs = message.programs ?? all
  const files = lab.programs.filter(({ name }) => programs.includes(name)).map(({ file }) => file)
  const start: StartOptions = {
    ...(message.programs && { only: message.programs }),
    ...(message.options && { args: message.options }),
    ...(message.trace && { trace: message.trace }),
    files: currentFiles(step.state, 'lab', id, loaded.files),
  }
  if (message.programs && before.alive) {
    step.emit(
      { type: 'runJoined', lab: id, run: before.run, programs, revisions: revisionsOf(step.state, id, files) },
      id,
    )
    return step.effect({ type: 'join', lab: id, run: before.run, start })
  }
  if (before.alive) step.emit({ type: 'runEnded', lab: id, run: before.run }, id)
  const number = before.run + 1
  step.setLab(id, { run: number, alive: true, programs: {}, faults: message.faults ?? before.faults, log: EMPTY_LOG })
  step.emit(
    {
      type: 'runStarted',
      lab: id,
      run: number,
      programs,
      faults,
      revisions: revisionsOf(step.state, id, Object.keys(loaded.files)),
    },
    id,
  )
  step.effect({ type: 'begin', lab: loaded, run: number, start, faults })
  return forgetOldRuns(step)
}

export function stop(step: Step, from: string, { lab, program }: MessageOf<'stop'>): Step {
  const { alive, programs } = step.lab(lab)
  if (!alive) return step.refuse(from, 'NOT_RUNNING', `${lab} is not running`, { of: 'stop' })
  if (program !== undefined && programs[program] === undefined) return refuseProgram(step, from, 'stop', lab, program)
  return step.effect({ type: 'stop', lab, ...(program !== undefined && { program }) })
}

export function input(step: Step, from: string, { lab, program, text }: MessageOf<'input'>): Step {
  const state = step.lab(lab).programs[program]?.state
  if (!step.lab(lab).alive || state === undefined || state === 'exited' || state === 'waiting')
    return step.refuse(from, 'NOT_RUNNING', `"${program}" is not running`, { of: 'input' })
  return step.effect({ type: 'write', lab, program, text })
}

export function faults(step: Step, from: string, message: MessageOf<'faults'>, loaded: LoadedLab): Step {
  if (!hasWire(loaded.lab)) return refuseFaults(step, from, 'faults', loaded.id)
  step.setLab(loaded.id, { faults: message.faults })
  step.emit({ type: 'faultsSet', lab: loaded.id, faults: message.faults }, loaded.id)
  return step.lab(loaded.id).alive ? step.effect({ type: 'setFaults', lab: loaded.id, faults: message.faults }) : step
}

/** Empties what is shown. A run that goes on keeps its beginning and its programs' states for new connections. */
export function clear(step: Step, { lab }: MessageOf<'clear'>): Step {
  const { alive, log } = step.lab(lab)
  const shown = new Set<SessionEvent['type']>(['output', 'outputCut', 'packets', 'calls', 'syscalls'])
  const kept = alive ? entries(log).filter(({ event }) => !shown.has(event.type)) : []
  step.setLab(lab, { log: logOf(kept) })
  return step.emit({ type: 'cleared', lab })
}

export function warm(step: Step, lab: LoadedLab): Step {
  return step.lab(lab.id).alive ? step : step.effect({ type: 'warm', lab })
}

export function look(step: Step, from: string, { type }: MessageOf<'sockets' | 'tables'>, lab: LoadedLab): Step {
  if (step.lab(lab.id).run === 0) return step.refuse(from, 'NOT_RUNNING', `${lab.id} has not run yet`, { of: type })
  return step.effect({ type: 'look', to: from, at: type, lab })
}

/** Events of a run that has been followed by another are nobody's any more. */
export function told(step: Step, { lab, run, events }: Extract<Operation, { type: 'told' }>): Step {
  if (step.lab(lab).run !== run || !step.lab(lab).alive) return step
  for (const event of coalesce(lab, run, events)) {
    if (event.type === 'program')
      step.setLab(lab, { programs: { ...step.lab(lab).programs, [event.program]: event.state } })
    const room = SESSION_LIMITS.runBytes - step.lab(lab).log.weight
    const fitting = weigh(event) <= room ? event : cut(event)
    if (fitting) step.emit(fitting, lab)
  }
  return step
}

export function runOver(step: Step, { lab, run, problem }: Extract<Operation, { type: 'runOver' }>): Step {
  if (step.lab(lab).run !== run || !step.lab(lab).alive) return step
  if (problem) step.emit({ type: 'problem', ...problem, lab })
  return step.setLab(lab, { alive: false }).emit({ type: 'runEnded', lab, run }, lab)
}

/** What is left of an event for which its run has no room: the count of what is missing. */
function cut(event: SessionEvent): SessionEvent | null {
  const { type } = event
  if (type === 'packets') return { ...event, packets: [], lost: event.lost + event.packets.length }
  if (type === 'calls' || type === 'syscalls') return null
  if (type !== 'output') return event
  const { lab, run, program, text } = event
  return { type: 'outputCut', lab, run, program, dropped: Buffer.byteLength(text) }
}

function refuseProgram(step: Step, from: string, of: string, lab: string, name: string): Step {
  return step.refuse(from, 'PROGRAM_UNKNOWN', `${lab} has no program "${name}"`, { of })
}

function refuseFaults(step: Step, from: string, of: string, lab: string): Step {
  return step.refuse(
    from,
    'MESSAGE_MALFORMED',
    `${lab} has one host and no wire, so there is nothing to delay or drop`,
    {
      of,
    },
  )
}
