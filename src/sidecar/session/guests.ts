/** What somebody may do in another's session: whoever watches looks, and whoever works beside them does not hand in. */
import type { Guest, SessionMessage } from './state.ts'
import type { Step } from './step.ts'

/** Changes nothing, neither the texts nor what runs. */
const LOOKS: ReadonlySet<SessionMessage['type']> = new Set(['history', 'sockets', 'tables', 'attemptFiles'])
/** A submission counts for whose it is. */
const OWNERS: ReadonlySet<SessionMessage['type']> = new Set(['grade', 'cancelGrade'])

export function guestMay({ edits }: Guest, { type }: SessionMessage): boolean {
  return edits ? !OWNERS.has(type) : LOOKS.has(type)
}

export function refuseGuest(step: Step, from: string, message: SessionMessage): Step {
  return step.send(from, {
    type: 'refused',
    code: 'READ_ONLY',
    message: 'this page is somebody else’s',
    of: message.type,
    ...('target' in message && { target: message.target }),
    ...('exercise' in message && { exercise: message.exercise }),
  })
}
