/** A classroom and a platform that know each other. */
import type { ToolSetup } from '../../../src/protocol/classroom/lti.ts'
import { owed } from '../../../src/sidecar/classroom/lti/owed.ts'
import type { Database } from '../../../src/sidecar/database/database.ts'
import { newId } from '../../../src/sidecar/database/id.ts'
import { type Ask, type Door, type DoorOptions, openDoor } from '../door.ts'
import { addUser, Browser } from './browser.ts'
import { type Platform, ROLE, startPlatform } from './platform.ts'

export const EXERCISE = 'sockets/nihao-server'
export const LESSON_PAGE = '/en/sockets/first-conversation/#exercise-sockets-nihao-server'

/** A suite is one address that calls often. */
const RATE = { burst: 10_000, refillMs: 1 }
const RATES = { lti: { address: RATE, all: RATE } }

export type Parts = {
  door: Door
  platform: Platform
  admin: Ask
  browser(): Browser
  /** Of somebody who has come in by a launch. */
  asked(browser: Browser): Ask
  close(): Promise<void>
}

/** The platform is registered by an administrator, and has a teacher Tao and a learner Lin. */
export async function openParts(database: Database, options: DoorOptions = {}): Promise<Parts> {
  const door = await openDoor(database, { rates: RATES, ...options })
  const platform = await startPlatform()
  platform.state.clock = () => door.clock.now
  const admin = await door.as(await door.person('Admin', { admin: true }))
  const { json } = await admin('GET', '/api/class/lti/platforms')
  platform.state.tool = json.tool as ToolSetup
  const registered = await admin('POST', '/api/class/lti/platforms', { body: platform.registration })
  if (registered.status !== 201) throw new Error(registered.text)
  addUser(platform, 'Tao', ROLE.instructor)
  addUser(platform, 'Lin', ROLE.learner)
  return {
    door,
    platform,
    admin,
    browser: () => new Browser(platform),
    asked(browser) {
      const token = browser.cookies.get('wirebook') ?? null
      return (method, path, asking = {}) => door.ask(method, path, { token, ...asking })
    },
    async close() {
      await door.close()
      await platform.close()
    },
  }
}

/** A link that opens the exercise, with a line item. */
export function exerciseLink(platform: Platform, context = '7b', points = '20'): string {
  const custom = { wirebook_kind: 'exercise', wirebook_ref: EXERCISE, wirebook_points: points }
  return platform.place(context, { url: platform.state.tool!.launchUrl, custom, lineItem: { scoreMaximum: 20 } })
}

/** Stores an attempt with its verdict, and what platforms are owed by it, as one transaction. */
export async function graded(
  { database }: Pick<Door['classroom'], 'database'>,
  person: string,
  points: number,
  { now, fails = false, verdict = 'pass' }: { now: number; fails?: boolean; verdict?: 'pass' | 'fail' | 'error' },
): Promise<string> {
  const id = newId()
  await database.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('attempt')
      .values({
        ...{ id, person_id: person, cohort_id: null, exercise: EXERCISE, locale: 'en', files: '{}', versions: null },
        submitted_at: now,
      })
      .execute()
    await trx
      .insertInto('verdict')
      .values({
        ...{ attempt_id: id, generation: 0, verdict, points, max_points: 10, result: '{}', provenance: '{}' },
        ...{ worker: 'test', at: now },
      })
      .execute()
    await owed(trx, { person, exercise: EXERCISE, attempt: id }, now)
    if (fails) throw new Error('the transaction fails')
  })
  return id
}
