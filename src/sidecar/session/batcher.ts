/**
 * Gathers what a run tells into batches: a few go at once (at the end of this turn of the event loop), as the first news
 * of a run do; then one every `batchMs`, or as soon as it weighs enough.
 */
import { SESSION_LIMITS } from './limits.ts'
import type { RunNews } from './state.ts'

export class Batcher {
  readonly #deliver: (events: RunNews[]) => void
  #pending: RunNews[] = []
  #weight = 0
  /** Batches that need not wait; one more every `batchMs`. */
  #free: number = SESSION_LIMITS.batchesAtOnce
  #countedAt = performance.now()
  #cancel: (() => void) | null = null

  constructor(deliver: (events: RunNews[]) => void) {
    this.#deliver = deliver
  }

  add(event: RunNews): void {
    this.#pending.push(event)
    this.#weight += weightOf(event)
    if (this.#weight >= SESSION_LIMITS.batchBytes) this.flush()
    else this.#cancel ??= this.#schedule()
  }

  flush(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#pending.length === 0) return
    const events = this.#pending
    this.#pending = []
    this.#weight = 0
    this.#free = Math.max(this.#free - 1, 0)
    this.#deliver(events)
  }

  #schedule(): () => void {
    const { batchMs, batchesAtOnce } = SESSION_LIMITS
    const now = performance.now()
    this.#free = Math.min(this.#free + (now - this.#countedAt) / batchMs, batchesAtOnce)
    this.#countedAt = now
    const due = (1 - this.#free) * batchMs
    if (due <= 0) {
      const turn = setImmediate(() => this.flush())
      return () => clearImmediate(turn)
    }
    const timer = setTimeout(() => this.flush(), due)
    return () => clearTimeout(timer)
  }
}

function weightOf(event: RunNews): number {
  if (event.type === 'output') return event.text.length
  if (event.type === 'packets') return event.packets.reduce((sum, { data }) => sum + data.length + 100, 0)
  return event.type === 'syscall' ? 200 + event.call.args.length : 200
}
