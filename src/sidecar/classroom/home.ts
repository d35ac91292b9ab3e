/** The classroom as `serve` wants it: whose work is kept, and where. */
import type { BridgeLimits } from '../bridge/limits.ts'
import type { EditorPages } from '../editor/connection.ts'
import type { Grader } from '../grader/types.ts'
import type { Home } from '../home.ts'
import { isLoopback } from '../http/host.ts'
import type { WorkDoor } from '../http/work.ts'
import type { Sandbox } from '../sandbox/types.ts'
import type { Course } from '../session/course.ts'
import type { SessionsOptions } from '../session/sessions.ts'
import { openStore } from '../store/open.ts'
import { ClassroomError } from './error.ts'
import { originIsOurs } from './http/origin.ts'
import type { NetworkLimits } from './network/limits.ts'
import { type ClassroomOptions, openClassroom } from './open.ts'
import { backupFirst } from './operate/backup-first.ts'
import { metered } from './operate/metrics.ts'
import { type Operating, type OperatingOptions, startOperating } from './operate/operating.ts'
import { rememberOrigin } from './operate/origin.ts'
import { databaseMs, readiness } from './operate/ready.ts'
import { keepingRetention } from './operate/retention.ts'
import type { SchoolOptions } from './people/oidc/school.ts'
import { CLOCKS } from './queue/clock.ts'
import { QUEUE_LIMITS } from './queue/limits.ts'
import { workforceOf } from './queue/workforce.ts'
import { GRADING, startGrading } from './submissions/grading.ts'
import { shownTo } from './submissions/shown.ts'
import { QueuedSubmissions } from './submissions/submissions.ts'

export { shown } from './database.ts'

export type ClassroomServing = OperatingOptions & {
  /** A folder (SQLite), or `postgres://…`. */
  where: string
  /** Default: the address on loopback that is served. */
  origin?: string
  proxies?: readonly string[]
  school?: SchoolOptions
  /** Gradings at the same time in this process; 0 leaves them to workers. */
  slots?: number
  /** Default: a copy beside the file, or a backup of the server's tables in `backups`. */
  beforeMigrating?: ClassroomOptions['beforeMigrating']
  /** Folder of the backups made before the tables of a PostgreSQL change. Default: `backups` in `dataFolder()`. */
  backups?: string
  /** How long a server that is away is waited for at the start, ms. */
  waitMs?: number
  /** Hears that it is waited for, for how many more ms. */
  waiting?: (leftMs: number) => void
  /** After SIGTERM: time for labs and gradings under way, ms. */
  drainMs?: number
  /** Most that is stored of one person, bytes. Default: `CLASS_STORE`. */
  personBytes?: number
  /** Bounds of class networks, where others than `NETWORK_LIMITS` are wanted. */
  networks?: Partial<NetworkLimits>
  /** What this machine lacks for the full tier, a line each in the reader's language. Asked only when it does. */
  missing?: () => Promise<string[]>
}

/** Of a process that serves many people; one of them cannot take what is there for all. */
export const CLASS_SESSIONS: SessionsOptions = { sessions: 400, sessionsOfPerson: 8, labsOfPerson: 8 }
export const CLASS_BRIDGE: Partial<BridgeLimits> = { connections: 1_000, connectionsOfPerson: 16 }
/** Of texts, submissions and verdicts of one person: many times what a whole course leaves. */
export const CLASS_STORE = { personBytes: 128 << 20 }
/** A file of everything a person did fits; thirty at once must not need the memory of thirty of the largest. */
export const CLASS_WORK: Partial<WorkDoor> = { bytes: 16 << 20, withinMs: 60_000, ofPerson: 1 }
/** Their language server is one process all the same. */
export const CLASS_EDITORS: EditorPages = { connections: 1_000, connectionsOfPerson: 16 }

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

export type Around = {
  url: string
  course: Course
  operating: Operating
  grader(): Promise<Grader>
  sandbox(): Promise<Sandbox>
  started(link: string): void
}

/** Before anything is opened, so that /healthz answers from the first moment. Throws ClassroomError. */
export function operate(serving: ClassroomServing): Operating {
  return startOperating(serving)
}

/** `started` hears the link that makes the first instructor, while nobody administers. Throws ClassroomError. */
export async function openClassroomHome(serving: ClassroomServing, around: Around): Promise<Home> {
  const { where, origin = new URL(around.url).origin, proxies = [], slots, waitMs, waiting } = serving
  const { course, operating } = around
  const { log, metrics } = operating
  const { beforeMigrating = backupFirst({ folder: serving.backups, log }) } = serving
  const opened = await openClassroom({
    where,
    origin,
    proxies,
    course,
    log,
    sandbox: around.sandbox,
    beforeMigrating,
    ...(serving.networks !== undefined && { networks: serving.networks }),
    ...(serving.school !== undefined && { school: serving.school }),
    ...(waitMs !== undefined && { waitMs }),
    ...(waiting !== undefined && { waiting }),
  })
  const link = await opened.startLink()
  if (link !== null) around.started(link.url)
  const { classroom } = opened
  const { database, queue, clock } = classroom
  await rememberOrigin(database.db, opened.classroom.origin)
  const grader = async () => metered(await around.grader(), metrics)
  const grading = slots === 0 ? null : await startGrading(classroom, grader, slots)
  const retaining = keepingRetention({ db: database.db, log, clock })
  let leaving: Promise<void> | undefined
  const { personBytes = CLASS_STORE.personBytes } = serving
  const stores = openStore(classroom.database, { shown: shownTo(classroom), personBytes })
  return {
    stores,
    submissions: new QueuedSubmissions({ ...classroom, rules: { personBytes } }),
    identify: (request) => opened.identify(request),
    visiting: (request, person) => opened.visiting(request, person),
    names: [new URL(opened.classroom.origin).hostname],
    sockets: opened.sockets,
    isOurPage: ({ headers }) => originIsOurs(headers, opened.classroom.origin),
    sessions: CLASS_SESSIONS,
    work: CLASS_WORK,
    bridge: CLASS_BRIDGE,
    editorPages: CLASS_EDITORS,
    handle: (request, response) => opened.handle(request, response),
    onSignedOut: (listener) => opened.onSignedOut(listener),
    watch({ tier, sessions, labs, connections, lend }) {
      classroom.networks?.useLabs({ lend })
      operating.opened({
        ready: readiness({ database, tier, draining: () => operating.draining }),
        gauges: {
          sessions,
          labs,
          connections,
          queue: () => queue.waiting(),
          slots: async () => (await workforceOf(database.db, CLOCKS[database.kind](), QUEUE_LIMITS.silentMs)).slots,
          databaseMs: () => databaseMs(database),
        },
      })
    },
    async leave(withinMs) {
      leaving ??= grading?.drain(withinMs ?? GRADING.leaveMs)
      await Promise.all([leaving, classroom.networks?.leaveAll(withinMs)])
    },
    async close() {
      await retaining()
      await opened.close()
    },
  }
}
