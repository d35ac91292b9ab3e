/** A classroom's HTTP interface on a port of loopback, with people in its database, and clients that speak to it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Classroom } from '../../src/sidecar/classroom/classroom.ts'
import { proxiesOf } from '../../src/sidecar/classroom/http/address.ts'
import { type AppOptions, openApp } from '../../src/sidecar/classroom/http/app.ts'
import { routes as all } from '../../src/sidecar/classroom/http/routes.ts'
import { openBus } from '../../src/sidecar/classroom/live/open.ts'
import { SCRYPT } from '../../src/sidecar/classroom/people/limits.ts'
import { makePerson } from '../../src/sidecar/classroom/people/persons.ts'
import { signIn } from '../../src/sidecar/classroom/people/sign-ins.ts'
import { openQueue } from '../../src/sidecar/classroom/queue/open.ts'
import type { Database } from '../../src/sidecar/database/database.ts'
import { newId } from '../../src/sidecar/database/id.ts'
import type { CohortRole } from '../../src/sidecar/database/schema.ts'
import type { Handler } from '../../src/sidecar/http/site.ts'
import { COURSE } from '../../src/sidecar/session/course.ts'

/** What passphrases cost is not what these tests are about, and a loaded machine has no time for it. */
Object.assign(SCRYPT, { N: 1_024, p: 1 })

export type Answered = {
  status: number
  headers: Headers
  json: Record<string, unknown>
  text: string
  cookie: string | null
}
export type Asking = { body?: unknown; headers?: Record<string, string>; token?: string | null; raw?: BodyInit }
export type Ask = (method: string, path: string, asking?: Asking) => Promise<Answered>

export type Door = {
  classroom: Classroom
  url: string
  clock: { now: number }
  /** Lines that were logged. */
  logged: { level: string; fields: object; message: string }[]
  /** As a page of ours asks, without a cookie of its own. */
  ask: Ask
  /** As a page of ours asks where this person is signed in. */
  as(person: string): Promise<Ask>
  person(name: string, more?: { admin?: boolean }): Promise<string>
  cohort(title: string, members: Record<string, CohortRole>): Promise<string>
  close(): Promise<void>
}

export type DoorOptions = Partial<Omit<AppOptions, 'classroom' | 'proxies'>> & {
  proxies?: string[]
  origin?: string
  /** Host name of the origin, in place of the number. */
  name?: string
  /** Pages, for what is none of the classroom's. */
  pages?: Handler
}

/** Its own origin unless another is named. */
export async function openDoor(
  database: Database,
  { proxies = [], origin, name: host, pages, ...options }: DoorOptions = {},
): Promise<Door> {
  const logged: Door['logged'] = []
  const note = (level: string) => (fields: object, message: string) => void logged.push({ level, fields, message })
  const log = { info: note('info'), warn: note('warn'), error: note('error') }
  const clock = { now: Date.now() }
  const bus = await openBus(database, log)
  const queue = await openQueue(database, log)
  const server = createServer((request, response) => {
    if (app.handle(request, response)) return
    if (pages) pages(request, response)
    else response.writeHead(404).end('not ours')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const classroom: Classroom = {
    database,
    bus,
    queue,
    course: COURSE,
    origin: origin ?? (host === undefined ? url : url.replace('127.0.0.1', host)),
    clock: () => clock.now,
    log,
  }
  const app = openApp({ classroom, routes: all, ...options, proxies: proxiesOf(proxies) })
  const name = classroom.origin.startsWith('https:') ? '__Host-wirebook' : 'wirebook'

  const ask: Ask = async (method, path, { body, headers = {}, token = null, raw } = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(method !== 'GET' && { origin: classroom.origin }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== null && { cookie: `${name}=${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(raw !== undefined && { body: raw }),
    })
    const text = await answer.text()
    const isJson = text !== '' && answer.headers.get('content-type')?.startsWith('application/json')
    const json = (isJson ? JSON.parse(text) : {}) as object
    const set = new RegExp(`${name}=([^;]*)`).exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? null
    return { status: answer.status, headers: answer.headers, json: json as Answered['json'], text, cookie: set }
  }
  return {
    classroom,
    url,
    clock,
    logged,
    ask,
    async as(person) {
      const token = await signIn(database.db, person, 'a test', clock.now)
      return (method, path, asking = {}) => ask(method, path, { token, ...asking })
    },
    async person(person, { admin = false } = {}) {
      const made = await database.db.transaction().execute((trx) => makePerson(trx, { name: person, admin }, clock.now))
      return made.id
    },
    async cohort(title, members) {
      const id = newId()
      const cohort = { id, title, time_zone: 'Asia/Shanghai', created_at: clock.now, archived_at: null, settings: '{}' }
      await database.db.insertInto('cohort').values(cohort).execute()
      for (const [person_id, role] of Object.entries(members))
        await database.db
          .insertInto('membership')
          .values({ cohort_id: id, person_id, role, joined_at: clock.now })
          .execute()
      return id
    },
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await queue.close()
      await bus.close()
    },
  }
}
