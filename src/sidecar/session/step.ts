/**
 * Builds the outcome of one operation: the next state, and effects in the order in which they are to be carried out.
 * Handlers take a step and give it back.
 */
import type { RefusalCode, ServerMessage, SessionEvent } from '../../protocol/messages.ts'
import { SESSION_LIMITS } from './limits.ts'
import { append, bounded } from './log.ts'
import type { Applied, Effect, LabState, SessionState } from './state.ts'

const NEW_LAB: LabState = {
  run: 0,
  alive: false,
  programs: {},
  faults: null,
  log: { chunks: [], count: 0, weight: 0 },
}

export class Step {
  state: SessionState
  readonly #effects: Effect[] = []

  constructor(state: SessionState) {
    this.state = state
  }

  get result(): Applied {
    return { state: this.state, effects: this.#effects }
  }

  set(changes: Partial<SessionState>): this {
    this.state = { ...this.state, ...changes }
    return this
  }

  lab(id: string): LabState {
    return this.state.labs[id] ?? NEW_LAB
  }

  setLab(id: string, changes: Partial<LabState>): this {
    return this.set({ labs: { ...this.state.labs, [id]: { ...this.lab(id), ...changes } } })
  }

  effect(effect: Effect): this {
    this.#effects.push(effect)
    return this
  }

  send(to: string, message: ServerMessage): this {
    return this.effect({ type: 'send', to, message })
  }

  refuse(to: string, code: RefusalCode, message: string, more: { of?: string; exercise?: string } = {}): this {
    return this.send(to, { type: 'refused', code, message, ...more })
  }

  /** Numbers the event, keeps it, and tells every connection. `keepFor`: the lab whose latest run it belongs to. */
  emit(event: SessionEvent, keepFor?: string): this {
    const entry = { seq: this.state.seq + 1, event }
    const bounds = { events: SESSION_LIMITS.bufferEvents, bytes: SESSION_LIMITS.bufferBytes }
    this.set({ seq: entry.seq, buffer: bounded(append(this.state.buffer, entry), bounds) })
    if (keepFor !== undefined) this.setLab(keepFor, { log: append(this.lab(keepFor).log, entry) })
    return this.effect({ type: 'broadcast', entry })
  }
}
