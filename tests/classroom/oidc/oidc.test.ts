/** Signing in by the school, with a real provider on loopback and a browser's part played by this test. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { returnPath } from '../../../src/protocol/classroom/return-path.ts'
import type { ClassroomError } from '../../../src/sidecar/classroom/error.ts'
import { SCHOOL } from '../../../src/sidecar/classroom/people/oidc/limits.ts'
import { issuerOf, openSchool } from '../../../src/sidecar/classroom/people/oidc/school.ts'
import { pathOfOurs } from '../../../src/sidecar/classroom/people/oidc/state.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { type Answered, type Door, openDoor } from '../door.ts'
import { type Lies, type Provider, startProvider } from './provider.ts'

const BEGIN = '/api/class/sign-in/school'

describe.each(KINDS)('the school’s sign-in on %s', (kind) => {
  const base = databases(kind)
  let door: Door
  let provider: Provider
  beforeAll(async () => {
    provider = await startProvider()
  })
  afterAll(() => provider.close())
  beforeEach(async () => {
    door = await openDoor(await base.fresh())
    Object.assign(provider, { person: { sub: 'subject' }, lies: {}, quiet: false, methods: ['client_secret_basic'] })
    open(provider.secret)
  }, 60_000)
  afterEach(() => door.close())
  const db = () => door.classroom.database.db

  function open(secret: string | null, issuer = provider.issuer): void {
    const school = openSchool({ issuer, client: provider.client, secret }, door.classroom.log)
    Object.assign(door.classroom, { school })
  }
  /** Up to where the school sends the browser back: with which path, and which cookie. */
  async function toSchool(to = '/', lies: Lies = {}): Promise<{ path: string; cookie: string }> {
    const begun = await door.ask('GET', `${BEGIN}?to=${encodeURIComponent(to)}`)
    expect([begun.status, begun.text]).toEqual([303, ''])
    provider.lies = lies
    const answer = await fetch(begun.headers.get('location')!, { redirect: 'manual' })
    expect(answer.status, await answer.text()).toBe(302)
    const back = new URL(answer.headers.get('location')!)
    expect(back.origin).toBe(door.url)
    return { path: `${back.pathname}${back.search}`, cookie: begun.headers.get('set-cookie')!.split(';')[0]! }
  }
  const back = ({ path, cookie }: { path: string; cookie?: string }): Promise<Answered> =>
    door.ask('GET', path, { headers: cookie === undefined ? {} : { cookie } })
  const signIn = async (to?: string, lies?: Lies) => back(await toSchool(to, lies))
  const me = async ({ cookie }: Answered) => (await door.ask('GET', '/api/class/me', { token: cookie })).json
  /** Of a refusal, which leads back to the page for signing in. */
  const codeOf = ({ headers }: Answered) =>
    /^\/(?:en|zh-cn)\/class\/sign-in\/\?refused=(\w+)/.exec(headers.get('location') ?? '')?.[1]

  it('somebody new gets an account without a class, the same one each time, and may enter a join code', async () => {
    expect((await door.ask('GET', '/api/class/ways-in')).json).toEqual({
      passkeys: false,
      school: { name: new URL(provider.issuer).host, path: BEGIN },
      refused: null,
    })
    provider.person = { sub: 's1', name: ' Grace\u202e  Hopper ', given_name: '小明', family_name: '林' }
    const first = await signIn('/en/sockets/?a=1#b')
    expect([first.status, first.headers.get('location')]).toEqual([303, '/en/sockets/?a=1#b'])
    expect(await me(first)).toMatchObject({ name: '林小明', email: null, admin: false, cohorts: [] })
    const again = await signIn()
    expect((await me(again)).id).toBe((await me(first)).id)
    provider.person = { sub: 's2', name: '<b>Eve</b>' }
    const other = await me(await signIn())
    expect(other).toMatchObject({ name: '<b>Eve</b>' })
    expect(await db().selectFrom('person').selectAll().execute()).toHaveLength(2)
    expect(await db().selectFrom('membership').selectAll().execute()).toEqual([])
    const teacher = await door.person('Teacher')
    const cohort = await door.cohort('7b', { [teacher]: 'instructor' })
    const ask = await door.as(teacher)
    const { code } = (await ask('POST', `/api/class/cohorts/${cohort}/codes`, { body: {} })).json
    const joined = await door.ask('POST', '/api/class/join', { body: { code }, token: first.cookie })
    expect([joined.status, joined.json.title]).toEqual([201, '7b'])
  })

  async function rostered(more: object): Promise<string> {
    const id = await door.person('Lin')
    await db().updateTable('person').set(more).where('id', '=', id).execute()
    return id
  }

  it('finds the person on the roster by a verified address or by source id, and by nothing less', async () => {
    const lin = await rostered({ email: 'lin@school.example', source_id: 's-1' })
    provider.person = { sub: 'a', email: 'lin@school.example', email_verified: false }
    const unverified = await me(await signIn())
    expect([unverified.id === lin, unverified.email]).toEqual([false, null])
    provider.person = { sub: 'b', email: 'lin@school.example', email_verified: true, sourcedId: 's-2' }
    expect((await me(await signIn())).id).not.toBe(lin)
    provider.person = { sub: 'c', email: 'Lin@School.example', email_verified: 'true' }
    expect((await me(await signIn())).id).toBe(lin)
    const wu = await rostered({ source_id: 's-9' })
    provider.person = { sub: 'd', email: 'lin@school.example', email_verified: true, sourcedId: 's-9' }
    expect((await me(await signIn())).id).toBe(wu)
  })

  it('an address that the school has given to somebody else does not open the first one’s account', async () => {
    await rostered({ email: 'lin@school.example' })
    provider.person = { sub: 'first', email: 'lin@school.example', email_verified: true }
    const first = await signIn()
    expect([first.status, codeOf(first)]).toEqual([303, undefined])
    provider.person = { sub: 'second', email: 'lin@school.example', email_verified: true }
    const taken = await signIn()
    expect([taken.status, codeOf(taken), taken.cookie]).toEqual([303, 'SCHOOL_TAKEN', null])
  })

  it('whoever was in as this person before the school said who it is, is out', async () => {
    const lin = await rostered({ source_id: 's-1' })
    const before = await door.as(lin)
    provider.person = { sub: 'a', sourcedId: 's-1' }
    expect((await me(await signIn())).id).toBe(lin)
    expect((await before('GET', '/api/class/me')).status).toBe(401)
    await db().updateTable('person').set({ active: 0 }).where('id', '=', lin).execute()
    expect(codeOf(await signIn())).toBe('SCHOOL_INACTIVE')
  })

  it('two first sign-ins side by side make one account', async () => {
    provider.person = { sub: 'twin', name: 'Twin' }
    const ways = await Promise.all([toSchool(), toSchool(), toSchool()])
    const ids = await Promise.all(ways.map(async (way) => (await me(await back(way))).id))
    expect(new Set(ids).size).toBe(1)
    expect(await db().selectFrom('person').selectAll().execute()).toHaveLength(1)
  })

  it('what the school’s page does not tell, its userinfo does; the secret goes by post where the school says so', async () => {
    Object.assign(provider, { quiet: true, methods: ['client_secret_post'] })
    provider.person = { sub: 'q', name: 'Quiet', email: 'q@school.example', email_verified: true }
    expect(await me(await signIn())).toMatchObject({ name: 'Quiet', email: 'q@school.example' })
  })

  it('an answer is good once, for a while, and in the browser that began', async () => {
    const way = await toSchool()
    expect(codeOf(await back({ path: way.path }))).toBe('SCHOOL_LATE')
    const other = await toSchool()
    expect(codeOf(await back({ path: way.path, cookie: other.cookie }))).toBe('SCHOOL_LATE')
    expect(codeOf(await back({ ...way, path: way.path.replace(/state=[\w-]{9}/, 'state=123456789') }))).toBe(
      'SCHOOL_LATE',
    )
    expect((await back(way)).cookie).not.toBeNull()
    expect(codeOf(await back(way))).toBe('SCHOOL_LATE')
    door.clock.now += SCHOOL.signInMs
    const late = await back(other)
    expect([late.status, codeOf(late), late.cookie]).toEqual([303, 'SCHOOL_LATE', null])
    // A code of somebody else's sign-in, put into one's own: PKCE and nonce do not fit.
    const [mine, theirs] = [await toSchool(), await toSchool()]
    const code = /code=([\w-]+)/.exec(theirs.path)![1]!
    expect(codeOf(await back({ ...mine, path: mine.path.replace(/code=[\w-]+/, `code=${code}`) }))).toBe('SCHOOL_WRONG')
  })

  it('what does not hold lets nobody in', async () => {
    const now = Math.floor(Date.now() / 1_000)
    const all: [Lies, string][] = [
      [{ error: 'access_denied' }, 'SCHOOL_REFUSED'],
      [{ claims: { nonce: 'another' } }, 'SCHOOL_WRONG'],
      [{ claims: { aud: 'another' } }, 'SCHOOL_WRONG'],
      [{ claims: { aud: [provider.client, 'another'], azp: 'another' } }, 'SCHOOL_WRONG'],
      [{ claims: { iss: 'https://evil.example' } }, 'SCHOOL_WRONG'],
      [{ claims: { exp: now - 3_600, iat: now - 7_200 } }, 'SCHOOL_WRONG'],
      [{ key: 'unknown' }, 'SCHOOL_WRONG'],
      [{ alg: 'none' }, 'SCHOOL_WRONG'],
      [{ alg: 'HS256' }, 'SCHOOL_WRONG'],
      [{ token: 400 }, 'SCHOOL_WRONG'],
    ]
    for (const [lies, code] of all) {
      const answer = await signIn('/', lies)
      expect([codeOf(answer), answer.cookie], JSON.stringify(lies)).toEqual([code, null])
    }
    open('a wrong secret')
    expect(codeOf(await signIn())).toBe('SCHOOL_WRONG')
    expect(await db().selectFrom('person').selectAll().execute()).toEqual([])
    const told = JSON.stringify(door.logged)
    expect(told).toContain('a sign-in by the school failed')
    expect(told).not.toContain(provider.secret)
  })

  it('a school that is away is told so, and asked again; without one there is no such sign-in', async () => {
    const away = await startProvider()
    open(null, away.issuer)
    await away.close()
    const answer = await door.ask('GET', BEGIN, { headers: { 'accept-language': 'zh-CN' } })
    expect([answer.status, codeOf(answer)]).toEqual([303, 'SCHOOL_AWAY'])
    const chinese = { headers: { 'accept-language': 'zh-CN' } }
    const told = await door.ask('GET', '/api/class/ways-in?refused=SCHOOL_AWAY', chinese)
    expect(told.json.refused).toMatchObject({ message: expect.stringContaining('暂时无法连接学校的统一登录') })
    const forged = await door.ask('GET', '/api/class/ways-in?refused=%3Cb%3Eyour+account+is+at+evil.example')
    expect(forged.json.refused).toMatchObject({ code: 'SCHOOL_REFUSED' })
    Object.assign(door.classroom, { school: undefined })
    expect(codeOf(await door.ask('GET', BEGIN))).toBe('SCHOOL_NONE')
    expect((await door.ask('GET', '/api/class/ways-in')).json.school).toBe(null)
  })
})

