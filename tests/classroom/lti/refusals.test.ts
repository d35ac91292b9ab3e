/** What a launch is refused for. After each refusal nobody is signed in, and no account was made. */
import { exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { LTI_TIMES } from '../../../src/sidecar/classroom/lti/limits.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { addUser, type Browser, type Went } from './browser.ts'
import { exerciseLink, LESSON_PAGE, openParts, type Parts } from './parts.ts'
import { CLIENT, ROLE, type Signing, signWell } from './platform.ts'

const LTI = 'https://purl.imsglobal.org/spec/lti/claim/'

/** One classroom for all tests of a suite; a teacher of their own for each, and a browser. */
function setUp(kind: (typeof KINDS)[number]) {
  const base = databases(kind)
  const at = {} as { parts: Parts; link: string; browser: Browser; user: string }
  let [start, users] = [0, 0]
  beforeAll(async () => {
    at.parts = await openParts(await base.fresh())
    at.link = exerciseLink(at.parts.platform)
    start = at.parts.door.clock.now
  }, 60_000)
  afterAll(() => at.parts.close())
  beforeEach(() => {
    at.parts.door.clock.now = start
    at.user = `Tao ${++users}`
    addUser(at.parts.platform, at.user, ROLE.instructor)
    at.browser = at.parts.browser()
  })
  return at
}

const codeOf = ({ text }: Went) => /<code>([A-Z_]+)<\/code>/.exec(text)?.[1]

describe.each(KINDS)('a sign-in at a platform is good once, on %s', (kind) => {
  const at = setUp(kind)

  it('the same answer again is refused', async () => {
    const form = await at.browser.authorize(await at.browser.login(at.user, { link: at.link }))
    expect((await at.browser.launch(form)).headers.get('location')).toBe(LESSON_PAGE)
    const replayed = await at.browser.launch(form)
    expect([replayed.status, codeOf(replayed)]).toEqual([403, 'LTI_STATE'])
  })

  it('of the same answer several times at once one is taken', async () => {
    const form = await at.browser.authorize(await at.browser.login(at.user, { link: at.link }))
    const went = await Promise.all(Array.from({ length: 6 }, () => at.browser.launch(form)))
    expect(went.map(({ status }) => status).toSorted()).toEqual([303, 403, 403, 403, 403, 403])
  })

  it('after ten minutes it is too old', async () => {
    const form = await at.browser.authorize(await at.browser.login(at.user, { link: at.link }))
    at.parts.door.clock.now += LTI_TIMES.loginMs
    expect(codeOf(await at.browser.launch(form))).toBe('LTI_STATE')
  })
})

describe('an answer of a platform is refused', () => {
  const at = setUp('sqlite')
  afterEach(async () => {
    // Whoever was refused left nothing behind, and the next launch goes through: the refusal was for the reason named.
    const { db } = at.parts.door.classroom.database
    expect(at.browser.cookies.has('wirebook')).toBe(false)
    const subject = JSON.stringify([at.parts.platform.issuer, `sub of ${at.user}`])
    expect(await db.selectFrom('credential').select('id').where('subject', '=', subject).execute()).toEqual([])
    at.parts.platform.state.sign = null
    const good = await at.parts.browser().open(at.user, { link: at.link })
    expect(good.headers.get('location')).toBe(LESSON_PAGE)
  })

  const open = () => at.browser.open(at.user, { link: at.link })
  const signing = (sign: (signing: Signing) => Promise<string>) => {
    at.parts.platform.state.sign = sign
    return open()
  }
  const claiming = (claims: Record<string, unknown>) =>
    signing(({ claims: all, ...more }) => signWell({ ...more, claims: { ...all, ...claims } }))
  const seconds = (more: number) => Math.floor(at.parts.door.clock.now / 1_000) + more

  it('whose nonce belongs to another sign-in', async () => {
    const first = await at.browser.authorize(await at.browser.login(at.user, { link: at.link }))
    const second = await at.browser.authorize(await at.browser.login(at.user, { link: at.link }))
    expect(codeOf(await at.browser.launch({ state: second.state, id_token: first.id_token }))).toBe('LTI_NONCE')
  })

  it.each([
    ['for another audience', { aud: 'another-tool' }, 'LTI_AUDIENCE'],
    ['for several audiences and no party', { aud: [CLIENT, 'another-tool'] }, 'LTI_PARTY'],
    ['for several audiences and another party', { aud: [CLIENT, 'another'], azp: 'another' }, 'LTI_PARTY'],
    ['for us and another party', { azp: 'another' }, 'LTI_PARTY'],
    ['of another issuer', { iss: 'https://elsewhere.example' }, 'LTI_CLAIMS'],
    ['of a deployment that is not registered', { [`${LTI}deployment_id`]: 'd-9' }, 'LTI_DEPLOYMENT'],
    ['without a deployment', { [`${LTI}deployment_id`]: undefined }, 'LTI_CLAIMS'],
    ['of another version', { [`${LTI}version`]: '1.1' }, 'LTI_VERSION'],
    ['of an unknown type', { [`${LTI}message_type`]: 'LtiSubmissionReviewRequest' }, 'LTI_TYPE'],
    ['without a user', { sub: undefined }, 'LTI_CLAIMS'],
    ['without a nonce', { nonce: undefined }, 'LTI_CLAIMS'],
    ['without a resource link', { [`${LTI}resource_link`]: undefined }, 'LTI_CLAIMS'],
    ['without a course', { [`${LTI}context`]: undefined }, 'LTI_CONTEXT'],
  ])('%s', async (_, claims, code) => {
    expect(codeOf(await claiming(claims))).toBe(code)
  })

  it('that has expired, with a minute for clocks that differ', async () => {
    expect(codeOf(await claiming({ exp: seconds(-61) }))).toBe('LTI_EXPIRED')
    expect(codeOf(await claiming({ iat: seconds(-3_700), exp: seconds(600) }))).toBe('LTI_EXPIRED')
    expect(codeOf(await claiming({ iat: seconds(600), exp: seconds(900) }))).toBe('LTI_CLAIMS')
  })

  it('signed with a key that is not the platform’s: under its name, or under one of its own', async () => {
    const { privateKey } = await generateKeyPair('RS256')
    const forge = (kid: (own: string) => string) =>
      signing(({ key, ...more }) => signWell({ ...more, key: { ...key, kid: kid(key.kid), privateKey } }))
    expect(codeOf(await forge((own) => own))).toBe('LTI_SIGNATURE')
    expect(codeOf(await forge(() => 'mine'))).toBe('LTI_KEY')
  })

  it('that is not signed, or by a MAC with the public key', async () => {
    const unsigned = await signing(async ({ claims, issuer }) =>
      new UnsecuredJWT({ iss: issuer, aud: CLIENT, ...claims }).setIssuedAt().setExpirationTime('5m').encode(),
    )
    expect(codeOf(unsigned)).toBe('LTI_ALGORITHM')
    const mac = await signing(async ({ claims, issuer, key }) => {
      const pem = await exportSPKI((await importJWK(key.jwk, 'RS256')) as CryptoKey)
      return new SignJWT({ iss: issuer, aud: CLIENT, ...claims })
        .setProtectedHeader({ alg: 'HS256', kid: key.kid })
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(new TextEncoder().encode(pem))
    })
    expect(codeOf(mac)).toBe('LTI_ALGORITHM')
    expect(codeOf(await signing(async () => 'not.a.token'))).toBe('LTI_TOKEN')
  })

  it('in another browser than the one that began', async () => {
    const form = await at.browser.authorize(await at.browser.login(at.user, { link: at.link }))
    const other = at.parts.browser()
    const went = await other.launch(form)
    expect([went.status, went.headers.get('location')]).toEqual([200, null])
    expect(went.text).toContain('target="_blank"')
    expect(other.cookies.size).toBe(0)
  })

  it('that says no; its words stay words', async () => {
    const { state } = await at.browser.authorize(await at.browser.login(at.user, { link: at.link }))
    const went = await at.browser.launch({ state, error: 'login_required', error_description: '<b onclick=x>no</b>' })
    expect([went.status, codeOf(went)]).toEqual([403, 'LTI_SAID'])
    expect(went.text).toContain('login_required &lt;b onclick=x&gt;no')
  })

  it('when somebody who only learns asks to choose what a link opens', async () => {
    expect(codeOf(await at.browser.open('Lin', { choose: '7b' }))).toBe('LTI_ROLE')
  })
})

describe('keys of a platform', () => {
  const at = setUp('sqlite')
  afterEach(() => vi.restoreAllMocks())

  it('that cannot be read: nobody comes in until they can be', async () => {
    at.parts.platform.state.keysAway = true
    const went = await at.browser.open(at.user, { link: at.link })
    expect([went.status, codeOf(went)]).toEqual([502, 'LTI_KEYS_AWAY'])
    at.parts.platform.state.keysAway = false
  })

  it('a new one is asked for, at most once in the pause; one that was withdrawn ends', async () => {
    const { platform } = at.parts
    platform.state.keyCalls = 0
    const open = () => at.browser.open(at.user, { link: at.link })
    expect((await open()).status).toBe(303)
    const old = platform.keys[0]!
    await platform.rotate({ keepOld: false })
    const early = await open()
    expect([early.status, codeOf(early)]).toEqual([403, 'LTI_KEY'])
    expect(early.text).toContain('30 s')
    expect(platform.state.keyCalls).toBe(1)

    const later = Date.now() + LTI_TIMES.keysCooldownMs + 1_000
    vi.spyOn(Date, 'now').mockImplementation(() => later)
    expect((await open()).status).toBe(303)
    expect(platform.state.keyCalls).toBe(2)
    platform.state.sign = ({ key: _, ...signing }) => signWell({ ...signing, key: old })
    expect(codeOf(await open())).toBe('LTI_KEY')
  })
})

describe('the begin of a sign-in', () => {
  const at = setUp('sqlite')

  it('sets a cookie for another site’s answer, which no script reads, and one for each tab', async () => {
    await at.browser.login(at.user, { link: at.link })
    await at.browser.login(at.user, { link: at.link })
    for (const line of at.browser.set) expect(line).toMatch(/HttpOnly; Secure; SameSite=None; Partitioned/)
    expect(at.browser.cookies.size).toBe(2)
  })

  it('is refused for a platform that nobody registered, and for a target that is not ours', async () => {
    const login = (form: object) => at.browser.login(at.user, { link: at.link }, { form })
    expect(codeOf(await login({ iss: 'https://elsewhere.example' }))).toBe('LTI_PLATFORM_UNKNOWN')
    expect(codeOf(await login({ client_id: 'another' }))).toBe('LTI_PLATFORM_UNKNOWN')
    const foreign = await login({ target_link_uri: 'https://elsewhere.example/<script>' })
    expect(codeOf(foreign)).toBe('LTI_TARGET')
    expect(foreign.text).not.toContain('<script>')
    const { loginUrl } = at.parts.platform.state.tool!
    expect(codeOf(await at.browser.go(`${loginUrl}?iss=x`))).toBe('LTI_LOGIN')
  })

  it('works by GET, too', async () => {
    const { loginUrl, launchUrl } = at.parts.platform.state.tool!
    const hint = JSON.stringify({ link: at.link })
    const fields = {
      iss: at.parts.platform.issuer,
      login_hint: at.user,
      target_link_uri: launchUrl,
      lti_message_hint: hint,
    }
    const begun = await at.browser.go(`${loginUrl}?${new URLSearchParams(fields)}`)
    expect((await at.browser.launch(await at.browser.authorize(begun))).headers.get('location')).toBe(LESSON_PAGE)
  })

  it('in a frame leads to a window of its own, where it goes through; choosing stays in the frame', async () => {
    const frame = { 'sec-fetch-dest': 'iframe' }
    const framed = await at.browser.login(at.user, { link: at.link }, { headers: frame })
    expect(framed.headers.get('content-security-policy')).toContain('frame-ancestors *')
    const href = /<a class="go" href="([^"]+)" target="_blank"/.exec(framed.text)![1]!
    const went = await at.browser.launch(await at.browser.authorize(await at.browser.go(href)))
    expect(went.headers.get('location')).toBe(LESSON_PAGE)

    const choosing = await at.browser.login(at.user, { choose: '7b' }, { headers: frame })
    expect((await at.browser.launch(await at.browser.authorize(choosing), frame)).text).toContain('name="choice"')
    // A launch that came into a frame all the same signs nobody in there.
    const other = at.parts.browser()
    const late = await other.launch(await other.authorize(await other.login(at.user, { link: at.link })), frame)
    expect(late.text).toContain('target="_blank"')
    expect(other.cookies.has('wirebook')).toBe(false)
  })
})

