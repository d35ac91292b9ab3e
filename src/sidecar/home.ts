/** Whose work is kept, and where: all in which one's own machine and a classroom differ. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SocketPath } from './bridge/bridge.ts'
import type { BridgeLimits } from './bridge/limits.ts'
import type { Visiting } from './bridge/visiting.ts'
import type { EditorPages } from './editor/connection.ts'
import type { Grader } from './grader/types.ts'
import type { WorkDoor } from './http/work.ts'
import { OWNER, type Person } from './person.ts'
import type { Sessions, SessionsOptions } from './session/sessions.ts'
import { openOwnDatabase, openStore } from './store/open.ts'
import type { Stores } from './store/store.ts'
import { SubmissionsAtOnce } from './submissions/at-once.ts'
import type { Submissions } from './submissions/types.ts'

export type Home = {
  readonly stores: Stores
  readonly submissions: Submissions
  /** Whose a request is; null: nobody's who may come in. */
  identify(request: IncomingMessage): Promise<Person | null>
  /** Of a request for somebody else's labs: which, and as what; null: not for this person. */
  visiting?(request: IncomingMessage, person: Person): Promise<Visiting | null>
  /** Host names under which we are addressed, beside those of the address that is listened on. */
  readonly names?: readonly string[]
  /** Whether a page of ours asks, where that is not plain from Origin and Host being the same. */
  isOurPage?(request: IncomingMessage): boolean
  readonly sessions?: SessionsOptions
  /** Of `/api/work`, where they are not those of one's own machine. */
  readonly work?: Partial<WorkDoor>
  readonly bridge?: Partial<BridgeLimits>
  /** WebSockets beside those of the labs; whoever opens one has been identified. */
  readonly sockets?: readonly SocketPath[]
  /** Asked before the sidecar itself answers. False: the path is the sidecar's, and nothing was done. */
  handle?(request: IncomingMessage, response: ServerResponse): boolean
  /** Hears whose connections have to end. Gives what ends it. */
  onSignedOut?(listener: (person: string) => void): Promise<() => void>
  /** Pages with an editor at once, where they are not as many as on one's own machine. */
  readonly editorPages?: Partial<EditorPages>
  /** Whatever else runs in this process, for those who watch it. */
  watch?(running: Running): void
  /**
   * Before the sandbox and the grader are closed: takes on nothing further, lets what is under way end, and hands over
   * what is left after `withinMs` (default: its own short time).
   */
  leave?(withinMs?: number): Promise<void>
  close(): Promise<void>
}

/** What runs at this moment. */
export type Running = {
  tier(): string | null
  sessions(): number
  labs(): number
  connections(): number
  /** The network of a lab that this person has open (`Sessions.lend`). */
  lend: Sessions['lend']
}

export type HomeOptions = {
  /** Folder of the texts and attempts. */
  folder: string
  grader(): Promise<Grader>
  /** Hears where the copy of a file of the first format lies. */
  copied(copy: string): void
}

/** Everything in one file, of one person. Throws StoreError. */
export async function openOwnHome({ folder, grader, copied }: HomeOptions): Promise<Home> {
  const database = await openOwnDatabase(folder, copied)
  const stores = openStore(database)
  return {
    stores,
    submissions: new SubmissionsAtOnce(stores, grader),
    identify: async () => OWNER,
    close: () => database.close(),
  }
}