describe('where a sign-in leads', () => {
  it.each([
    [null, '/'],
    ['', '/'],
    ['/zh-cn/x/?a=1#b', '/zh-cn/x/?a=1#b'],
    ['//evil.example/x', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['https://evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/a/../../b', '/b'],
    ['/.//evil.example', '/'],
    ['/x/..//evil.example/y', '/'],
    ['/%2e//evil.example', '/'],
    [`/${'x'.repeat(2_000)}`, '/'],
  ])('%s', (to, path) => {
    expect(pathOfOurs(to, 'https://course.example.org')).toBe(path)
    // What the page that signs in goes by.
    expect(returnPath(to, 'https://course.example.org') ?? '/').toBe(path)
  })

  it.each(['https://login.school.example', 'http://localhost:8080/realms/x', 'http://127.0.0.1:9'])(
    '%s is an issuer',
    (text) => {
      expect(issuerOf(text).href.startsWith(text)).toBe(true)
    },
  )
  it.each(['', 'login.school.example', 'http://login.school.example', 'ftp://x', 'https://x/?a=1'])(
    '“%s” is none',
    (text) => {
      expect(() => issuerOf(text)).toThrow(
        expect.objectContaining({ code: 'CLASSROOM_SCHOOL' } satisfies Partial<ClassroomError>),
      )
    },
  )
})
