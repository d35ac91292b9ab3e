/** Signing in and out, over HTTP. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditTrail } from '../../../src/protocol/classroom/audit.ts'
import {
  PEOPLE_LIMITS,
  type PeopleFound,
  type SignInEntry,
  type WhoIAm,
} from '../../../src/protocol/classroom/people.ts'
import { FAILURE_RATES } from '../../../src/sidecar/classroom/http/limits.ts'
import { setPassphrase } from '../../../src/sidecar/classroom/people/credentials.ts'
import { PEOPLE_TIMES, SCRYPT } from '../../../src/sidecar/classroom/people/limits.ts'
import { makePersonalLink, makeStartLink } from '../../../src/sidecar/classroom/people/links.ts'
import { keep } from '../../../src/sidecar/classroom/people/passphrase.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { type Door, openDoor } from '../door.ts'

const GOOD = 'blue horses over Weimar'
const fragment = (url: string) => url.split('#')[1]!

describe.each(KINDS)('people on %s', (kind) => {
  const base = databases(kind)
  let door: Door
  beforeEach(async () => {
    door = await openDoor(await base.fresh())
  }, 60_000)
  afterEach(() => door.close())
  const db = () => door.classroom.database.db
  const from = (address: string) => ({ 'x-forwarded-for': address })

  async function withPassphrase(name: string): Promise<string> {
    const id = await door.person(name)
    await setPassphrase(db(), id, await keep(GOOD), door.clock.now)
    return id
  }
  const signIn = (name: string, passphrase = GOOD, more = {}) =>
    door.ask('POST', '/api/class/sign-in', { body: { name, passphrase }, ...more })
  const me = async (token: string | null) => (await door.ask('GET', '/api/class/me', { token })).status

  it('the first link makes one administrator, once, and ends the other links of a first start', async () => {
    const { classroom, clock } = door
    const [one, two] = [
      await makeStartLink(db(), classroom.origin, clock.now),
      await makeStartLink(db(), classroom.origin, clock.now),
    ]
    expect(one.url.startsWith(`${classroom.origin}/class/start#`)).toBe(true)
    const kept = await db().selectFrom('personal_link').selectAll().execute()
    expect(JSON.stringify(kept)).not.toContain(fragment(one.url))
    const body = { token: fragment(one.url), name: '  Grace   Hopper ', passphrase: GOOD }
    expect((await door.ask('POST', '/api/class/start', { body: { ...body, passphrase: 'short' } })).json.code).toBe(
      'PASSPHRASE_WEAK',
    )
    const answers = await Promise.all([1, 2, 3].map(() => door.ask('POST', '/api/class/start', { body })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 410, 410])
    const made = answers.find(({ status }) => status === 201)!
    expect(made.json).toMatchObject({ name: 'Grace Hopper', handle: 'grace-hopper', admin: true, passphrase: true })
    expect(await me(made.cookie)).toBe(200)
    const second = { ...body, token: fragment(two.url) }
    expect((await door.ask('POST', '/api/class/start', { body: second })).json.code).toBe('LINK_UNKNOWN')
    expect((await signIn('GRACE-hopper')).status).toBe(200)
  })

  it('a link of a first start ends after its time, and is no personal link', async () => {
    const { url, expiresAt } = await makeStartLink(db(), door.classroom.origin, door.clock.now)
    const token = fragment(url)
    expect((await door.ask('POST', '/api/class/link', { body: { token } })).json.code).toBe('LINK_UNKNOWN')
    door.clock.now = expiresAt
    const body = { token, name: 'Late', passphrase: GOOD }
    expect((await door.ask('POST', '/api/class/start', { body })).json.code).toBe('LINK_EXPIRED')
    expect(await db().selectFrom('person').selectAll().execute()).toEqual([])
  })

  it('signs in by handle and by address, with a token that is kept as a hash', async () => {
    const id = await withPassphrase('Ada Lovelace')
    await db().updateTable('person').set({ email: 'ada@example.org' }).where('id', '=', id).execute()
    const { cookie, json, headers } = await signIn('ada-lovelace')
    expect(json).toMatchObject({ id, admin: false } satisfies Partial<WhoIAm>)
    expect(headers.get('set-cookie')).toMatch(/^wirebook=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/)
    expect((await signIn(' ADA@example.org ')).status).toBe(200)
    const rows = await db().selectFrom('sign_in').selectAll().execute()
    expect(rows.map(({ hash }) => hash.length)).toEqual([32, 32])
    for (const { hash } of rows) expect(Buffer.from(hash).toString('base64url')).not.toBe(cookie)
    expect(await me(cookie)).toBe(200)
  })

  it('a wrong name and a wrong passphrase are told the same; somebody inactive is nobody', async () => {
    const id = await withPassphrase('Ada')
    const answers = [await signIn('ada', 'blue horses over Jena'), await signIn('nobody'), await signIn('ada', '')]
    expect(answers.map(({ json }) => json.code)).toEqual(['SIGN_IN_WRONG', 'SIGN_IN_WRONG', 'BODY_WRONG'])
    expect(answers[0]!.json).toEqual(answers[1]!.json)
    await db().updateTable('person').set({ active: 0 }).where('id', '=', id).execute()
    expect((await signIn('ada')).json.code).toBe('SIGN_IN_WRONG')
  })

  it('guessing at an account ends soon, from any number of addresses, and for unknown names alike', async () => {
    await door.close()
    door = await openDoor(await base.fresh(), { proxies: ['127.0.0.1'] })
    await withPassphrase('Ada')
    const { burst, refillMs } = FAILURE_RATES.signIn.account
    for (const name of ['ada', 'nobody']) {
      const codes: unknown[] = []
      for (let n = 0; n < burst + 2; n += 1)
        codes.push((await signIn(name, 'a wrong guess', { headers: from(`203.0.113.${n}`) })).json.code)
      expect(codes).toEqual([...Array.from({ length: burst }, () => 'SIGN_IN_WRONG'), 'TOO_MANY', 'TOO_MANY'])
    }
    // The right one has to wait as well, or waiting would tell that it is right.
    const held = await signIn('ada', GOOD, { headers: from('198.51.100.1') })
    expect([held.status, Number(held.headers.get('retry-after'))]).toEqual([429, refillMs / 1_000])
    door.clock.now += refillMs
    expect((await signIn('ada', GOOD, { headers: from('198.51.100.1') })).status).toBe(200)
  }, 60_000)

  it('signing in gives a new token whatever the browser brings, and ends what it brought', async () => {
    await withPassphrase('Ada')
    const planted = 'x'.repeat(43)
    const { cookie } = await signIn('ada', GOOD, { token: planted })
    expect(cookie).not.toBe(planted)
    expect(await me(planted)).toBe(401)
    const again = await signIn('ada', GOOD, { token: cookie })
    expect(again.cookie).not.toBe(cookie)
    expect([await me(cookie), await me(again.cookie)]).toEqual([401, 200])
  })

  it('a token is replaced once by requests side by side, and the old one holds until the new one is used', async () => {
    await withPassphrase('Ada')
    const old = (await signIn('ada')).cookie
    door.clock.now += PEOPLE_TIMES.rotateAfterMs + 1
    const answers = await Promise.all(Array.from({ length: 8 }, () => door.ask('GET', '/api/class/me', { token: old })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const fresh = answers.flatMap(({ cookie }) => cookie ?? [])
    expect(fresh).toHaveLength(1)
    door.clock.now += PEOPLE_TIMES.graceMs - 1
    expect([await me(old), await me(fresh[0]!)]).toEqual([200, 200])
    door.clock.now += PEOPLE_TIMES.graceMs - 1
    expect(await me(old)).toBe(200)
    door.clock.now += 2
    expect([await me(old), await me(fresh[0]!)]).toEqual([401, 200])
  })

  it('a new token that never arrived is replaced; nobody is signed out by a lost answer', async () => {
    await withPassphrase('Ada')
    const old = (await signIn('ada')).cookie
    door.clock.now += PEOPLE_TIMES.rotateAfterMs + 1
    const lost = (await door.ask('GET', '/api/class/me', { token: old })).cookie
    expect(lost).not.toBeNull()
    door.clock.now += PEOPLE_TIMES.graceMs + 1
    const fresh = (await door.ask('GET', '/api/class/me', { token: old })).cookie
    expect(fresh).not.toBeNull()
    expect([await me(lost), await me(fresh)]).toEqual([401, 200])
    const { signIns } = (await door.ask('GET', '/api/class/sign-ins', { token: fresh })).json as {
      signIns: SignInEntry[]
    }
    expect(signIns).toMatchObject([{ current: true }])
  })

  it('who does not come for long is signed out, and everybody after half a year', async () => {
    await withPassphrase('Ada')
    const idle = (await signIn('ada')).cookie
    door.clock.now += PEOPLE_TIMES.signInMs
    expect(await me(idle)).toBe(401)
    let token = (await signIn('ada')).cookie
    const began = door.clock.now
    let days = 0
    for (; days < 400; days += 7) {
      door.clock.now = began + days * 86_400_000
      const { status, cookie } = await door.ask('GET', '/api/class/me', { token })
      if (status === 401) break
      token = cookie ?? token
    }
    expect(days).toBe(182)
  })

  it("one sees and ends one's own sign-ins, and nobody else's", async () => {
    await withPassphrase('Ada')
    const [here, there] = [
      await signIn('ada'),
      await signIn('ada', GOOD, { headers: { 'user-agent': 'another browser' } }),
    ]
    const eve = await door.as(await door.person('Eve'))
    const list = async () =>
      ((await door.ask('GET', '/api/class/sign-ins', { token: here.cookie })).json as { signIns: SignInEntry[] })
        .signIns
    const other = (await list()).find(({ current }) => !current)!
    expect(other.agent).toBe('another browser')
    expect((await eve('DELETE', `/api/class/sign-ins/${other.id}`)).json.code).toBe('SIGN_IN_UNKNOWN')
    expect(await me(there.cookie)).toBe(200)
    const end = () => door.ask('DELETE', `/api/class/sign-ins/${other.id}`, { token: here.cookie })
    expect((await end()).status).toBe(200)
    expect((await end()).status).toBe(404)
    expect([await me(here.cookie), await me(there.cookie)]).toEqual([200, 401])
    expect(await list()).toHaveLength(1)
  })

  it('signing out ends this one, everywhere ends all, and every server hears of it', async () => {
    const id = await withPassphrase('Ada')
    const heard: unknown[] = []
    const stop = await door.classroom.bus.subscribe('people', ({ body }) => heard.push(body))
    const tokens = [await signIn('ada'), await signIn('ada'), await signIn('ada')].map(({ cookie }) => cookie)
    const out = await door.ask('POST', '/api/class/sign-out', { token: tokens[0]! })
    expect(out.headers.get('set-cookie')).toMatch(/^wirebook=; Max-Age=0/)
    expect(await Promise.all(tokens.map(me))).toEqual([401, 200, 200])
    await door.ask('POST', '/api/class/sign-out-everywhere', { token: tokens[1]! })
    expect(await Promise.all(tokens.map(me))).toEqual([401, 401, 401])
    await expect
      .poll(() => heard, { timeout: 10_000 })
      .toEqual([
        { type: 'signed-out', person: id },
        { type: 'signed-out', person: id },
      ])
    stop()
  })

  it('a new passphrase needs the present one, and ends every other sign-in', async () => {
    await withPassphrase('Ada')
    const [here, there] = [await signIn('ada'), await signIn('ada')]
    const change = (body: object) => door.ask('PUT', '/api/class/me/passphrase', { body, token: here.cookie })
    const passphrase = 'seven green bridges'
    expect((await change({ passphrase })).json).toMatchObject({ code: 'PASSPHRASE_WRONG', where: 'current' })
    expect((await change({ current: 'a wrong guess', passphrase })).status).toBe(403)
    expect((await change({ current: GOOD, passphrase: '1234567890' })).json.code).toBe('PASSPHRASE_WEAK')
    const { cookie, status } = await change({ current: GOOD, passphrase })
    expect(status).toBe(200)
    expect(await Promise.all([here.cookie, there.cookie, cookie].map(me))).toEqual([401, 401, 200])
    expect([(await signIn('ada')).status, (await signIn('ada', passphrase)).status]).toEqual([403, 200])
  })

  it("a passphrase kept with other parameters still opens, and is then kept with today's", async () => {
    const id = await door.person('Ada')
    await setPassphrase(db(), id, await keep(GOOD, { N: 512, r: 8, p: 1 }), door.clock.now)
    const secret = async () =>
      JSON.parse((await db().selectFrom('credential').select('secret').executeTakeFirstOrThrow()).secret!) as object
    expect((await signIn('ada')).status).toBe(200)
    expect(await secret()).toMatchObject(SCRYPT)
    expect((await signIn('ada')).status).toBe(200)
  })

  it('a personal link signs its person in once; its maker is noted', async () => {
    const [learner, teacher] = [await door.person('小明'), await door.person('Teacher')]
    const cohort = await door.cohort('7b', { [learner]: 'learner', [teacher]: 'instructor' })
    const ask = await door.as(teacher)
    const { json, status } = await ask('POST', `/api/class/cohorts/${cohort}/members/${learner}/link`)
    expect(status).toBe(201)
    const token = fragment(json.url as string)
    const open = () => door.ask('POST', '/api/class/link', { body: { token } })
    const answers = await Promise.all([open(), open(), open()])
    expect(answers.map((one) => one.status).sort()).toEqual([200, 410, 410])
    expect(answers.find((one) => one.status === 200)!.json).toMatchObject({
      id: learner,
      handle: 'learner-1',
      passphrase: false,
    })
    expect(await db().selectFrom('audit').select(['by', 'action', 'subject']).execute()).toEqual([
      { by: teacher, action: 'person.link', subject: learner },
    ])
  })

  it('an instructor makes no link for whoever has more to lose than that class', async () => {
    const [teacher, colleague, admin, shared, fresh] = await Promise.all(
      ['Teacher', 'Colleague', 'Shared', 'Fresh'].map((name) => door.person(name)),
    ).then(async ([a, b, c, d]) => [a!, b!, await door.person('Admin', { admin: true }), c!, d!] as const)
    const here = {
      [teacher]: 'instructor',
      [colleague]: 'learner',
      [admin]: 'learner',
      [shared]: 'learner',
      [fresh]: 'learner',
    } as const
    const cohort = await door.cohort('7b', here)
    await door.cohort('8a', { [colleague]: 'assistant', [shared]: 'learner', [fresh]: 'learner' })
    await door.as(shared) // has signed in before, and belongs to another class as well
    const ask = await door.as(teacher)
    const asked = async (person: string) =>
      (await ask('POST', `/api/class/cohorts/${cohort}/members/${person}/link`)).status
    expect(await Promise.all([colleague, admin, shared, fresh].map(asked))).toEqual([403, 403, 403, 201])
    const boss = await door.as(admin)
    expect((await boss('POST', `/api/class/people/${shared}/link`)).status).toBe(201)
    expect((await boss('POST', '/api/class/people/nobody/link')).status).toBe(404)
  })

  it('an administrator locks somebody out at once; the last one stays', async () => {
    const boss = await door.person('Boss', { admin: true })
    const other = await withPassphrase('Ada')
    const ask = await door.as(boss)
    const ada = await signIn('ada')
    const change = (person: string, body: object) => ask('PATCH', `/api/class/people/${person}`, { body })
    expect((await change(boss, { admin: false })).json.code).toBe('LAST_ADMIN')
    expect((await change(boss, { active: false })).json.code).toBe('LAST_ADMIN')
    expect((await change(other, { active: false })).status).toBe(200)
    expect(await me(ada.cookie)).toBe(401)
    expect((await change('nobody', { active: true })).status).toBe(404)
    await change(other, { active: true, admin: true })
    const both = await Promise.all([change(boss, { admin: false }), change(other, { admin: false })])
    expect(both.map(({ status }) => status).sort()).not.toEqual([200, 200])
  })

  it('whoever comes in by a link chooses a new passphrase without the old one, which opens nothing any more', async () => {
    const id = await withPassphrase('Ada')
    const boss = await door.as(await door.person('Boss', { admin: true }))
    const { url } = (await boss('POST', `/api/class/people/${id}/link`)).json as { url: string }
    expect((await signIn('ada')).status).toBe(200) // until it is opened
    const { json, cookie } = await door.ask('POST', '/api/class/link', { body: { token: fragment(url) } })
    expect(json).toMatchObject({ id, passphrase: false })
    expect((await signIn('ada')).json.code).toBe('SIGN_IN_WRONG')
    const body = { passphrase: 'seven green bridges' }
    expect((await door.ask('PUT', '/api/class/me/passphrase', { body, token: cookie })).status).toBe(200)
    expect((await signIn('ada', body.passphrase)).status).toBe(200)
  })

  it('an administrator finds people by a part of what they are called, of many the first', async () => {
    const ada = await withPassphrase('Ada_100%')
    await db().updateTable('person').set({ email: 'ada@school.example' }).where('id', '=', ada).execute()
    const boss = await door.as(await door.person('Boss', { admin: true }))
    await door.cohort('7b', { [ada]: 'assistant' })
    const found = async (q: string) =>
      (await boss('GET', `/api/class/people?q=${encodeURIComponent(q)}`)).json as unknown as PeopleFound
    for (const q of ['ADA_1', '100%', 'school.EX']) {
      const { people, total } = await found(q)
      expect([q, total, people.map(({ id }) => id)]).toEqual([q, 1, [ada]])
      expect(people[0]).toMatchObject({ seenAt: null, cohorts: [{ title: '7b', role: 'assistant' }] })
    }
    for (const q of ['%%', 'Ada?1', "' or 1=1 --", 'a\0b']) expect([q, (await found(q)).total]).toEqual([q, 0])
    for (let n = 0; n < PEOPLE_LIMITS.found; n++) await door.person(`Many ${n}`)
    const { people, total } = await found('')
    expect([people.length, total]).toEqual([PEOPLE_LIMITS.found, PEOPLE_LIMITS.found + 2])
  })

  it('an administrator resets a sign-in, signs somebody out, makes instructors and deletes; it is all noted', async () => {
    const id = await withPassphrase('Ada')
    const bossId = await door.person('Boss', { admin: true })
    const boss = await door.as(bossId)
    const cohort = await door.cohort('7b', { [id]: 'learner' })
    const path = `/api/class/people/${id}`
    const here = await signIn('ada')
    expect((await boss('POST', `${path}/sign-out`)).status).toBe(200)
    expect(await me(here.cookie)).toBe(401)
    const again = await signIn('ada')
    const before = (await boss('POST', `${path}/link`)).json as { url: string }
    const reset = await boss('POST', `${path}/reset`)
    expect([reset.status, await me(again.cookie), (await signIn('ada')).status]).toEqual([201, 401, 403])
    const opened = async (url: unknown) =>
      (await door.ask('POST', '/api/class/link', { body: { token: fragment(url as string) } })).status
    expect([await opened(before.url), await opened(reset.json.url)]).toEqual([404, 200])
    expect((await boss('POST', `${path}/instructor`, { body: { cohort } })).status).toBe(200)
    expect((await boss('POST', `${path}/instructor`, { body: { cohort: 'none' } })).status).toBe(404)
    const told = await boss('GET', `${path}/export`)
    expect(told.headers.get('content-disposition')).toContain('ada.json')
    expect((await boss('GET', `${path}/about`)).json).toMatchObject({ gone: { person: 1, membership: 1 } })
    const wrong = await boss('POST', `${path}/delete`, { body: { handle: 'Ada' } })
    expect([wrong.status, wrong.json.code, wrong.json.where]).toEqual([409, 'DELETE_UNCONFIRMED', 'handle'])
    const gone = await boss('POST', `${path}/delete`, { body: { handle: 'ada' } })
    const { entries } = (await boss('GET', '/api/class/audit')).json as unknown as AuditTrail
    expect(entries.map(({ action, by, subject }) => [action, by?.id, subject])).toEqual(
      ['person.delete', 'person.export', 'member.role', 'person.reset', 'person.link', 'person.sign-out'].map(
        (action) => [action, bossId, gone.json.standIn],
      ),
    )
    expect((await boss('GET', '/api/class/audit?person=nobody')).json).toEqual({ entries: [], more: false })
    expect((await boss('GET', `/api/class/audit?before=${entries.at(-2)!.seq}`)).json.entries).toHaveLength(1)
  })

  it('links made for a roster open in another browser than the one that had an account', async () => {
    const id = await door.person('Lin')
    const link = await makePersonalLink(db(), {
      person: id,
      cohort: null,
      origin: door.classroom.origin,
      now: door.clock.now,
    })
    const eve = await door.person('Eve')
    const token = (await (await door.as(eve))('GET', '/api/class/me')).cookie
    const { json, cookie } = await door.ask('POST', '/api/class/link', { body: { token: fragment(link.url) }, token })
    expect(json.id).toBe(id)
    expect(cookie).not.toBeNull()
  })

  it("one changes one's own name and language, and no name that rearranges a line", async () => {
    const ask = await door.as(await door.person('Ada'))
    expect((await ask('PATCH', '/api/class/me', { body: { name: '王小明', locale: 'zh-cn' } })).json).toMatchObject({
      name: '王小明',
      handle: 'ada',
      locale: 'zh-cn',
    })
    for (const name of ['', ' ', 'a\u202eb', 'a\nb\u0007', 'x'.repeat(81)])
      expect((await ask('PATCH', '/api/class/me', { body: { name } })).json.where, JSON.stringify(name)).toBe('name')
  })
})
