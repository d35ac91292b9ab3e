/** LTI 1.3 from end to end: a platform, the door, and the browser between them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LtiOfCohort, MembersSynced, ScoreEntry } from '../../../src/protocol/classroom/lti.ts'
import { sendDue } from '../../../src/sidecar/classroom/lti/send.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { addUser } from './browser.ts'
import { EXERCISE, exerciseLink, graded, LESSON_PAGE, openParts, type Parts } from './parts.ts'
import { ROLE } from './platform.ts'

type Me = { id: string; name: string; admin: boolean; cohorts: { id: string; title: string; role: string }[] }

describe.each(KINDS)('LTI on %s', (kind) => {
  const base = databases(kind)
  let parts: Parts
  beforeEach(async () => {
    parts = await openParts(await base.fresh())
  }, 60_000)
  afterEach(() => parts.close())

  const open = async (user: string, hint: object) => {
    const browser = parts.browser()
    const went = await browser.open(user, hint)
    const ask = parts.asked(browser)
    return { ...went, ask, me: (await ask('GET', '/api/class/me')).json as unknown as Me }
  }

  it('from the choice of an exercise to its score in the platform', async () => {
    const { platform, door } = parts
    // Tao chooses what the link opens.
    const browser = parts.browser()
    const choosing = await browser.open('Tao', { choose: '7b' })
    expect(choosing.text).toContain('<select name="choice"')
    const token = /name="token" value="([^"]+)"/.exec(choosing.text)![1]!
    const form = { token, choice: `exercise:${EXERCISE}`, points: '20' }
    const { origin } = new URL(platform.state.tool!.launchUrl)
    const going = await browser.go(`${origin}/api/class/lti/deep-link`, { form })
    const [, action, jwt] = /action="([^"]+)">\s*<input type="hidden" name="JWT" value="([^"]+)"/.exec(going.text)!
    const back = await browser.go(action!, { form: { JWT: jwt! } })
    expect(back.status, back.text).toBe(200)
    const said = platform.returned[0]!
    expect(said).toMatchObject({
      'https://purl.imsglobal.org/spec/lti/claim/message_type': 'LtiDeepLinkingResponse',
      'https://purl.imsglobal.org/spec/lti/claim/deployment_id': 'd-1',
      'https://purl.imsglobal.org/spec/lti-dl/claim/data': 'opaque & "quoted"',
    })
    const [item] = said['https://purl.imsglobal.org/spec/lti-dl/claim/content_items'] as Record<string, unknown>[]
    expect(item).toMatchObject({ type: 'ltiResourceLink', lineItem: { scoreMaximum: 20, resourceId: EXERCISE } })
    expect((await browser.go(`${origin}/api/class/lti/deep-link`, { form })).text).toContain('LTI_STATE')
    // Nobody was signed in by it, and nobody was made.
    expect(browser.cookies.has('wirebook')).toBe(false)
    const link = platform.place('7b', item!)

    // The class is made by Tao's launch; Lin joins it by hers.
    const tao = await open('Tao', { link })
    expect([tao.status, tao.headers.get('location')]).toEqual([303, LESSON_PAGE])
    expect(tao.me).toMatchObject({ name: 'Tao', admin: false, cohorts: [{ title: 'Course 7b', role: 'instructor' }] })
    const lin = await open('Lin', { link })
    const cohort = tao.me.cohorts[0]!.id
    expect(lin.me).toMatchObject({ name: 'Lin', admin: false, cohorts: [{ id: cohort, role: 'learner' }] })
    // And comes back as the same person.
    expect((await open('Lin', { link })).me.id).toBe(lin.me.id)
    const overview = (await tao.ask('GET', `/api/class/cohorts/${cohort}/lti`)).json as unknown as LtiOfCohort
    expect(overview).toMatchObject({
      contexts: [{ platform: 'Moodle of the school', context: '7b', members: true }],
      links: [{ kind: 'exercise', ref: EXERCISE, scores: true, maxPoints: 20 }],
    })

    // Her verdict goes to the line item, whose address has a query.
    const now = door.clock.now
    await graded(door.classroom, lin.me.id, 7, { now })
    const ledger = async () =>
      ((await tao.ask('GET', `/api/class/cohorts/${cohort}/lti/scores`)).json as { scores: ScoreEntry[] }).scores
    expect(await ledger()).toMatchObject([{ name: 'Lin', exercise: EXERCISE, points: 14, state: 'waiting', tries: 0 }])
    expect(await sendDue(door.classroom)).toEqual({ acknowledged: 1, later: 0, failed: 0 })
    expect(platform.scores).toEqual([
      {
        lineItem: `${platform.issuer}/items/1?kind=lti`,
        body: {
          userId: 'sub of Lin',
          scoreGiven: 14,
          scoreMaximum: 20,
          activityProgress: 'Completed',
          gradingProgress: 'FullyGraded',
          timestamp: new Date(now).toISOString(),
        },
      },
    ])
    expect(await ledger()).toMatchObject([{ state: 'acknowledged', tries: 1, answer: '200', acknowledgedAt: now }])
    // A learner reads none of it.
    expect((await lin.ask('GET', `/api/class/cohorts/${cohort}/lti/scores`)).json.code).toBe('NOT_ALLOWED')
  })

  it('a learner cannot open a class before somebody who teaches it; nothing of the try stays', async () => {
    const link = exerciseLink(parts.platform)
    const early = await open('Lin', { link })
    expect(early).toMatchObject({ status: 409, me: { code: 'SIGN_IN' } })
    expect(early.text).toContain('LTI_CLASS')
    const { db } = parts.door.classroom.database
    expect(await db.selectFrom('credential').select('id').where('kind', '=', 'lti').execute()).toEqual([])
    expect((await db.selectFrom('person').select('name').execute()).map(({ name }) => name)).toEqual(['Admin'])
    await open('Tao', { link })
    expect((await open('Lin', { link })).status).toBe(303)
  })

  it('roles count for the class of the launch alone; those of the institution for nothing', async () => {
    const { platform, door } = parts
    addUser(platform, 'Ada', ROLE.assistant, ROLE.instructor)
    addUser(platform, 'Root', ROLE.siteAdmin, ROLE.learner)
    const [own, other] = [exerciseLink(platform, '7b'), exerciseLink(platform, '8a')]
    const tao = await open('Tao', { link: own })
    platform.users.set('Tao', { ...platform.users.get('Tao')!, roles: [ROLE.learner] })
    addUser(platform, 'Uma', ROLE.instructor)
    await open('Uma', { link: other })
    const both = await open('Tao', { link: other })
    expect(both.me.id).toBe(tao.me.id)
    expect(new Map(both.me.cohorts.map(({ title, role }) => [title, role]))).toEqual(
      new Map([
        ['Course 7b', 'instructor'],
        ['Course 8a', 'learner'],
      ]),
    )
    // Looking at one's own class as learners do takes nothing.
    expect((await open('Tao', { link: own })).me.cohorts).toContainEqual(
      expect.objectContaining({ title: 'Course 7b', role: 'instructor' }),
    )
    expect((await open('Ada', { link: own })).me.cohorts).toMatchObject([{ role: 'assistant' }])
    expect((await open('Root', { link: own })).me).toMatchObject({ admin: false, cohorts: [{ role: 'learner' }] })
    // Nor does a name or an address make anybody somebody who is here already.
    addUser(platform, 'Admin', ROLE.learner)
    platform.users.set('Admin', { ...platform.users.get('Admin')!, sub: await door.person('X') })
    expect((await open('Admin', { link: own })).me).toMatchObject({ name: 'Admin', admin: false })
  })

  it('first launches at the same moment make one class, and one account of one person', async () => {
    addUser(parts.platform, 'Uma', ROLE.instructor)
    const link = exerciseLink(parts.platform)
    const went = await Promise.all(['Tao', 'Uma', 'Tao', 'Uma'].map((user) => open(user, { link })))
    expect(went.map(({ status }) => status)).toEqual([303, 303, 303, 303])
    const { db } = parts.door.classroom.database
    expect(await db.selectFrom('cohort').select('title').execute()).toEqual([{ title: 'Course 7b' }])
    const people = await db.selectFrom('membership').select('role').execute()
    expect(people.map(({ role }) => role)).toEqual(['instructor', 'instructor'])
    expect((await db.selectFrom('person').select('id').execute()).length).toBe(3)
  })

  it('an account that was closed stays closed', async () => {
    const link = exerciseLink(parts.platform)
    const { me } = await open('Tao', { link })
    await parts.admin('PATCH', `/api/class/people/${me.id}`, { body: { active: false } })
    const again = await open('Tao', { link })
    expect(again.status).toBe(403)
    expect(again.text).toContain('LTI_CLOSED')
  })

  it('members are read from the platform, page by page: added, changed, taken out; others are left alone', async () => {
    const { platform, door } = parts
    const link = exerciseLink(platform)
    const tao = await open('Tao', { link })
    const cohort = tao.me.cohorts[0]!.id
    const { db } = door.classroom.database
    const local = await door.person('Local')
    await db
      .insertInto('membership')
      .values({ cohort_id: cohort, person_id: local, role: 'learner', joined_at: 1 })
      .execute()
    addUser(platform, 'Ada', ROLE.assistant, ROLE.instructor)
    platform.users.set('Gone', { ...addUser(platform, 'Gone', ROLE.learner), status: 'Inactive' })
    platform.users.set('Nameless', { sub: 'n', roles: [ROLE.learner] })
    const sync = async () => (await tao.ask('POST', `/api/class/cohorts/${cohort}/lti/members`)).json
    const roles = async () => {
      const rows = await db
        .selectFrom('membership')
        .innerJoin('person', 'person.id', 'membership.person_id')
        .select(['name', 'role'])
        .where('cohort_id', '=', cohort)
        .execute()
      return Object.fromEntries(rows.map(({ name, role }) => [name, role]))
    }
    expect(await sync()).toEqual({ members: 4, added: 3, changed: 0, removed: 0 } satisfies MembersSynced)
    const all = { Tao: 'instructor', Lin: 'learner', Ada: 'assistant', Learner: 'learner', Local: 'learner' }
    expect(await roles()).toEqual(all)
    expect(await sync()).toEqual({ members: 4, added: 0, changed: 0, removed: 0 })
    // Lin's account is the one that her launch finds.
    const lin = (await open('Lin', { link })).me
    expect(lin.cohorts).toMatchObject([{ id: cohort, role: 'learner' }])

    addUser(platform, 'Ada', ROLE.learner)
    platform.users.delete('Lin')
    // Whoever reads the members keeps their place.
    platform.users.delete('Tao')
    expect(await sync()).toEqual({ members: 2, added: 0, changed: 1, removed: 1 })
    expect(await roles()).toEqual({ Tao: 'instructor', Ada: 'learner', Learner: 'learner', Local: 'learner' })

    // A token is not carried to another server, and half a list takes nobody out.
    platform.state.pageSize = 1
    platform.state.nextAt = 'http://127.0.0.1:9/members'
    expect(await sync()).toMatchObject({ code: 'LTI_SERVICE' })
    expect(Object.keys(await roles())).toHaveLength(4)
  })
})
