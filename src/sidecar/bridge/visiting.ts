/** Somebody else's labs, asked for by the address of /ws/lab: who may is the home's to say. */
import type { IncomingMessage } from 'node:http'
import { besideOf } from '../../protocol/classroom/beside.ts'
import { targetOf } from '../http/target.ts'
import type { Person } from '../person.ts'
import type { Guest } from '../session/state.ts'

export type Visiting = {
  host: Person
  guest: Guest
  /** The guest is about to see this lesson. `close` ends the connection, when the guest may no longer be there. */
  begin(lesson: string, close: () => void): Promise<Stay>
}

export type Stay = { end(): void }

/** Pure. Also of one that names nobody: it is refused, and never taken for one's own. */
export function isVisit(request: Pick<IncomingMessage, 'url'>): boolean {
  return besideOf(targetOf(request)?.search ?? '') !== null
}