describe('registration of platforms', () => {
  const at = setUp('sqlite')

  it('takes https, or loopback; one issuer and client once; and can be changed and removed', async () => {
    const { admin, platform } = at.parts
    const post = (changes: object) =>
      admin('POST', '/api/class/lti/platforms', { body: { ...platform.registration, ...changes } })
    expect((await post({})).json).toMatchObject({ code: 'LTI_PLATFORM_TWICE', where: 'clientId' })
    for (const field of ['issuer', 'authorizationUrl', 'tokenUrl', 'keysUrl'])
      for (const url of ['http://lms.example/x', 'ftp://127.0.0.1/', 'https://a:b@lms.example/', 'lms.example', ''])
        expect((await post({ [field]: url })).json).toMatchObject({ code: 'BODY_WRONG', where: field })
    expect((await post({ deployments: [] })).json).toMatchObject({ code: 'BODY_WRONG', where: 'deployments' })
    const { json: second } = await post({ clientId: 'second', deployments: ['d', 'd'] })
    expect(second).toMatchObject({ clientId: 'second', deployments: ['d'], tokenAudience: null })
    const path = `/api/class/lti/platforms/${String(second.id)}`
    expect((await admin('PUT', path, { body: platform.registration })).json.code).toBe('LTI_PLATFORM_TWICE')
    const body = { ...platform.registration, clientId: 'second', name: 'Moodle, second' }
    expect((await admin('PUT', path, { body })).json).toMatchObject({ name: 'Moodle, second', deployments: ['d-1'] })
    expect((await admin('DELETE', path)).status).toBe(200)
    expect((await admin('DELETE', path)).json.code).toBe('LTI_PLATFORM_UNKNOWN')
  })

  it('two registrations of one issuer are told apart by client or deployment, or refused', async () => {
    const { admin, platform } = at.parts
    const body = { ...platform.registration, clientId: 'second', deployments: ['d-2'] }
    await admin('POST', '/api/class/lti/platforms', { body })
    const { loginUrl, launchUrl } = platform.state.tool!
    const fields = { iss: platform.issuer, login_hint: at.user, target_link_uri: launchUrl }
    const login = (more: object) => at.browser.go(`${loginUrl}?${new URLSearchParams({ ...fields, ...more })}`)
    const client = ({ headers }: Went) => new URL(headers.get('location')!).searchParams.get('client_id')
    expect(codeOf(await login({}))).toBe('LTI_PLATFORM_UNKNOWN')
    expect(client(await login({ client_id: 'second' }))).toBe('second')
    expect(client(await login({ lti_deployment_id: 'd-1' }))).toBe(CLIENT)
  })
})
