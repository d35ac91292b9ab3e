/** Sessions over a real file whose writes can be held up: what is told, in which order, and for whom. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ClientMessage, ServerMessage, Target } from '../../src/protocol/messages.ts'
import type { Database } from '../../src/sidecar/database/database.ts'
import { OWNER, type Person } from '../../src/sidecar/person.ts'
import { COURSE } from '../../src/sidecar/session/course.ts'
import { SESSION_LIMITS } from '../../src/sidecar/session/limits.ts'
import { type Opened, Sessions, type SessionsOptions } from '../../src/sidecar/session/sessions.ts'
import type { SessionMessage } from '../../src/sidecar/session/state.ts'
import { openOwnDatabase, openStore } from '../../src/sidecar/store/open.ts'
import type { Store, Stores } from '../../src/sidecar/store/store.ts'
import { SubmissionsAtOnce } from '../../src/sidecar/submissions/at-once.ts'
import { somebody } from '../store/people.ts'

const LESSON = 'tcp/handshake'
const FILE: Target = { kind: 'lab', id: 'tcp/handshake-1', file: 'server.ts' }

let folder: string
let database: Database
let store: Store
let sessions: Sessions
/** Writes wait for it. */
let gate: Promise<void>
let openGate: () => void
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-storing-'))
  database = await openOwnDatabase(folder)
  store = openStore(database).of(OWNER.id)
  start()
})
afterEach(async () => {
  openGate()
  await sessions.close()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

function start(options: SessionsOptions = {}): void {
  gate = Promise.resolve()
  openGate = () => {}
  const real = openStore(database)
  const stores: Stores = {
    of(person) {
      const store = real.of(person)
      return new Proxy(store, {
        get: (_, name) => {
          const method = Reflect.get(store, name) as (...values: unknown[]) => unknown
          return async (...values: unknown[]) => {
            if (name === 'save') await gate
            return method.apply(store, values)
          }
        },
      })
    },
  }
  const nothing = () => Promise.reject(new Error('not on this machine'))
  const submissions = new SubmissionsAtOnce(stores, nothing)
  sessions = new Sessions({ stores, submissions, course: COURSE, sandbox: nothing }, options)
}
function closeGate(): void {
  gate = new Promise((resolve) => {
    openGate = resolve
  })
}

class Tab {
  readonly heard: ServerMessage[] = []
  #opened: Opened | null = null
  #wake = () => {}

  static async open(person: Person = OWNER, lesson = LESSON, resume?: Resume): Promise<Tab> {
    const tab = new Tab()
    const client = {
      send: (text: string) => {
        tab.heard.push(JSON.parse(text) as ServerMessage)
        tab.#wake()
      },
    }
    const opened = await sessions.open(client, person, {
      type: 'open',
      lesson,
      locale: 'en',
      ...(resume && { resume }),
    })
    if ('refused' in opened) throw new Error(opened.refused)
    tab.#opened = opened
    return tab
  }

  say(message: SessionMessage): void {
    this.#opened!.receive(message)
  }
  edit(text: string, base: number): void {
    this.say({ type: 'edit', target: FILE, text, base })
  }
  leave(): void {
    this.#opened!.leave()
  }
  get opened() {
    return this.heard.find((message) => message.type === 'opened')!
  }
  /** What was heard, in short: `saved <text>`, `refused <code>`, `history <how many>`. */
  get news(): string[] {
    return this.heard.flatMap((message) => {
      if (message.type === 'refused') return [`refused ${message.code}`]
      if (message.type === 'history') return [`history ${message.versions.length}`]
      if (message.type !== 'event') return []
      const { event } = message
      return [event.type === 'saved' ? `saved ${event.saved.text.slice(0, 20)}` : event.type]
    })
  }
  get numbers(): number[] {
    return this.heard.flatMap((message) => (message.type === 'event' ? [message.seq] : []))
  }
  async until(fits: () => boolean): Promise<void> {
    while (!fits())
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
  }
}
type Resume = Extract<ClientMessage, { type: 'open' }>['resume']

describe('while the store is slow', () => {
  test('messages are carried out one after another, and each outcome is as if it had been quick', async () => {
    const [one, two] = [await Tab.open(), await Tab.open()]
    closeGate()
    one.edit('first', 0)
    one.say({ type: 'history', target: FILE })
    two.edit('a conflict', 0)
    one.edit('second', 0)
    one.say({ type: 'reset', target: FILE })
    expect([one.news, two.news]).toEqual([[], []])
    openGate()
    await one.until(() => one.news.length === 4)
    expect(one.news.slice(0, 3)).toEqual(['saved first', 'history 1', 'saved second'])
    expect(two.news).toContain('refused EDIT_CONFLICT')
    expect(one.numbers).toEqual([1, 2, 3])
    const kept = await store.history(FILE, 9)
    expect(kept.map(({ text }) => text).slice(1)).toEqual(['second', 'a conflict', 'first'])
  })

  test('a text is told to be saved only when the store has it', async () => {
    const tab = await Tab.open()
    closeGate()
    tab.edit('mine', 0)
    // Another page opens meanwhile: its turn comes after.
    const late = Tab.open()
    await new Promise((resolve) => setImmediate(resolve))
    expect(tab.news).toEqual([])
    expect(await store.head(FILE)).toBeNull()
    openGate()
    expect((await late).opened.texts.map(({ text }) => text)).toEqual(['mine'])
    expect(tab.news).toEqual(['saved mine'])
  })

  test('what a page wrote last is stored though the page is gone, and it can come back by its name', async () => {
    const tab = await Tab.open()
    const { session, connection } = tab.opened
    closeGate()
    tab.edit('last words', 0)
    tab.leave()
    const back = Tab.open(OWNER, LESSON, { session, connection, seq: 0 })
    openGate()
    const again = await back
    expect(again.opened).toMatchObject({ resumed: true, connection })
    expect(again.news).toEqual(['saved last words'])
    // Its name is known still: an edit on the revision before is its own.
    again.edit('more', 0)
    await again.until(() => again.news.length === 2)
    expect(again.news).toEqual(['saved last words', 'saved more'])
  })

  test('only so many messages wait, and only so much text; the others are refused', async () => {
    const tab = await Tab.open()
    closeGate()
    const { waitingMessages, waitingUnits } = SESSION_LIMITS
    for (let n = 0; n < waitingMessages + 5; n += 1) tab.edit(`${n}`, 0)
    expect(tab.news).toEqual(Array.from({ length: 5 }, () => 'refused TOO_MANY'))
    expect(tab.heard.at(-1)).toMatchObject({ of: 'edit', target: FILE })
    openGate()
    await tab.until(() => tab.news.length === waitingMessages + 5)
    expect(await store.history(FILE, 1_000)).toHaveLength(waitingMessages)
    expect(tab.numbers).toEqual(Array.from({ length: waitingMessages }, (_, index) => index + 1))

    closeGate()
    const large = 'x'.repeat(200_000)
    const fitting = Math.floor(waitingUnits / large.length)
    const before = tab.news.length
    for (let n = 0; n <= fitting; n += 1) tab.edit(`${n} ${large}`.slice(0, large.length), 1_000)
    expect(tab.news.slice(before)).toEqual(['refused TOO_MANY'])
    openGate()
    await tab.until(() => tab.news.length === before + 1 + fitting)
  })

  test('a session that ends stores first what it was told', async () => {
    const tab = await Tab.open()
    closeGate()
    tab.edit('mine', 0)
    const closing = sessions.close()
    openGate()
    await closing
    expect(await store.head(FILE)).toMatchObject({ text: 'mine' })
  })
})

test('a text that does not fit on the disk is told to its page, and the next one is stored when there is room', async () => {
  const tab = await Tab.open()
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.db)
  await sql.raw(`pragma max_page_count = ${rows[0]!.page_count + 1}`).execute(database.db)
  tab.edit('x'.repeat(150_000), 0)
  await tab.until(() => tab.news.includes('refused NOT_SAVED'))
  expect(tab.heard.find((message) => message.type === 'event')).toMatchObject({
    event: { type: 'problem', code: 'STORE_FAILED', lab: FILE.id, message: expect.stringContaining('full') },
  })
  await sql`pragma max_page_count = 1000000`.execute(database.db)
  tab.edit('room again', 0)
  await tab.until(() => tab.news.includes('saved room again'))
})

describe('people', () => {
  test('who open the same lesson have a session each, and see nothing of each other', async () => {
    const [ming, ana] = [{ id: await somebody(database) }, { id: await somebody(database) }]
    const [one, two] = [await Tab.open(ming), await Tab.open(ana)]
    expect(one.opened.session).not.toBe(two.opened.session)
    one.edit('of Ming', 0)
    await one.until(() => one.news.length === 1)
    two.edit('of Ana', 0)
    await two.until(() => two.news.length === 1)
    expect([one.news, two.news]).toEqual([['saved of Ming'], ['saved of Ana']])
    expect((await Tab.open(ana)).opened.texts.map(({ text }) => text)).toEqual(['of Ana'])
    // Nor does the name of another's session help.
    const { session, connection } = one.opened
    const guess = await Tab.open(ana, LESSON, { session, connection, seq: 0 })
    expect(guess.opened).toMatchObject({ resumed: false, session: two.opened.session })
    expect(JSON.stringify(guess.heard)).not.toContain('Ming')
  })

  test('have only so many lessons open each; one without a page makes room', async () => {
    await sessions.close()
    start({ sessionsOfPerson: 1, sessions: 2 })
    const [ming, ana, li] = [await somebody(database), await somebody(database), await somebody(database)]
    const first = await Tab.open({ id: ming })
    await expect(Tab.open({ id: ming }, 'tcp/close')).rejects.toThrow('TOO_MANY')
    await Tab.open({ id: ana })
    await expect(Tab.open({ id: li })).rejects.toThrow('TOO_MANY')
    first.leave()
    await Tab.open({ id: ming }, 'tcp/close')
    expect(sessions.count).toBe(2)
  })

  test('that open a lesson twice at once share one session', async () => {
    const [one, two] = await Promise.all([Tab.open(), Tab.open()])
    expect(one!.opened.session).toBe(two!.opened.session)
    expect(sessions.count).toBe(1)
  })

  test('whose texts cannot be read are told so, and may try again', async () => {
    await sql`alter table text_version rename to elsewhere`.execute(database.db)
    await expect(Tab.open()).rejects.toMatchObject({ code: 'STORE_FAILED' })
    await sql`alter table elsewhere rename to text_version`.execute(database.db)
    expect((await Tab.open()).opened.texts).toEqual([])
  })
})
