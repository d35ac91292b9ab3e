/** The classroom as `serve` wants it: whose work is kept, and where. */
import type { BridgeLimits } from '../bridge/limits.ts'
import type { Grader } from '../grader/types.ts'
import type { Home } from '../home.ts'
import { isLoopback } from '../http/host.ts'
import type { Sandbox } from '../sandbox/types.ts'
import type { Course } from '../session/course.ts'
import type { SessionsOptions } from '../session/sessions.ts'
import { openStore } from '../store/open.ts'
import type { Log } from './classroom.ts'
import { ClassroomError } from './error.ts'
import { originIsOurs } from './http/origin.ts'
import { openLog } from './log.ts'
import { type ClassroomOptions, openClassroom } from './open.ts'
import { GRADING, startGrading } from './submissions/grading.ts'
import { shownTo } from './submissions/shown.ts'
import { QueuedSubmissions } from './submissions/submissions.ts'

export type ClassroomServing = {
  /** A folder (SQLite), or `postgres://…`. */
  where: string
  /** Default: the address on loopback that is served. */
  origin?: string
  proxies?: readonly string[]
  /** Gradings at the same time in this process; 0 leaves them to workers. */
  slots?: number
  log?: Log
  beforeMigrating?: ClassroomOptions['beforeMigrating']
  /** What this machine lacks for the full tier, a line each in the reader's language. Asked only when it does. */
  missing?: () => Promise<string[]>
}

/** Of a process that serves many people; one of them cannot take what is there for all. */
export const CLASS_SESSIONS: SessionsOptions = { sessions: 400, sessionsOfPerson: 8, labsOfPerson: 8 }
export const CLASS_BRIDGE: Partial<BridgeLimits> = { connections: 1_000, connectionsOfPerson: 16 }

/**
 * Before a port is taken. Throws ClassroomError CLASSROOM_ORIGIN: on other addresses than loopback a class has to be told
 * its name.
 */
export function demandOrigin({ origin }: ClassroomServing, host: string): void {
  if (origin === undefined && !isLoopback(host))
    throw new ClassroomError('CLASSROOM_ORIGIN', ['classroomNeedsOrigin', host])
}

/** Throws ClassroomError CLASSROOM_TIER with what is missing. */
export async function demandFullTier({ tier }: Pick<Sandbox, 'tier'>, { missing }: ClassroomServing): Promise<void> {
  if (tier === 'full') return
  throw new ClassroomError('CLASSROOM_TIER', ['classroomTier', tier, (await missing?.()) ?? []])
}

export type Around = { url: string; course: Course; grader(): Promise<Grader>; started(link: string): void }

/** `started` hears the link that makes the first instructor, while nobody administers. Throws ClassroomError. */
export async function openClassroomHome(serving: ClassroomServing, around: Around): Promise<Home> {
  const { where, origin = new URL(around.url).origin, proxies = [], log = openLog(), slots, beforeMigrating } = serving
  const { course } = around
  const opened = await openClassroom({
    where,
    origin,
    proxies,
    course,
    log,
    ...(beforeMigrating !== undefined && { beforeMigrating }),
  })
  const link = await opened.startLink()
  if (link !== null) around.started(link.url)
  const { classroom } = opened
  const grading = slots === 0 ? null : await startGrading(classroom, around.grader, slots)
  const stores = openStore(classroom.database, { shown: shownTo(classroom) })
  return {
    stores,
    submissions: new QueuedSubmissions(classroom),
    identify: (request) => opened.identify(request),
    names: [new URL(opened.classroom.origin).hostname],
    sockets: opened.sockets,
    isOurPage: ({ headers }) => originIsOurs(headers, opened.classroom.origin),
    sessions: CLASS_SESSIONS,
    bridge: CLASS_BRIDGE,
    handle: (request, response) => opened.handle(request, response),
    onSignedOut: (listener) => opened.onSignedOut(listener),
    async leave() {
      await grading?.drain(GRADING.leaveMs)
    },
    close: () => opened.close(),
  }
}
