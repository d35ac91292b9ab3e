/** Cohorts, their members and join codes, over HTTP. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { COHORT_LIMITS, isTimeZone, type JoinCode, type Member } from '../../../src/protocol/classroom/cohorts.ts'
import { newCode, readCode } from '../../../src/sidecar/classroom/cohorts/codes.ts'
import { FAILURE_RATES } from '../../../src/sidecar/classroom/http/limits.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { type Ask, type Door, openDoor } from '../door.ts'

const GOOD = 'blue horses over Weimar'
const DAY = 86_400_000

describe.each(KINDS)('cohorts on %s', (kind) => {
  const base = databases(kind)
  let door: Door
  let teacher: string
  let cohort: string
  let ask: Ask
  beforeEach(async () => {
    door = await openDoor(await base.fresh(), { proxies: ['127.0.0.1'] })
    teacher = await door.person('Teacher')
    cohort = await door.cohort('7b', { [teacher]: 'instructor' })
    ask = await door.as(teacher)
  }, 60_000)
  afterEach(() => door.close())
  const db = () => door.classroom.database.db
  const at = (path = '') => `/api/class/cohorts/${cohort}${path}`
  const makeCode = async (body: object = {}) => (await ask('POST', at('/codes'), { body })).json as unknown as JoinCode
  const join = (code: string, name = 'Ada', from = '203.0.113.1') =>
    door.ask('POST', '/api/class/join', {
      body: { code, name, passphrase: GOOD },
      headers: { 'x-forwarded-for': from },
    })
  const roles = async () =>
    Object.fromEntries(
      ((await ask('GET', at('/members'))).json as { members: Member[] }).members.map(({ name, role }) => [name, role]),
    )

  it('an administrator makes one and teaches it; time zones are names that know summer time', async () => {
    const admin = await door.person('Admin', { admin: true })
    const boss = await door.as(admin)
    const make = (body: object) => boss('POST', '/api/class/cohorts', { body })
    const { json, status } = await make({ title: ' 网络编程 ', timeZone: 'Asia/Shanghai' })
    expect(status).toBe(201)
    expect(json).toMatchObject({ title: '网络编程', timeZone: 'Asia/Shanghai', role: 'instructor', archivedAt: null })
    for (const timeZone of ['Mars/Olympus', '+08:00', '', 'Asia/Shanghai; drop', 7])
      expect((await make({ title: 'x', timeZone })).json).toMatchObject({ code: 'BODY_WRONG', where: 'timeZone' })
    expect((await make({ title: '', timeZone: 'UTC' })).json.where).toBe('title')
    expect(['UTC', 'Europe/Berlin', 'America/Argentina/Ushuaia', '-03:00', '8'].map(isTimeZone)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
    const own = (await boss('GET', '/api/class/cohorts')).json.cohorts as { id: string }[]
    expect(own.map(({ id }) => id)).toEqual([json.id])
    const every = (await boss('GET', '/api/class/all-cohorts')).json.cohorts as { role: string | null }[]
    expect(every.map(({ role }) => role).sort()).toEqual(['instructor', null].sort())
  })

  it('is renamed, archived and brought back; an archived one takes nobody in and changes no roles', async () => {
    const { code } = await makeCode()
    expect((await ask('PATCH', at(), { body: { title: '7c', timeZone: 'UTC' } })).json).toMatchObject({
      title: '7c',
      timeZone: 'UTC',
    })
    expect((await ask('PATCH', at(), { body: { archived: true } })).json.archivedAt).toBe(door.clock.now)
    expect((await join(code)).json).toMatchObject({ code: 'COHORT_ARCHIVED', message: expect.stringContaining('7c') })
    expect((await ask('POST', at('/codes'), { body: {} })).json.code).toBe('COHORT_ARCHIVED')
    expect((await ask('PATCH', at(`/members/${teacher}`), { body: { role: 'learner' } })).json.code).toBe(
      'COHORT_ARCHIVED',
    )
    expect((await ask('GET', at('/members'))).status).toBe(200)
    await ask('PATCH', at(), { body: { archived: false } })
    expect((await join(code)).status).toBe(201)
  })

  it('an administrator is no member, can enter, and that is noted', async () => {
    const admin = await door.person('Admin', { admin: true })
    const boss = await door.as(admin)
    expect((await boss('GET', at())).status).toBe(404)
    expect((await boss('POST', `/api/class/all-cohorts/${cohort}/enter`)).status).toBe(201)
    expect((await boss('POST', `/api/class/all-cohorts/${cohort}/enter`)).json.code).toBe('ALREADY_MEMBER')
    expect((await boss('POST', '/api/class/all-cohorts/none/enter')).status).toBe(404)
    expect((await boss('GET', at())).json.role).toBe('instructor')
    expect(await db().selectFrom('audit').select(['action', 'by']).execute()).toEqual([
      { action: 'member.enter-as-admin', by: admin },
    ])
  })

  it('one joins by code with a name and a passphrase, typed however; watchers hear of it', async () => {
    const heard: string[] = []
    const stop = await door.classroom.bus.subscribe(`cohort:${cohort}`, ({ body }) => heard.push(body.type))
    const { code } = await makeCode()
    const typed = ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `
    const seen = await door.ask('POST', '/api/class/join/look', { body: { code: typed } })
    expect(seen.json).toEqual({ title: '7b', role: 'learner' })
    const joined = await join(typed, '王小明')
    expect(joined.json).toMatchObject({ cohort, title: '7b', role: 'learner', person: { handle: 'learner-1' } })
    expect((await door.ask('GET', at(), { token: joined.cookie })).json.role).toBe('learner')
    const again = await door.ask('POST', '/api/class/sign-in', { body: { name: 'learner-1', passphrase: GOOD } })
    expect(again.status).toBe(200)
    expect(await roles()).toEqual({ Teacher: 'instructor', 王小明: 'learner' })
    await expect.poll(() => heard, { timeout: 10_000 }).toEqual(['members'])
    stop()
  })

  it('whoever is signed in joins with that account, once, and a use is not lost by trying again', async () => {
    const { code } = await makeCode({ uses: 2, role: 'assistant' })
    const ada = await door.as(await door.person('Ada'))
    const body = { code }
    expect((await ada('POST', '/api/class/join', { body })).json).toMatchObject({
      role: 'assistant',
      person: { handle: 'ada' },
    })
    for (let n = 0; n < 3; n += 1)
      expect((await ada('POST', '/api/class/join', { body })).json.code).toBe('ALREADY_MEMBER')
    expect((await ask('GET', at('/codes'))).json.codes).toMatchObject([{ code, usesLeft: 1, role: 'assistant' }])
    expect(await db().selectFrom('person').select('id').execute()).toHaveLength(2)
  })

  it('without a name or a good passphrase nothing is made and no use is taken', async () => {
    const { code } = await makeCode()
    const bad = [
      { code },
      { code, name: 'Ada' },
      { code, name: 'Ada', passphrase: '1234567890' },
      { code, name: '', passphrase: GOOD },
    ]
    const answers = []
    for (const body of bad) answers.push((await door.ask('POST', '/api/class/join', { body })).json.code)
    expect(answers).toEqual(['NAME_MISSING', 'NAME_MISSING', 'PASSPHRASE_WEAK', 'BODY_WRONG'])
    expect((await ask('GET', at('/codes'))).json.codes).toMatchObject([{ usesLeft: 40 }])
    expect(await db().selectFrom('person').select('id').execute()).toHaveLength(1)
  })

  it('the last use cannot be taken twice, and who came too late has no account', async () => {
    const { code } = await makeCode({ uses: 2 })
    const answers = await Promise.all(['A', 'B', 'C', 'D', 'E', 'F'].map((name) => join(code, name)))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 410, 410, 410, 410])
    expect(answers.find(({ status }) => status === 410)!.json).toMatchObject({ code: 'CODE_USED_UP', where: 'code' })
    expect(await db().selectFrom('person').select('id').execute()).toHaveLength(3)
  })

  it('says why a code does not hold', async () => {
    const [old, gone] = [await makeCode({ days: 1 }), await makeCode({ days: 2 })]
    await ask('DELETE', at(`/codes/${gone.code}`))
    door.clock.now += DAY
    ask = await door.as(teacher)
    const codes = [
      (await join(old.code)).json.code,
      (await join(gone.code)).json.code,
      (await join('ABCD2345')).json.code,
    ]
    expect(codes).toEqual(['CODE_EXPIRED', 'CODE_REVOKED', 'CODE_UNKNOWN'])
    expect((await ask('DELETE', at(`/codes/${gone.code}`))).status).toBe(404)
  })

  it('a code is exchanged for another with the same terms', async () => {
    const { code, expiresAt } = await makeCode({ uses: 5, days: 3, role: 'assistant' })
    await join(code)
    const fresh = (await ask('POST', at(`/codes/${code}/rotate`))).json as unknown as JoinCode
    expect(fresh).toMatchObject({ usesLeft: 4, expiresAt, role: 'assistant', revokedAt: null })
    expect(fresh.code).not.toBe(code)
    expect([(await join(code)).json.code, (await join(fresh.code, 'B')).status]).toEqual(['CODE_REVOKED', 201])
    const both = await Promise.all([1, 2].map(() => ask('POST', at(`/codes/${fresh.code}/rotate`))))
    expect(both.map(({ status }) => status).sort()).toEqual([201, 404])
  })

  it('holds so many codes and no more; those that no longer hold do not count', async () => {
    for (let n = 0; n < COHORT_LIMITS.codes; n += 1) await makeCode({ days: 1 })
    expect((await ask('POST', at('/codes'), { body: {} })).json.code).toBe('TOO_MANY_CODES')
    for (const body of [{ uses: 0 }, { uses: 1_001 }, { days: 0 }, { days: 1.5 }, { role: 'admin' }])
      expect((await ask('POST', at('/codes'), { body })).json.code).toBe('BODY_WRONG')
    door.clock.now += DAY
    ask = await door.as(teacher)
    expect((await ask('POST', at('/codes'), { body: {} })).status).toBe(201)
  })

  it('guessing codes ends soon for an address, side by side too, and a whole class behind it is not held up', async () => {
    const { address } = FAILURE_RATES.join
    const { code } = await makeCode({ uses: 100 })
    const class30 = await Promise.all(Array.from({ length: 30 }, (_, n) => join(code, `Learner ${n}`, '198.51.100.7')))
    expect(new Set(class30.map(({ status }) => status))).toEqual(new Set([201]))

    const guess = () => join(newCode(), 'Eve', '203.0.113.66')
    const first = await Promise.all(Array.from({ length: address.burst }, guess))
    expect(new Set(first.map(({ status }) => status))).toEqual(new Set([404]))
    expect((await guess()).json.code).toBe('TOO_MANY')
    // Nor does a code that holds help whoever guessed too often.
    expect((await join(code, 'Eve', '203.0.113.66')).status).toBe(429)
    expect((await join(code, 'Zoe', '198.51.100.7')).status).toBe(201)
    door.clock.now += address.refillMs + 1
    expect([(await guess()).status, (await guess()).status]).toEqual([404, 429])
  }, 60_000)

  it('guessing from many addresses ends as well', async () => {
    const { all } = FAILURE_RATES.join
    const now = door.clock.now
    // As if so many wrong guesses had come from elsewhere; sending them all would only take time.
    await db().insertInto('bucket').values({ key: 'failed:join:all:', tokens: 1.5, at: now }).execute()
    expect((await join(newCode(), 'Eve', '192.0.2.1')).status).toBe(404)
    expect((await join(newCode(), 'Eve', '192.0.2.2')).status).toBe(429)
    door.clock.now += all.refillMs
    expect((await join(newCode(), 'Eve', '192.0.2.3')).status).toBe(404)
  })

  it('calls without an account have a rate as well', async () => {
    await door.close()
    const rate = { address: { burst: 3, refillMs: 1_000 }, all: { burst: 100, refillMs: 1 } }
    door = await openDoor(await base.fresh(), { proxies: ['127.0.0.1'], rates: { join: rate } })
    const look = async (from: string) => {
      const headers = { 'x-forwarded-for': from }
      return (await door.ask('POST', '/api/class/join/look', { body: { code: 'ABCD2345' }, headers })).status
    }
    const side = await Promise.all(Array.from({ length: 6 }, () => look('2001:db8::1')))
    expect(side.sort()).toEqual([404, 404, 404, 429, 429, 429])
    expect([await look('2001:db8::ffff'), await look('2001:db8:0:1::1')]).toEqual([429, 404])
  })

  it('roles change, members go, and there is always an instructor', async () => {
    const [ada, bob] = [await door.person('Ada'), await door.person('Bob')]
    for (const id of [ada, bob])
      await db()
        .insertInto('membership')
        .values({ cohort_id: cohort, person_id: id, role: 'learner', joined_at: 1 })
        .execute()
    const role = (person: string, to: string) => ask('PATCH', at(`/members/${person}`), { body: { role: to } })
    expect((await role(ada, 'assistant')).status).toBe(200)
    expect((await role('nobody', 'assistant')).json.code).toBe('MEMBER_UNKNOWN')
    expect((await role(teacher, 'learner')).json.code).toBe('LAST_INSTRUCTOR')
    expect((await ask('DELETE', at(`/members/${teacher}`))).json.code).toBe('LAST_INSTRUCTOR')
    expect((await ask('POST', at('/leave'))).json.code).toBe('LAST_INSTRUCTOR')
    expect(await roles()).toEqual({ Teacher: 'instructor', Ada: 'assistant', Bob: 'learner' })
    await role(ada, 'instructor')
    const asAda = await door.as(ada)
    const both = await Promise.all([
      role(ada, 'learner'),
      asAda('PATCH', at(`/members/${teacher}`), { body: { role: 'learner' } }),
    ])
    expect(both.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1)
    expect(Object.values(await rolesInside()).filter((one) => one === 'instructor')).toHaveLength(1)
    expect((await (await door.as(bob))('POST', at('/leave'))).status).toBe(200)
    expect(Object.keys(await rolesInside())).not.toContain(bob)
    expect(await db().selectFrom('person').select('id').where('id', '=', bob).executeTakeFirst()).toBeDefined()
  })

  async function rolesInside(): Promise<Record<string, string>> {
    const rows = await db().selectFrom('membership').selectAll().where('cohort_id', '=', cohort).execute()
    return Object.fromEntries(rows.map(({ person_id, role }) => [person_id, role]))
  }
})

describe('codes', () => {
  it('have 40 bits of characters that are not mistaken for each other', () => {
    const codes = Array.from({ length: 500 }, newCode)
    expect(new Set(codes).size).toBe(500)
    for (const code of codes) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{8}$/)
    expect(readCode('ａｂｃｄ－２３４５')).toBe('ABCD2345')
  })
})
