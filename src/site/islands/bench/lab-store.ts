/** What one lab's latest run has told so far, as signals. Fed with the bridge's events; knows nothing of how it is shown. */
import { batch, signal } from '@preact/signals'
import type { CapturedPacket, FaultPlan, ProgramState, SocketCall, SystemCall } from '../../../protocol/lab.ts'
import type { LabEvent } from '../../bridge-client.ts'
import { steadyNow } from '../shared/steady.ts'
import { Growing } from './growing.ts'

export type Chunk = { stream: 'stdout' | 'stderr'; text: string; at: number }
export type Phase = 'idle' | 'running' | 'ended'

/** How a run begins is held back for so long, unless other news come before, ms. */
const HOLD_MS = 60

function isBeginning(event: LabEvent): boolean {
  if (event.type === 'program') return event.state.state === 'waiting' || event.state.state === 'running'
  return event.type === 'runEnded' || event.type === 'runStarted'
}

export class LabStore {
  readonly phase = signal<Phase>('idle')
  readonly run = signal(0)
  readonly programs = signal<Record<string, ProgramState>>({})
  readonly outputs = signal<Record<string, Chunk[]>>({})
  /** Program -> bytes cut from its output. */
  readonly cut = signal<Record<string, number>>({})
  readonly packets = new Growing<CapturedPacket>()
  /** Packets that were seen and not kept. */
  readonly lost = signal(0)
  readonly calls = signal<readonly SocketCall[]>([])
  /** As they were told: a call that waited is there twice. */
  readonly syscalls = signal<readonly SystemCall[]>([])
  readonly faults = signal<FaultPlan | null>(null)
  /** File -> revision of its text when it was started. */
  readonly revisions = signal<Record<string, number>>({})
  readonly problem = signal<{ code: string; message: string } | null>(null)
  /** Call of a program's life -> place in `calls`. */
  readonly #places = new Map<string, number>()
  /** How often each program was started again within the run: a new process numbers its calls from the start. */
  readonly #lives = new Map<string, number>()
  /** By `steadyNow`, ms, when the run's clock stood at 0; good to some milliseconds. */
  began = 0

  /** On the way to a run's first words nobody can read how it begins, and each step would cost a frame. */
  readonly #held: LabEvent[] = []
  #release: ReturnType<typeof setTimeout> | undefined

  apply(event: LabEvent): void {
    this.#held.push(event)
    if (isBeginning(event)) this.#release ??= setTimeout(() => this.#applyHeld(), HOLD_MS)
    else this.#applyHeld()
  }

  #applyHeld(): void {
    clearTimeout(this.#release)
    this.#release = undefined
    batch(() => {
      for (const event of this.#held.splice(0)) this.#apply(event)
    })
  }

  /** Did every program that is not a server end? Then the run has shown what it has to show. */
  get settled(): boolean {
    const states = Object.values(this.programs.value)
    return states.length > 0 && states.every(({ state }) => state === 'exited' || state === 'listening')
  }

  get live(): boolean {
    return this.phase.value === 'running'
  }

  #apply(event: LabEvent): void {
    if ('run' in event && event.type !== 'runStarted' && event.run !== this.run.value) return
    switch (event.type) {
      case 'runStarted':
        this.#start(event)
        return
      case 'runJoined':
        for (const program of event.programs) this.#lives.set(program, (this.#lives.get(program) ?? 0) + 1)
        this.revisions.value = { ...this.revisions.value, ...event.revisions }
        return
      case 'program':
        this.programs.value = { ...this.programs.value, [event.program]: event.state }
        return
      case 'output': {
        const { program, stream, text, at } = event
        const chunks = this.outputs.value[program] ?? []
        this.#hear(at)
        this.outputs.value = { ...this.outputs.value, [program]: [...chunks, { stream, text, at }] }
        return
      }
      case 'outputCut':
        this.cut.value = { ...this.cut.value, [event.program]: event.dropped }
        return
      case 'packets':
        if (event.packets.length > 0) this.packets.add(event.packets)
        this.lost.value += event.lost
        return
      case 'calls':
        this.#addCalls(event.calls)
        return
      case 'syscalls':
        this.syscalls.value = [...this.syscalls.value, ...event.calls]
        return
      case 'runEnded':
        this.phase.value = 'ended'
        return
      case 'cleared':
        this.#empty()
        return
      case 'forget':
        this.#forget()
        return
      case 'faultsSet':
        this.faults.value = event.faults
        return
      case 'problem':
        this.problem.value = { code: event.code, message: event.message }
        if (this.phase.value === 'running') this.phase.value = 'ended'
        return
      default:
        event satisfies never
    }
  }

  /** A call is told when it begins and again when it returns; the later telling replaces the earlier. */
  #addCalls(told: readonly SocketCall[]): void {
    const calls = [...this.calls.value]
    for (const call of told) {
      const key = `${call.program} ${this.#lives.get(call.program) ?? 0} ${call.id}`
      const place = this.#places.get(key)
      if (place === undefined) this.#places.set(key, calls.push(call) - 1)
      else calls[place] = { ...calls[place], ...call }
      this.#hear(call.until ?? call.at)
    }
    this.calls.value = calls
  }

  /** After a reload the run is told from its start: what is told at `at` was that long ago at least. */
  #hear(at: number): void {
    this.began = Math.min(this.began, steadyNow() - at / 1_000)
  }

  #start(event: Extract<LabEvent, { type: 'runStarted' }>): void {
    this.#forget()
    this.began = steadyNow()
    this.run.value = event.run
    this.phase.value = 'running'
    this.faults.value = event.faults
    this.revisions.value = event.revisions
    this.programs.value = Object.fromEntries(event.programs.map((name) => [name, { state: 'waiting', for: '' }]))
  }

  #forget(): void {
    this.#empty()
    this.phase.value = 'idle'
    this.run.value = 0
    this.programs.value = {}
    this.revisions.value = {}
  }

  #empty(): void {
    this.outputs.value = {}
    this.cut.value = {}
    this.packets.clear()
    this.lost.value = 0
    this.calls.value = []
    this.syscalls.value = []
    this.#places.clear()
    this.#lives.clear()
    this.problem.value = null
  }
}
