/** A stream cut into reads. A cut at k lies between byte k-1 and byte k. */
import type { Plan } from './plan.ts'
import { endOf, type Pushed, push, START } from './stream.ts'

export type Read = { from: number; to: number; pushed: Pushed }

/** Every read with what the decoder answers after it, and what the end of the stream then means. */
export function readsOf(
  plan: Plan,
  stream: Uint8Array,
  cuts: ReadonlySet<number>,
): { reads: Read[]; end: ReturnType<typeof endOf> } {
  const inside = [...cuts].filter((cut) => cut > 0 && cut < stream.length).toSorted((a, b) => a - b)
  const edges = stream.length === 0 ? [] : [0, ...inside, stream.length]
  let state = START
  const reads = edges.slice(1).map((to, i) => {
    const from = edges[i] ?? 0
    const pushed = push(plan, state, stream.subarray(from, to))
    state = pushed.state
    return { from, to, pushed }
  })
  return { reads, end: endOf(state) }
}

/** Every cut there is. */
export const allCuts = (length: number): number[] => Array.from({ length: Math.max(0, length - 1) }, (_, i) => i + 1)
