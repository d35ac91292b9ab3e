/** A class of its own on a real server: people with their cookies, their labs' pages, and what they hear live. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import type { LiveServerMessage } from '../../../src/protocol/classroom/live.ts'
import type { NetworkView } from '../../../src/protocol/classroom/network.ts'
import type { CapturedPacket } from '../../../src/protocol/lab.ts'
import { openDatabase } from '../../../src/sidecar/classroom/database.ts'
import type { ClassroomServing } from '../../../src/sidecar/classroom/home.ts'
import type { NetworkLimits } from '../../../src/sidecar/classroom/network/limits.ts'
import { makePerson } from '../../../src/sidecar/classroom/people/persons.ts'
import { signIn } from '../../../src/sidecar/classroom/people/sign-ins.ts'
import { newId } from '../../../src/sidecar/database/id.ts'
import type { CohortRole } from '../../../src/sidecar/database/schema.ts'
import type { Sandbox } from '../../../src/sidecar/sandbox/types.ts'
import { serve } from '../../../src/sidecar/serve.ts'
import { decode } from '../../../src/wire/decode.ts'
import { Page } from '../../bridge/page.ts'

export const LAB = 'servers/chat-4'
export type NetworkOpen = Extract<NetworkView, { open: true }>
type Answer = { status: number; json: Record<string, unknown> & { code?: string } }

export type Somebody = {
  id: string
  cookie: string
  /** The same person at another server of the class. */
  at(url: string): Somebody
  ask(method: string, path: string, body?: unknown): Promise<Answer>
  /** Opens the page of a lesson. */
  page(lesson?: string): Promise<Page>
  /** Watches the class network of their cohort. */
  live(cohort?: string): Promise<Live>
}
export type Live = {
  heard: LiveServerMessage[]
  packets(): CapturedPacket[]
  lost(): number
  view(): NetworkView | null
  end(): void
}

export type ClassOptions = {
  networks?: Partial<NetworkLimits>
  openSandbox?: () => Promise<Sandbox>
} & Pick<ClassroomServing, 'personBytes' | 'proxies'>

const silent = { info: () => {}, warn: () => {}, error: () => {} }

/** One `serve` of this class, in this process. Several may share a PostgreSQL. */
export async function serveClass(where: string, { networks, openSandbox, ...more }: ClassOptions = {}) {
  const site = mkdtempSync(join(tmpdir(), 'wirebook-network-'))
  const serving = await serve({
    port: 0,
    site,
    signals: false,
    log: () => {},
    lingerMs: 300,
    classroom: { where, slots: 0, log: silent, ...more, ...(networks && { networks }) },
    ...(openSandbox && { openSandbox }),
  })
  return {
    url: serving.url,
    drain: serving.drain,
    /** Open ones, as the server counts them. */
    async sessions() {
      const text = await (await fetch(new URL('/metrics', serving.url))).text()
      return Number(/^wirebook_sessions (\d+)/m.exec(text)?.[1])
    },
    async close() {
      await serving.close()
      rmSync(site, { recursive: true, force: true })
    },
  }
}

/** Two classes in this database, and whoever is put into them; asked for at the server at `url`. */
export async function peopleOf(where: string, url: string) {
  const database = await openDatabase(where)
  const { db } = database
  const cohort = async (title: string) => {
    const id = newId()
    const row = { id, title, time_zone: 'UTC', created_at: 1, archived_at: null, settings: '{}' }
    await db.insertInto('cohort').values(row).execute()
    return id
  }
  const cohorts = { own: await cohort('7b'), other: await cohort('8a') }
  const join = (id: string, role: CohortRole, of: string) =>
    db.insertInto('membership').values({ cohort_id: of, person_id: id, role, joined_at: 1 }).execute()
  return {
    db,
    cohorts,
    join,
    path: `cohorts/${cohorts.own}/network`,
    async somebody(name: string, role: CohortRole, of = cohorts.own): Promise<Somebody> {
      const { id } = await db.transaction().execute((trx) => makePerson(trx, { name }, Date.now()))
      await join(id, role, of)
      const cookie = `wirebook=${await signIn(db, id, 'a test', Date.now())}`
      return somebodyAt(url, { id, cookie, cohort: of })
    },
    /** What the audit says of the network, oldest first. */
    async told() {
      const rows = await db
        .selectFrom('audit')
        .select(['action', 'detail'])
        .where('action', 'like', 'network.%')
        .orderBy('seq')
        .execute()
      return rows.map(({ action, detail }) => {
        const { why } = JSON.parse(detail) as { why?: string }
        return why === undefined ? action : `${action}: ${why}`
      })
    },
    close: () => database.close(),
  }
}

