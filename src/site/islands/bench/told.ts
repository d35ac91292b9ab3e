/** What the bench's sentence is made of, from its signals. Loaded with the panes that show a run. */
import { steadyNow } from '../shared/steady.ts'
import type { Bench } from './bench.ts'
import { callError, type ProgramError, programError } from './program-error.ts'
import { type Status, statusOf } from './status.ts'
import type { BenchWords } from './words.ts'

export type Errors = Record<string, ProgramError | null>

/** Program -> where it fell over, as far as it said. Reads signals, of a program that did not fall its state alone. */
export function errorsOf({ documents, programs, store }: Pick<Bench, 'documents' | 'programs' | 'store'>): Errors {
  const files = documents.map(({ target }) => target.file)
  const states = store.programs.value
  return Object.fromEntries(
    programs.map(({ name }) => {
      const state = states[name]
      const fell = state?.state === 'exited' && state.exit.reason !== 'stopped' && state.exit.code !== 0
      if (!fell) return [name, null]
      const chunks = store.outputs.value[name] ?? []
      const stderr = chunks.flatMap(({ stream, text }) => (stream === 'stderr' ? [text] : [])).join('')
      const calls = store.calls.value.filter(({ program }) => program === name)
      return [name, programError(stderr, files) ?? callError(stderr, calls)]
    }),
  )
}

/**
 * The sentence of now. While a run goes on its packets and calls are counted as they stand: who shows it asks again
 * every so often, and need not be told of each.
 */
export function statusNow(bench: Bench, errors: Errors, words: BenchWords): Status {
  const { store, programs } = bench
  const live = store.live
  const packets = live ? store.packets.peek() : store.packets.value
  return statusOf(
    {
      phase: store.phase.value,
      programs,
      states: store.programs.value,
      calls: live ? store.calls.peek() : store.calls.value,
      errors,
      packets: packets.length + store.lost.value,
      stale: bench.stale.value,
      elapsed: live ? (steadyNow() - store.began) * 1_000 : lastMoment(bench),
    },
    words,
  )
}

/** µs from the run's first sign of life on the wire, in a call or in output to its last. */
function lastMoment({ store }: Bench): number {
  const outputs = Object.values(store.outputs.value).flatMap((chunks) => [chunks[0]!.at, chunks.at(-1)!.at])
  const calls = store.calls.value.flatMap(({ at, until }) => [at, until ?? at])
  const packets = store.packets.value.length > 0 ? [store.packets.value[0]!.at, store.packets.value.at(-1)!.at] : []
  const moments = [...outputs, ...calls, ...packets]
  return moments.length === 0 ? 0 : moments.reduce((a, b) => Math.max(a, b)) - moments.reduce((a, b) => Math.min(a, b))
}
