/** Puts a classroom together: its database, bus and queue, and the HTTP interface over them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SocketPath } from '../bridge/bridge.ts'
import type { Visiting } from '../bridge/visiting.ts'
import type { Person } from '../person.ts'
import type { Sandbox } from '../sandbox/types.ts'
import type { Course } from '../session/course.ts'
import { openVisits } from './beside/visiting.ts'
import type { Classroom, Log } from './classroom.ts'
import { type BeforeMigrating, openDatabase, type Waiting } from './database.ts'
import { ClassroomError } from './error.ts'
import { type Proxies, proxiesOf } from './http/address.ts'
import { openApp } from './http/app.ts'
import { tokenOf } from './http/cookie.ts'
import { routes } from './http/routes.ts'
import { openBus } from './live/open.ts'
import { livePath } from './live/socket.ts'
import { startScores } from './lti/send.ts'
import type { NetworkLimits } from './network/limits.ts'
import { ClassNetworks } from './network/networks.ts'
import { type Link, makeStartLink } from './people/links.ts'
import { openSchool, type SchoolOptions } from './people/oidc/school.ts'
import { meOf } from './people/persons.ts'
import { findSignIn } from './people/sign-ins.ts'
import { openQueue } from './queue/open.ts'
import { SWEEP, sweep } from './sweep.ts'

export type ClassroomOptions = {
  /** A folder (SQLite), or `postgres://…`. */
  where: string
  /** Under which browsers reach us: `https://…`, or `http://` and a loopback name. */
  origin: string
  course: Course
  log: Log
  /** Addresses or networks of proxies whose X-Forwarded-* is believed. */
  proxies?: readonly string[]
  school?: SchoolOptions
  /** That of the labs; absent: no class networks here. */
  sandbox?: () => Promise<Sandbox>
  networks?: Partial<NetworkLimits>
  /** ms since the epoch. */
  clock?: () => number
  beforeMigrating?: BeforeMigrating
} & Waiting

export type OpenedClassroom = {
  readonly classroom: Classroom
  /** False when the path is none of the classroom's. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** Whose a request is, by its cookie; null: nobody's who is signed in. */
  identify(request: IncomingMessage): Promise<Person | null>
  /** Of a request for a learner's labs: whether this person may be there, and as what. */
  visiting(request: IncomingMessage, person: Person): Promise<Visiting | null>
  /** WebSockets of its own, for the bridge's door. */
  readonly sockets: SocketPath[]
  /** A link that makes the first instructor; null when somebody administers already. */
  startLink(): Promise<Link | null>
  /** Hears who has signed out, here or at another server. Gives what ends it. */
  onSignedOut(listener: (person: string) => void): Promise<() => void>
  close(): Promise<void>
}

/** Throws ClassroomError. */
export async function openClassroom(options: ClassroomOptions): Promise<OpenedClassroom> {
  const { where, course, log, clock = Date.now } = options
  const origin = ownOrigin(options.origin)
  const proxies = namedProxies(options.proxies ?? [])
  const school = options.school && openSchool(options.school, log)
  const database = await openDatabase(where, options.beforeMigrating, options)
  const { db } = database
  const closers: (() => Promise<void>)[] = [() => database.close()]
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) await closer()
  }
  try {
    const bus = await openBus(database, log)
    closers.push(() => bus.close())
    const queue = await openQueue(database, log)
    closers.push(() => queue.close())
    const parts = { database, queue, bus, course, origin, clock, log, ...(school && { school }) }
    const { sandbox, networks: limits = {} } = options
    const networks = sandbox && new ClassNetworks({ classroom: parts, sandbox, limits })
    const classroom: Classroom = { ...parts, ...(networks && { networks }) }
    const app = openApp({ classroom, routes, proxies })
    closers.push(sweeping(classroom))
    closers.push(startScores(classroom))
    const whose = async ({ headers }: IncomingMessage) => {
      const token = tokenOf(headers.cookie, origin)
      return token === null ? null : findSignIn(db, token, clock(), { rotate: false })
    }
    const live = livePath({
      bus,
      log,
      ...(networks && { networks }),
      async identify(request) {
        const found = await whose(request)
        return found && meOf(db, found.person)
      },
    })
    const onSignedOut = (listener: (person: string) => void) =>
      bus.subscribe('people', ({ body }) => {
        if (body.type === 'signed-out' && typeof body.person === 'string') listener(body.person)
      })
    await onSignedOut((person) => {
      live.signOut(person)
      networks?.signOut(person)
    })
    return {
      classroom,
      handle: (request, response) => app.handle(request, response),
      visiting: openVisits(classroom),
      sockets: [live],
      async identify(request) {
        const found = await whose(request)
        return found && { id: found.person }
      },
      async startLink() {
        const admin = await db.selectFrom('person').select('id').where('admin', '=', 1).executeTakeFirst()
        return admin ? null : makeStartLink(db, origin, clock())
      },
      onSignedOut,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * As browsers send it in Origin. Plain http is for loopback: anywhere else passphrases and cookies could be read on their
 * way. Throws ClassroomError CLASSROOM_ORIGIN.
 */
export function ownOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '' || url.username !== '')
    throw new ClassroomError('CLASSROOM_ORIGIN', ['classroomOrigin', text])
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname) || url.hostname.startsWith('127.')
  if (url.protocol === 'http:' && !loopback) throw new ClassroomError('CLASSROOM_ORIGIN', ['classroomPlain', text])
  return url.origin
}

/** Throws ClassroomError CLASSROOM_PROXY. */
function namedProxies(named: readonly string[]): Proxies {
  try {
    return proxiesOf(named)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new ClassroomError('CLASSROOM_PROXY', ['classroomProxy', error.message])
  }
}

/** Now and then. Gives what ends it, once the one under way is done. */
function sweeping({ database: { db }, clock, log }: Classroom): () => Promise<void> {
  let underWay = Promise.resolve()
  const once = () => {
    underWay = sweep(db, clock()).catch((error: Error) => log.warn({ why: error.message }, 'could not sweep'))
  }
  once()
  const timer = setInterval(once, SWEEP.everyMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    return underWay
  }
}
