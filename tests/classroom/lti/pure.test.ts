/** Parts of LTI that need no platform; and our own keys. */
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { nameOf } from '../../../src/sidecar/classroom/lti/accounts.ts'
import { resourceLinkOf } from '../../../src/sidecar/classroom/lti/claims.ts'
import { choices, pageOf, pointsOf, targetOf } from '../../../src/sidecar/classroom/lti/content.ts'
import { LTI_TIMES, SCORES } from '../../../src/sidecar/classroom/lti/limits.ts'
import { authorization } from '../../../src/sidecar/classroom/lti/login.ts'
import { nextOf } from '../../../src/sidecar/classroom/lti/members.ts'
import { mayChoose, roleFrom } from '../../../src/sidecar/classroom/lti/roles.ts'
import { pauseOf, scoresUrl } from '../../../src/sidecar/classroom/lti/send.ts'
import { publicKeys, signer } from '../../../src/sidecar/classroom/lti/tool-keys.ts'
import type { Database } from '../../../src/sidecar/database/database.ts'
import { databases, KINDS } from '../../support/databases.ts'

const CONTEXT = 'http://purl.imsglobal.org/vocab/lis/v2/membership'

describe('roles', () => {
  it.each([
    [[`${CONTEXT}#Instructor`], 'instructor'],
    [['Instructor'], 'instructor'],
    [[`${CONTEXT}/Instructor#PrimaryInstructor`], 'instructor'],
    [[`${CONTEXT}#Instructor`, `${CONTEXT}/Instructor#TeachingAssistant`], 'assistant'],
    [[`${CONTEXT}#Learner`], 'learner'],
    [[`${CONTEXT}#Mentor`], 'learner'],
    [['http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor'], 'learner'],
    [['http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator'], 'learner'],
    [[], 'learner'],
  ])('%j: %s', (roles, role) => expect(roleFrom(roles)).toBe(role))

  it('who makes material may choose, though not teach', () => {
    expect(mayChoose([`${CONTEXT}#ContentDeveloper`])).toBe(true)
    expect(mayChoose([`${CONTEXT}#Learner`])).toBe(false)
  })
})

describe('addresses', () => {
  it('scores are below the path of a line item; its query stays', () => {
    expect(scoresUrl('https://lms.example/items/7/lineitem?type_id=3')).toBe(
      'https://lms.example/items/7/lineitem/scores?type_id=3',
    )
    expect(scoresUrl('https://lms.example/items/7/')).toBe('https://lms.example/items/7/scores')
  })

  it('a sign-in keeps the query of the platform’s address', () => {
    const hints = { login_hint: 'a b', lti_message_hint: undefined }
    const url = new URL(
      authorization({ authorizationUrl: 'https://lms.example/auth?site=3', clientId: 'c' }, hints, {
        ...{ state: 's', nonce: 'n', launchUrl: 'https://course.example/launch' },
      }),
    )
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ site: '3', login_hint: 'a b', state: 's', nonce: 'n' })
    expect(url.searchParams.has('lti_message_hint')).toBe(false)
  })

  it('the next page of members is at the same server, and named as such', () => {
    const from = 'https://lms.example/members'
    expect(nextOf('<https://lms.example/m?p=1>; rel="first", </m?p=2>; rel="next"', from)).toBe(
      'https://lms.example/m?p=2',
    )
    expect(nextOf('<https://lms.example/m?p=2>; rel=next', from)).toBe('https://lms.example/m?p=2')
    expect(nextOf('<https://lms.example/m?p=2>; rel="prev", <https://x.example/>; rel="nexts"', from)).toBe(null)
    expect(nextOf(null, from)).toBe(null)
    expect(() => nextOf('<https://elsewhere.example/m>; rel="next"', from)).toThrow('another server')
  })

  it('services of this machine are called only for a platform that is on it', () => {
    const claims = (lineitem: string) => ({
      'https://purl.imsglobal.org/spec/lti/claim/resource_link': { id: 'x' },
      'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': {
        scope: ['https://purl.imsglobal.org/spec/lti-ags/scope/score'],
        lineitem,
      },
    })
    expect(resourceLinkOf(claims('http://127.0.0.1:9/x'), false)?.lineItem).toBe(null)
    expect(resourceLinkOf(claims('http://127.0.0.1:9/x'), true)?.lineItem).toBe('http://127.0.0.1:9/x')
    expect(resourceLinkOf(claims('http://lms.example/x'), true)?.lineItem).toBe(null)
    expect(resourceLinkOf(claims('https://lms.example/x'), false)?.lineItem).toBe('https://lms.example/x')
  })
})