export type ClassPeople = Awaited<ReturnType<typeof peopleOf>>

export async function openClass(where: string, options: ClassOptions = {}) {
  const serving = await serveClass(where, options)
  const people = await peopleOf(where, serving.url)
  return {
    ...serving,
    ...people,
    async close() {
      await serving.close()
      await people.close()
    },
  }
}

function somebodyAt(url: string, known: { id: string; cookie: string; cohort: string }): Somebody {
  const { id, cookie, cohort } = known
  const { origin } = new URL(url)
  return {
    id,
    cookie,
    at: (other) => somebodyAt(other, known),
    async ask(method, path, body) {
      const answer = await fetch(new URL(`/api/class/${path}`, url), {
        method,
        headers: { origin, cookie, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return { status: answer.status, json: (await answer.json()) as Answer['json'] }
    },
    page: (lesson = 'servers/chat') => Page.open(url, lesson, undefined, { cookie }),
    async live(watched = cohort) {
      const ws = new WebSocket(new URL('/ws/class', url.replace('http', 'ws')), { origin, headers: { cookie } })
      const heard: LiveServerMessage[] = []
      ws.on('message', (data) => heard.push(JSON.parse(String(data)) as LiveServerMessage))
      await once(ws, 'open')
      ws.send(JSON.stringify({ type: 'watch', cohort: watched }))
      ws.send(JSON.stringify({ type: 'network' }))
      const told = () => heard.flatMap((one) => (one.type === 'packets' ? [one] : []))
      return {
        heard,
        packets: () => told().flatMap(({ packets }) => packets),
        lost: () => told().reduce((sum, one) => sum + one.lost, 0),
        view: () => heard.flatMap((one) => (one.type === 'network' ? [one.network] : [])).at(-1) ?? null,
        end: () => ws.terminate(),
      }
    },
  }
}

/** Runs this as the lab's client; what it prints is waited for. */
export async function runClient(page: Page, source: string, says: string): Promise<void> {
  const target = { kind: 'lab' as const, id: LAB, file: 'client.ts' }
  const kept = page.opened.texts.filter((one) => one.target.id === LAB && one.target.file === target.file)
  const saved = page.events.flatMap((one) => (one.type === 'saved' ? [one.saved] : []))
  const times = () => printed(page, 'client').split(says).length
  const before = times()
  page.say({ type: 'edit', target, text: source, base: [...kept, ...saved].at(-1)?.revision ?? 0 })
  page.say({ type: 'run', lab: LAB, programs: ['client'] })
  const outcome = () => {
    const refused = page.heard.flatMap((one) => (one.type === 'refused' ? [one] : []))
    return `no "${says}" in ${JSON.stringify([printed(page, 'client'), refused, page.events.at(-1)])}`
  }
  await expect.poll(() => (times() > before ? says : outcome()), { timeout: 30_000 }).toBe(says)
}

export function printed(page: Page, program: string): string {
  return page.events.map((one) => (one.type === 'output' && one.program === program ? one.text : '')).join('')
}

export const shown = (packets: CapturedPacket[]) =>
  packets.map(({ from, to, data }) => `${from} > ${to} ${decode(Buffer.from(data, 'base64')).protocol}`)
