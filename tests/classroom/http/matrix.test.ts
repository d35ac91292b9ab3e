/**
 * Who may call what: made from the table of routes, so that a new one is in it at once. The routes stand behind the real
 * door with real people and sign-ins; only what they would do is replaced by a sign that they were reached.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Route, type Rule, route } from '../../../src/sidecar/classroom/http/route.ts'
import { routes } from '../../../src/sidecar/classroom/http/routes.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { type Ask, type Door, openDoor } from '../door.ts'

const CALLERS = [
  'nobody',
  'learner',
  'learner of another cohort',
  'assistant',
  'instructor of another cohort',
  'instructor',
  'admin',
] as const
type Caller = (typeof CALLERS)[number]
type Expected = Record<Caller, number>
const OK = 299

/** `:person` of the path is the learner. */
function expected(rule: Rule): Expected {
  switch (rule.who) {
    case 'anyone':
      return all(OK)
    case 'signed-in':
      return { ...all(OK), nobody: 401 }
    case 'admin':
      return { ...all(403), nobody: 401, admin: OK }
    case 'self':
      return { ...all(403), nobody: 401, learner: OK }
    case 'member':
      return { ...members(rule.atLeast), nobody: 401 }
    case 'self-or-staff':
      return { ...members(rule.atLeast), nobody: 401, learner: OK }
    default:
      return rule satisfies never
  }
}

const all = (status: number) => Object.fromEntries(CALLERS.map((caller) => [caller, status])) as Expected

/** Whoever is no member learns nothing of the cohort, not even that there is one; an administrator neither. */
function members(least: 'learner' | 'assistant' | 'instructor'): Expected {
  const rank = { learner: 0, assistant: 1, instructor: 2 }
  const of = (role: keyof typeof rank) => (rank[role] >= rank[least] ? OK : 403)
  return { ...all(404), learner: of('learner'), assistant: of('assistant'), instructor: of('instructor') }
}

describe.each(KINDS)('the role matrix on %s', (kind) => {
  const base = databases(kind)
  let door: Door
  const asks = new Map<Caller, Ask>()
  const ids: Record<string, string> = {}

  beforeAll(async () => {
    const reached = routes.map((one): Route => {
      const { body: _, ...rest } = one
      return { ...rest, handle: async () => ({ json: { reached: one.path }, status: OK }) }
    })
    door = await openDoor(await base.fresh(), { routes: reached, rates: RATES })
    const [learner, stranger, assistant, foreign, instructor, admin] = await Promise.all([
      door.person('Lin'),
      door.person('Other'),
      door.person('Assistant'),
      door.person('Foreign'),
      door.person('Instructor'),
      door.person('Admin', { admin: true }),
    ])
    ids.person = learner
    ids.cohort = await door.cohort('7b', { [learner]: 'learner', [assistant]: 'assistant', [instructor]: 'instructor' })
    ids.other = await door.cohort('8a', { [stranger]: 'learner', [foreign]: 'instructor' })
    ids.stranger = stranger
    asks.set('nobody', door.ask)
    asks.set('learner', await door.as(learner))
    asks.set('learner of another cohort', await door.as(stranger))
    asks.set('assistant', await door.as(assistant))
    asks.set('instructor of another cohort', await door.as(foreign))
    asks.set('instructor', await door.as(instructor))
    asks.set('admin', await door.as(admin))
  }, 60_000)
  afterAll(() => door.close())

  const pathOf = (path: string, more: Record<string, string> = {}) =>
    path.replace(/:(\w+)/g, (_, name: string) => more[name] ?? ids[name] ?? 'x')

  it.each(routes.map((one) => [`${one.method} ${one.path}`, one] as const))('%s', async (_, { method, path, rule }) => {
    const found: Partial<Expected> = {}
    for (const caller of CALLERS) {
      const { status, json } = await asks.get(caller)!(method, pathOf(path))
      // What is reached says so: a handler's own 404 could not be taken for the door's.
      expect(status === OK).toBe(json.reached === path)
      found[caller] = status
    }
    expect(found).toEqual(expected(rule))
  })

  it.each(
    routes.filter(({ rule }) => rule.who === 'self-or-staff').map((one) => [`${one.method} ${one.path}`, one] as const),
  )('%s, of somebody who is no member of the cohort', async (_, { method, path }) => {
    const ask = asks.get('instructor')!
    expect((await ask(method, pathOf(path, { person: ids.stranger! }))).json).toMatchObject({ code: 'PERSON_UNKNOWN' })
  })

  it('a role ends with the membership, and with the person', async () => {
    const { db } = door.classroom.database
    const id = await door.person('Leaving')
    const cohort = await door.cohort('9c', { [id]: 'instructor' })
    const ask = await door.as(id)
    expect((await ask('GET', `/api/class/cohorts/${cohort}`)).status).toBe(OK)
    await db.deleteFrom('membership').where('person_id', '=', id).execute()
    expect((await ask('GET', `/api/class/cohorts/${cohort}`)).status).toBe(404)
    await db.updateTable('person').set({ active: 0 }).where('id', '=', id).execute()
    expect((await ask('GET', '/api/class/me')).status).toBe(401)
  })
})

const RATES = Object.fromEntries(
  ['sign-in', 'join', 'link', 'health', 'lti'].map((name) => {
    const rate = { burst: 10_000, refillMs: 1 }
    return [name, { address: rate, all: rate }]
  }),
)

describe('the table', () => {
  it('has the routes of every part that has some', async () => {
    const root = join(import.meta.dirname, '../../../src/sidecar/classroom')
    const parts = readdirSync(root).filter((name) => name !== 'http' && existsSync(join(root, name, 'routes.ts')))
    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts) {
      const module = (await import(join(root, part, 'routes.ts'))) as Record<string, unknown>
      const lists = Object.values(module).filter((value) => Array.isArray(value)) as Route[][]
      expect(lists.length, part).toBeGreaterThan(0)
      for (const one of lists.flat()) expect(routes, `${part}: ${one.method} ${one.path}`).toContain(one)
    }
  })

  it('names :cohort and :person wherever a rule needs them, and lies below /api/class/ or has a rule for anyone', () => {
    for (const { path, rule } of routes) if (!path.startsWith('/api/class/')) expect(rule.who, path).toBe('anyone')
  })

  it('does not type-check without a rule', () => {
    // @ts-expect-error: a route has to say who may call it
    const one = route({ method: 'GET', path: '/api/class/free', handle: async () => ({ json: {} }) })
    expect(one).toBeDefined()
  })
})