describe('what a link opens', () => {
  it('by its own parameters, then by its address; nothing that the course does not have', () => {
    const link = (custom: object, target: string | null = null) =>
      targetOf({ custom: custom as Record<string, unknown>, target })
    const named = { wirebook_kind: 'lesson', wirebook_ref: 'tcp/close' }
    expect(link(named, 'https://c.example/launch?exercise=tcp/states')).toEqual({
      ...{ kind: 'lesson', ref: 'tcp/close', maxPoints: 100 },
    })
    expect(link({}, 'https://c.example/launch?exercise=tcp/states&points=5')).toEqual({
      ...{ kind: 'exercise', ref: 'tcp/states', maxPoints: 5 },
    })
    expect(link({ wirebook_kind: 'lesson', wirebook_ref: '../x' }, 'https://c.example/launch')).toBe(null)
    expect(link({ wirebook_kind: ['lesson'], wirebook_ref: 7 })).toBe(null)
  })

  it('points are more than nothing and not too many', () => {
    expect(['20', '0.5', '0', '-1', '1e9', 'NaN', '', undefined, 7].map(pointsOf)).toEqual([
      ...[20, 0.5, 100, 100, 100, 100, 100, 100, 100],
    ])
  })

  it('every choice has a page', () => {
    const all = choices().flatMap(({ targets }) => targets)
    expect(all.length).toBeGreaterThan(50)
    for (const target of all)
      expect(pageOf(target, 'zh-cn')).toMatch(/^\/zh-cn\/[a-z-]+\/[a-z-]+\/(#exercise-[a-z0-9-]+)?$/)
  })
})

describe('names and pauses', () => {
  it('a name that a platform says is cut and cleaned, or is none', () => {
    expect(nameOf('  Lin   Wei ')).toBe('Lin Wei')
    expect(nameOf('😀'.repeat(90))).not.toBe(undefined)
    expect(nameOf('x'.repeat(500))).toHaveLength(80)
    for (const none of [null, '', '   ', 'a\u202eb']) expect(nameOf(none)).toBe(null)
  })

  it('pauses grow, within bounds', () => {
    expect([1, 2, 3, 8, 60].map((tries) => pauseOf(tries, SCORES, null))).toEqual([
      ...[30_000, 60_000, 120_000, 3_600_000, 3_600_000],
    ])
    expect(pauseOf(1, SCORES, 90_000)).toBe(90_000)
    expect(pauseOf(1, SCORES, 9e9)).toBe(3_600_000)
  })
})

describe.each(KINDS)('our own keys on %s', (kind) => {
  const base = databases(kind)
  const kids = async ({ db }: Database, now: number) => (await publicKeys(db, now)).keys.map(({ kid }) => kid)

  it('are made once, whoever asks first, and show nothing private', async () => {
    const database = await base.fresh()
    const all = await Promise.all([1, 2, 3].map(() => publicKeys(database.db, 1_000)))
    expect(new Set(all.map(({ keys }) => keys[0]!.kid)).size).toBe(1)
    expect(Object.keys(all[0]!.keys[0]!).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
  })

  it('a new one is shown before it signs, and the old one after', async () => {
    const database = await base.fresh()
    const { db } = database
    const { keyMs, keyBeforeMs, keyAfterMs } = LTI_TIMES
    const first = (await signer(db, 0)).kid
    expect(await kids(database, keyMs - keyBeforeMs - 1)).toEqual([first])
    const shown = await kids(database, keyMs - keyBeforeMs)
    expect(shown).toHaveLength(2)
    expect((await signer(db, keyMs - 1)).kid).toBe(first)
    expect((await signer(db, keyMs)).kid).toBe(shown[0])
    const third = await kids(database, 2 * keyMs - keyBeforeMs)
    expect(third).toHaveLength(2)
    expect(third).not.toContain(first)
    expect(keyMs - keyBeforeMs).toBeGreaterThan(keyAfterMs)
  })

  it('what is signed is verified by what is shown', async () => {
    const { db } = await base.fresh()
    const { kid, key } = await signer(db, 5)
    const jwt = await new SignJWT({ a: 1 }).setProtectedHeader({ alg: 'RS256', kid }).sign(key)
    expect((await jwtVerify(jwt, createLocalJWKSet(await publicKeys(db, 5)))).payload).toEqual({ a: 1 })
  })
})
