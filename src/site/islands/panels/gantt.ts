/**
 * Who waits for whom when several clients want the same at the same moment. Pure.
 *
 * Each client needs the processor, waits, needs it again, waits, and needs it once more: two pauses between three
 * pieces of computing. Threads have a processor each; that is the most they can give.
 */

export type Model = 'sequential' | 'threads' | 'events'
/** `queue`: connected, not accepted. `ready`: could go on, but the only thread is taken. */
export type Kind = 'queue' | 'ready' | 'compute' | 'wait'
export type Span = { from: number; to: number; kind: Kind }
/** Times in ms; `computeMs` of one piece, `waitMs` of one pause. */
export type Work = { clients: number; computeMs: number; waitMs: number }

export const MODELS: readonly Model[] = ['sequential', 'threads', 'events']
const PIECES = 3

/** Spans of each client from 0 to its end, without gaps and without empty ones. */
export function schedule(model: Model, work: Work): Span[][] {
  if (model === 'events') return onOneThread(work)
  const alone = conversation(work)
  const length = alone.at(-1)?.to ?? 0
  return Array.from({ length: work.clients }, (_, n) => {
    const begin = model === 'sequential' ? n * length : 0
    const later = alone.map(({ from, to, kind }) => ({ from: from + begin, to: to + begin, kind }))
    return begin > 0 ? [{ from: 0, to: begin, kind: 'queue' as const }, ...later] : later
  })
}

/** When the last client has its last answer, ms. */
export function endOf(clients: Span[][]): number {
  return Math.max(0, ...clients.map((spans) => spans.at(-1)?.to ?? 0))
}

/** When the slowest client has its first answer, ms: the end of its first piece of computing. */
export function firstAnswer(clients: Span[][]): number {
  return Math.max(0, ...clients.map((spans) => spans.find(({ kind }) => kind === 'compute')?.to ?? 0))
}

function conversation({ computeMs, waitMs }: Work): Span[] {
  const spans: Span[] = []
  let at = 0
  for (let piece = 0; piece < PIECES; piece++) {
    if (piece > 0) at = push(spans, at, waitMs, 'wait')
    at = push(spans, at, computeMs, 'compute')
  }
  return spans
}

/** First come, first served: whoever has been ready longest has the thread next, and keeps it for one piece. */
function onOneThread({ clients, computeMs, waitMs }: Work): Span[][] {
  const states = Array.from({ length: clients }, () => ({ spans: [] as Span[], readyAt: 0, left: PIECES }))
  let free = 0
  for (;;) {
    const next = states.filter(({ left }) => left > 0).toSorted((a, b) => a.readyAt - b.readyAt)[0]
    if (next === undefined) return states.map(({ spans }) => spans)
    const begin = Math.max(free, next.readyAt)
    push(next.spans, next.readyAt, begin - next.readyAt, 'ready')
    free = push(next.spans, begin, computeMs, 'compute')
    next.left -= 1
    next.readyAt = next.left > 0 ? push(next.spans, free, waitMs, 'wait') : free
  }
}

/** Appends a span unless it is empty; returns its end. */
function push(spans: Span[], from: number, length: number, kind: Kind): number {
  if (length > 0) spans.push({ from, to: from + length, kind })
  return from + length
}
