/** Passkeys over HTTP, with an authenticator in software that also lies. */
import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PASSKEY_LIMITS, type Passkeys } from '../../../src/protocol/classroom/passkeys.ts'
import { setPassphrase } from '../../../src/sidecar/classroom/people/credentials.ts'
import { CEREMONY_MS } from '../../../src/sidecar/classroom/people/passkeys/limits.ts'
import { placeOf } from '../../../src/sidecar/classroom/people/passkeys/place.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { type Answered, type Ask, type Door, openDoor } from '../door.ts'
import { Authenticator, type Lies } from './authenticator.ts'

const ORIGIN = 'https://course.example.org'
const PASSKEYS = '/api/class/passkeys'
type Options = { challenge: string; rp: { id: string }; user: { id: string }; rpId: string }

describe.each(KINDS)('passkeys on %s', (kind) => {
  const base = databases(kind)
  let door: Door
  let lin: string
  let ask: Ask
  let phone: Authenticator
  beforeEach(async () => {
    door = await openDoor(await base.fresh(), { origin: ORIGIN })
    lin = await door.person('Lin')
    ask = await door.as(lin)
    phone = new Authenticator(ORIGIN)
  }, 60_000)
  afterEach(() => door.close())
  const db = () => door.classroom.database.db

  async function add(with_ = phone, { by = ask, lies = {} as Lies, name = undefined as string | undefined } = {}) {
    const { json } = await by('POST', `${PASSKEYS}/options`)
    const answer = with_.create(json as Options, lies)
    return by('POST', PASSKEYS, { body: { answer, ...(name !== undefined && { name }) } })
  }
  const options = async () => (await door.ask('POST', '/api/class/sign-in/passkey/options')).json as Options
  const enter = async (with_ = phone, lies: Lies = {}): Promise<Answered> => {
    const answer = with_.get(await options(), lies)
    return door.ask('POST', '/api/class/sign-in/passkey', { body: { answer } })
  }
  const list = async () => (await ask('GET', PASSKEYS)).json as Passkeys

  it('is added, listed, signs in without a name, and is counted', async () => {
    expect(await list()).toEqual({ possible: true, passkeys: [] })
    expect((await add(phone, { name: ' My phone ' })).status).toBe(201)
    const { status, json, cookie } = await enter()
    expect([status, json.id]).toEqual([200, lin])
    expect((await door.ask('GET', '/api/class/me', { token: cookie })).json.handle).toBe('lin')
    expect((await list()).passkeys).toMatchObject([{ name: 'My phone', usedAt: door.clock.now, synced: false }])
    expect((await enter()).status).toBe(200)
    // What a copy of the key would say: as many signatures as before.
    expect((await enter(phone, { counter: 2 })).json.code).toBe('PASSKEY_WRONG')
    expect((await enter(phone, { counter: 0 })).json.code).toBe('PASSKEY_WRONG')
    const both = await Promise.all([enter(phone, { counter: 9 }), enter(phone, { counter: 9 })])
    expect(both.map((one) => one.status).toSorted()).toEqual([200, 403])
  })

  it('one person has several, also such as do not count, and they sign in side by side', async () => {
    const synced = new Authenticator(ORIGIN, { counts: false })
    await add()
    await add(synced)
    const answers = await Promise.all([enter(), enter(synced), enter(synced), enter(synced)])
    expect(answers.map(({ json }) => json.id)).toEqual([lin, lin, lin, lin])
    expect((await list()).passkeys).toHaveLength(2)
  })

  it('is not added when it is for elsewhere, or made without its owner', async () => {
    const all: Lies[] = [
      { origin: 'https://course.example.org.evil.example' },
      { rpID: 'evil.example' },
      { flags: 0x01 },
      { flags: 0x00 },
      { type: 'webauthn.get' },
    ]
    for (const lies of all) expect((await add(phone, { lies })).json.code, JSON.stringify(lies)).toBe('PASSKEY_WRONG')
    expect((await list()).passkeys).toEqual([])
  })

  it('does not let in what is not signed as it has to be', async () => {
    await add()
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const all: Lies[] = [
      { origin: 'https://evil.example' },
      { rpID: 'evil.example' },
      { flags: 0x01 },
      { flags: 0x00 },
      { type: 'webauthn.create' },
      { key },
      { userHandle: Buffer.from('somebody else').toString('base64url') },
    ]
    for (const lies of all) expect((await enter(phone, lies)).json.code, JSON.stringify(lies)).toBe('PASSKEY_WRONG')
    const stranger = new Authenticator(ORIGIN)
    stranger.create({ challenge: 'AAAA', rp: { id: 'course.example.org' }, user: { id: 'AAAA' } })
    expect((await enter(stranger)).json.code).toBe('PASSKEY_WRONG')
    await db().updateTable('person').set({ active: 0 }).where('id', '=', lin).execute()
    expect((await enter()).json.code).toBe('PASSKEY_WRONG')
  })

  it('a challenge is good once, for a while, for its own question and its own person', async () => {
    await add()
    const answer = phone.get(await options())
    const send = () => door.ask('POST', '/api/class/sign-in/passkey', { body: { answer } })
    const answers = await Promise.all([send(), send(), send()])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 410, 410])
    const late = phone.get(await options())
    door.clock.now += CEREMONY_MS
    expect((await door.ask('POST', '/api/class/sign-in/passkey', { body: { answer: late } })).json.code).toBe(
      'PASSKEY_LATE',
    )
    expect((await enter(phone, { challenge: Buffer.alloc(32).toString('base64url') })).json.code).toBe('PASSKEY_LATE')
    const begun = (await ask('POST', `${PASSKEYS}/options`)).json as Options
    const crossed = phone.get({ challenge: begun.challenge, rpId: begun.rp.id })
    expect((await door.ask('POST', '/api/class/sign-in/passkey', { body: { answer: crossed } })).json.code).toBe(
      'PASSKEY_LATE',
    )
    const other = await door.as(await door.person('Other'))
    const stolen = new Authenticator(ORIGIN).create(begun)
    expect((await other('POST', PASSKEYS, { body: { answer: stolen } })).json.code).toBe('PASSKEY_LATE')
  })

  it('is one person’s only, and nobody has too many', async () => {
    const { json } = await ask('POST', `${PASSKEYS}/options`)
    const answer = phone.create(json as Options)
    await ask('POST', PASSKEYS, { body: { answer } })
    const other = await door.as(await door.person('Other'))
    const theirs = (await other('POST', `${PASSKEYS}/options`)).json as Options
    // The same credential once more, for another account: the first owner keeps it.
    const again = new Authenticator(ORIGIN)
    const forged = again.create(theirs)
    const own = Buffer.from(again.keys[0]!.id)
    const object = Buffer.from(forged.response.attestationObject, 'base64url')
    object.fill(phone.keys[0]!.id, object.indexOf(own), object.indexOf(own) + own.length)
    const body = {
      answer: {
        ...forged,
        id: answer.id,
        rawId: answer.id,
        response: { ...forged.response, attestationObject: object.toString('base64url') },
      },
    }
    expect((await other('POST', PASSKEYS, { body })).json.code).toBe('PASSKEY_THERE')
    for (let n = 1; n < PASSKEY_LIMITS.each; n += 1) expect((await add(new Authenticator(ORIGIN))).status).toBe(201)
    expect((await ask('POST', `${PASSKEYS}/options`)).json.code).toBe('TOO_MANY_PASSKEYS')
  })

  it('is called something else by its owner alone, still signs in, and that is noted', async () => {
    await add()
    const [one] = (await list()).passkeys
    const rename = (name: unknown, who = ask) => who('PATCH', `${PASSKEYS}/${one!.id}`, { body: { name } })
    const other = await door.as(await door.person('Other'))
    expect((await rename('theirs', other)).json.code).toBe('PASSKEY_UNKNOWN')
    for (const bad of ['x'.repeat(PASSKEY_LIMITS.name + 1), 'a\u202Eb', 7])
      expect((await rename(bad)).json.code).toBe('BODY_WRONG')
    expect((await rename('  my telephone 📱 ')).json).toMatchObject({
      passkeys: [{ id: one!.id, name: 'my telephone 📱' }],
    })
    expect((await enter()).status).toBe(200)
    expect((await list()).passkeys[0]).toMatchObject({ name: 'my telephone 📱' })
    const noted = await db().selectFrom('audit').select('by').where('action', '=', 'passkey.rename').execute()
    expect(noted).toEqual([{ by: lin }])
  })

  it('the last way to sign in stays; others’ are not there to be removed', async () => {
    const two = new Authenticator(ORIGIN)
    await add()
    await add(two)
    const ids = (await list()).passkeys.map(({ id }) => id)
    const other = await door.as(await door.person('Other'))
    expect((await other('DELETE', `${PASSKEYS}/${ids[0]}`)).json.code).toBe('PASSKEY_UNKNOWN')
    const answers = await Promise.all(ids.map((id) => ask('DELETE', `${PASSKEYS}/${id}`)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(answers.find(({ status }) => status === 409)?.json.code).toBe('LAST_WAY_IN')
    const [left] = (await list()).passkeys
    await setPassphrase(db(), lin, '{}', door.clock.now)
    expect((await ask('DELETE', `${PASSKEYS}/${left!.id}`)).json).toMatchObject({ passkeys: [] })
    const codes = [await enter(), await enter(two)].map(({ json }) => json.code)
    expect(codes).toEqual(['PASSKEY_WRONG', 'PASSKEY_WRONG'])
  })

  it('what is no answer of an authenticator is refused as such', async () => {
    const good = phone.create((await ask('POST', `${PASSKEYS}/options`)).json as Options)
    const bad = [
      { ...good, id: 'x'.repeat(2_000) },
      { ...good, response: { ...good.response, attestationObject: 'no base64url!' } },
      { ...good, type: 'password' },
    ]
    for (const answer of bad) expect((await ask('POST', PASSKEYS, { body: { answer } })).json.code).toBe('BODY_WRONG')
    const none = { ...good, response: { ...good.response, clientDataJSON: 'AAAA' } }
    expect((await ask('POST', PASSKEYS, { body: { answer: none } })).json.code).toBe('PASSKEY_LATE')
    const cut = { ...good, response: { ...good.response, attestationObject: 'AAAA' } }
    expect((await ask('POST', PASSKEYS, { body: { answer: cut } })).json.code).toBe('PASSKEY_WRONG')
  })
})

describe('where passkeys can be', () => {
  it.each([
    ['https://course.example.org', 'course.example.org'],
    ['https://course.example.org:8443', 'course.example.org'],
    ['http://localhost:4321', 'localhost'],
    ['http://127.0.0.1:4321', undefined],
    ['http://[::1]:4321', undefined],
  ])('%s', (origin, rpID) => {
    expect(placeOf(origin)?.rpID).toBe(rpID)
  })
})
