/**
 * What the lab's network holds, asked for again and again while somebody looks at it and the run goes on; once more after
 * the run's end, when TIME_WAIT is what is left. The latest answer stays.
 */
import { effect, signal } from '@preact/signals'
import type { Look } from '../../../bridge-client.ts'
import type { Bench } from '../bench.ts'
import { type ShownSocket, shownSockets } from './table.ts'

export const LOOK_LIMITS = {
  /** Between two questions, ms: while the programs are at it, and when only servers that wait are left. */
  busyMs: 400,
  idleMs: 1_500,
  /** An answer that has not come by then is no longer waited for, ms. */
  answerMs: 5_000,
}

export type Asked = Look['type']
type Tables = Extract<Look, { type: 'tables' }>

export class NetworkLook {
  /** Null before the first answer of a run. */
  readonly sockets = signal<readonly ShownSocket[] | null>(null)
  readonly tables = signal<Tables['nodes'] | null>(null)
  readonly more = signal(0)
  /** performance.now() of the latest answer: timers run on from there. */
  readonly seenAt = signal(0)
  /** The lab's network was closed before it could be looked at. */
  readonly closed = signal(false)
  /** What somebody looks at; null while nobody does. */
  readonly wanted = signal<Asked | null>(null)
  readonly #bench: Bench
  readonly #leave: (() => void)[]
  #timer: ReturnType<typeof setInterval> | undefined
  #askedAt: number | null = null
  #run = 0

  constructor(bench: Bench) {
    this.#bench = bench
    const { bridge, id } = bench
    this.#leave = [
      bridge.onLook((look) => {
        if (look.lab === id) this.#take(look)
      }),
      bridge.onRefused(({ of, code }) => {
        if ((of !== 'sockets' && of !== 'tables') || this.#askedAt === null) return
        this.#askedAt = null
        if (code === 'NOT_RUNNING') this.closed.value = true
      }),
      effect(() => this.#pace()),
    ]
  }

  dispose(): void {
    clearInterval(this.#timer)
    for (const leave of this.#leave) leave()
  }

  #pace(): void {
    const { phase, run, settled } = this.#bench.store
    const wanted = this.wanted.value
    if (run.value !== this.#run) this.#forget(run.value)
    clearInterval(this.#timer)
    if (wanted === null || phase.value === 'idle') return
    this.#ask(wanted)
    if (phase.value !== 'running') return
    this.#timer = setInterval(() => this.#ask(wanted), settled ? LOOK_LIMITS.idleMs : LOOK_LIMITS.busyMs)
  }

  #forget(run: number): void {
    this.#run = run
    this.sockets.value = null
    this.tables.value = null
    this.more.value = 0
    this.closed.value = false
  }

  #ask(type: Asked): void {
    const now = performance.now()
    const waiting = this.#askedAt !== null && now - this.#askedAt < LOOK_LIMITS.answerMs
    if (waiting || document.visibilityState !== 'visible') return
    if (this.#bench.bridge.send({ type, lab: this.#bench.id })) this.#askedAt = now
  }

  #take(look: Look): void {
    this.#askedAt = null
    this.closed.value = false
    if (look.type === 'tables') {
      this.tables.value = look.nodes
      return
    }
    const ended = !this.#bench.store.live
    this.seenAt.value = performance.now()
    this.more.value = look.hosts.reduce((sum, { more }) => sum + more, 0)
    this.sockets.value = shownSockets(look.hosts, this.sockets.peek() ?? [], ended)
  }
}
