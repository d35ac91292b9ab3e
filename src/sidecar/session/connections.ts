/** Connections come and go; the session stays. One that comes back hears what it missed, a new one everything. */
import { SIDECAR_WORDS } from '../words/both.ts'
import { reasonOf } from '../words/index.ts'
import { SESSION_LIMITS } from './limits.ts'
import { EMPTY_LOG, entries, since } from './log.ts'
import type { Guest, OpenMessage, SessionState } from './state.ts'
import type { Step } from './step.ts'
import { savedOf } from './texts.ts'

export function open(step: Step, connection: string, { locale, resume }: OpenMessage, guest?: Guest): Step {
  const { state } = step
  step.set({ connections: { ...state.connections, [connection]: { locale, ...(guest && { guest }) } } })
  const missed = resume?.session === state.id ? missedSince(state, resume.seq) : null
  const { because, reason, ...machine } = state.machine
  step.send(connection, {
    type: 'opened',
    session: state.id,
    connection,
    resumed: missed !== null,
    seq: state.seq,
    ...machine,
    reason: reason && reasonOf({ reason, because }, SIDECAR_WORDS[locale]),
    texts: missed === null ? Object.values(state.texts).map(savedOf) : [],
    attempts: missed === null ? state.attempts : [],
  })
  for (const entry of missed ?? replay(state)) step.send(connection, { type: 'event', ...entry })
  return step
}

export function connectionLost(step: Step, connection: string): Step {
  const { [connection]: _, ...connections } = step.state.connections
  return step.set({ connections })
}

/** Null when some of the events since are no longer in the buffer, or the number was never given out. */
function missedSince({ seq: latest, buffer }: SessionState, seq: number) {
  const oldest = buffer.chunks[0]?.[0]?.seq ?? latest + 1
  return seq <= latest && seq >= oldest - 1 ? since(buffer, seq) : null
}

/** What a new page has to be told to look like the old ones: each lab's latest run, and gradings that go on. */
function replay({ labs, gradings }: SessionState) {
  return [...Object.values(labs).flatMap(({ log }) => entries(log)), ...Object.values(gradings).flat()].sort(
    (a, b) => a.seq - b.seq,
  )
}

/** Forgets the runs of labs run longest ago, so that what a new connection is told stays bounded. */
export function forgetOldRuns(step: Step): Step {
  const finished = Object.entries(step.state.labs)
    .filter(([, { alive, log }]) => !alive && log.count > 0)
    .sort(([, a], [, b]) => b.log.chunks[0]![0]!.seq - a.log.chunks[0]![0]!.seq)
  for (const [id] of finished.slice(SESSION_LIMITS.keptRuns)) step.setLab(id, { log: EMPTY_LOG })
  return step
}
