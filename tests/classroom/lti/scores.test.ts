/** Scores on their way to a platform: nothing is lost by a platform, or a server of ours, that fails. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ScoreEntry } from '../../../src/protocol/classroom/lti.ts'
import { SCORES } from '../../../src/sidecar/classroom/lti/limits.ts'
import { owed } from '../../../src/sidecar/classroom/lti/owed.ts'
import { sendDue, startScores } from '../../../src/sidecar/classroom/lti/send.ts'
import { type Database, migrate } from '../../../src/sidecar/database/database.ts'
import { databases, KINDS } from '../../support/databases.ts'
import type { Ask } from '../door.ts'
import { addUser } from './browser.ts'
import { EXERCISE, exerciseLink, graded, openParts, type Parts } from './parts.ts'
import { ROLE } from './platform.ts'

describe.each(KINDS)('scores for a platform on %s', (kind) => {
  const base = databases(kind)
  let parts: Parts
  let place: string
  let database: Database
  let teacher: string
  let tao: Ask
  let cohort: string
  let start: number
  /** A learner of their own for each test: the platform's name for them, and ours. */
  let user: string
  let lin: string
  let learners = 0
  beforeAll(async () => {
    place = await base.place()
    database = await base.open(place)
    await migrate(database)
    parts = await openParts(database)
    start = parts.door.clock.now
    const browser = parts.browser()
    await browser.open('Tao', { link: exerciseLink(parts.platform) })
    const { json } = await parts.asked(browser)('GET', '/api/class/me')
    const me = json as { id: string; cohorts: { id: string }[] }
    teacher = me.id
    cohort = me.cohorts[0]!.id
  }, 60_000)
  afterAll(() => parts.close())
  beforeEach(async () => {
    const { door, platform } = parts
    Object.assign(platform.state, { scoreAnswers: [], onScore: null, scoreCalls: 0, tokenCalls: 0 })
    door.clock.now = start
    await database.db.deleteFrom('lti_score').execute()
    tao = await door.as(teacher)
    user = `Lin ${++learners}`
    addUser(platform, user, ROLE.learner)
    const browser = parts.browser()
    await browser.open(user, { link: 'link-1' })
    lin = ((await parts.asked(browser)('GET', '/api/class/me')).json as { id: string }).id
  })

  const classroom = () => parts.door.classroom
  const grade = (points: number, more: object = {}) =>
    graded(classroom(), lin, points, { now: parts.door.clock.now, ...more })
  const send = () => sendDue(classroom())
  const heard = () => parts.platform.scores.filter(({ body }) => body.userId === `sub of ${user}`)
  const given = () => heard().map(({ body }) => body.scoreGiven)
  const ledger = async () =>
    ((await tao('GET', `/api/class/cohorts/${cohort}/lti/scores`)).json as { scores: ScoreEntry[] }).scores
  const ACKNOWLEDGED = { acknowledged: 1, later: 0, failed: 0 }
  const LATER = { acknowledged: 0, later: 1, failed: 0 }
  const NOTHING = { acknowledged: 0, later: 0, failed: 0 }

  it('what is owed stands or falls with the verdict’s transaction', async () => {
    await expect(grade(5, { fails: true })).rejects.toThrow('the transaction fails')
    expect(await ledger()).toEqual([])
    expect(await send()).toEqual(NOTHING)
  })

  it('after 503 it is sent again, later and later; sooner than the platform asks for never', async () => {
    const { platform, door } = parts
    platform.state.scoreAnswers = [{ status: 503 }, { status: 503 }, { status: 429, headers: { 'retry-after': '900' } }]
    await grade(5)
    expect(await send()).toEqual(LATER)
    expect(await ledger()).toMatchObject([{ state: 'waiting', tries: 1, answer: '503 {}' }])
    door.clock.now += SCORES.pauseMs - 1
    expect(await send()).toEqual(NOTHING)
    door.clock.now += 1
    expect(await send()).toEqual(LATER)
    door.clock.now += 2 * SCORES.pauseMs
    expect(await send()).toEqual(LATER)
    door.clock.now += 899_000
    expect(await send()).toEqual(NOTHING)
    door.clock.now += 1_000
    expect(await send()).toEqual(ACKNOWLEDGED)
    expect(given()).toEqual([10])
    expect(await ledger()).toMatchObject([{ state: 'acknowledged', tries: 4 }])
  })

  it('a server that is killed after it sent, and before it knew: another one sends after the lease', async () => {
    const { platform, door } = parts
    await grade(5)
    // The first one: ended when the platform has the score, and nothing of the answer was kept.
    const end = new AbortController()
    platform.state.onScore = async () => end.abort()
    await expect(sendDue({ ...classroom(), signal: end.signal })).rejects.toThrow()
    platform.state.onScore = null
    expect(await ledger()).toMatchObject([{ state: 'waiting', tries: 1 }])
    const other = { ...classroom(), database: await base.open(place) }
    expect(await sendDue(other)).toEqual(NOTHING)
    door.clock.now += SCORES.leaseMs
    expect(await sendDue(other)).toEqual(ACKNOWLEDGED)
    // The platform heard it twice, as the same score of the same moment.
    const [first, second] = heard().map(({ body }) => body)
    expect(second).toEqual(first)
    expect(heard()).toHaveLength(2)
  })

  it('of two servers at once one sends', async () => {
    await grade(5)
    const other = { ...classroom(), database: await base.open(place) }
    const sent = await Promise.all([send(), sendDue(other), send(), sendDue(other)])
    expect(sent.reduce((sum, { acknowledged }) => sum + acknowledged, 0)).toBe(1)
    expect(parts.platform.state.scoreCalls).toBe(1)
  })

  it('a token that the platform takes no longer is asked for anew', async () => {
    const { platform } = parts
    await grade(5)
    await send()
    platform.state.tokenCalls = 0
    await grade(6)
    await send()
    expect(platform.state.tokenCalls).toBe(0)
    platform.revokeTokens()
    await grade(7)
    expect(await send()).toEqual(ACKNOWLEDGED)
    expect(platform.state.tokenCalls).toBe(1)
    expect(given()).toEqual([10, 12, 14])
  })

  it('what the platform refuses has failed, until somebody who teaches says again', async () => {
    const { platform, door } = parts
    platform.state.scoreAnswers = [{ status: 403 }]
    await grade(5)
    expect(await send()).toEqual({ acknowledged: 0, later: 0, failed: 1 })
    const [failed] = await ledger()
    expect(failed).toMatchObject({ state: 'failed', answer: '403 {}', nextAt: null })
    door.clock.now += 86_400_000
    expect(await send()).toEqual(NOTHING)
    const again = `/api/class/cohorts/${cohort}/lti/scores/${failed!.id}/again`
    expect((await tao('POST', again)).status).toBe(200)
    expect(await send()).toEqual(ACKNOWLEDGED)
    expect((await tao('POST', again)).json.code).toBe('LTI_SCORE_TOLD')
    expect((await tao('POST', again.replace(failed!.id, 'x'))).json.code).toBe('LTI_SCORE_UNKNOWN')
  })

  it('gives up after its tries', async () => {
    parts.platform.state.scoreAnswers = [{ status: 500 }, { status: 500 }]
    await grade(5)
    const times = { tries: 2, pauseMs: 0 }
    expect(await sendDue({ ...classroom(), times })).toEqual(LATER)
    expect(await sendDue({ ...classroom(), times })).toEqual({ acknowledged: 0, later: 0, failed: 1 })
  })

  it('the best attempt counts: a worse one owes nothing, a better one takes the place of one that waits', async () => {
    await grade(5)
    await grade(3)
    await grade(10, { verdict: 'error' })
    expect(await ledger()).toHaveLength(1)
    await grade(8)
    expect(await ledger()).toMatchObject([{ points: 16, state: 'waiting' }])
    await send()
    await grade(4)
    expect(await ledger()).toHaveLength(1)
    // A regrade may lower it; the platform takes it, since it is later.
    const { db } = database
    await db.updateTable('verdict').set({ points: 2 }).where('points', '=', 8).execute()
    const told = await db
      .transaction()
      .execute((trx) => owed(trx, { person: lin, exercise: EXERCISE, attempt: null }, parts.door.clock.now))
    expect(told).toBe(1)
    expect(await send()).toEqual(ACKNOWLEDGED)
    expect(given()).toEqual([16, 10])
  })

  it('verdicts at the same moment: the platform hears the best in the end', async () => {
    await Promise.all([2, 9, 4, 7, 1].map((points) => grade(points)))
    await send()
    expect((await ledger())[0]).toMatchObject({ points: 18, state: 'acknowledged' })
    expect(given().at(-1)).toBe(18)
  })

  it('a score that is replaced while it is sent is not taken for the new one', async () => {
    const { platform } = parts
    await grade(5)
    platform.state.onScore = async () => {
      platform.state.onScore = null
      await grade(9)
    }
    await send()
    await send()
    expect(given()).toEqual([10, 18])
    expect(await ledger()).toMatchObject([{ points: 18, state: 'acknowledged' }])
  })

  it('who has left the class, or teaches it, owes nothing; who comes with work done is told of at once', async () => {
    await database.db.updateTable('membership').set({ role: 'assistant' }).where('person_id', '=', lin).execute()
    await grade(5)
    expect(await ledger()).toEqual([])
    await database.db.updateTable('membership').set({ role: 'learner' }).where('person_id', '=', lin).execute()
    await parts.browser().open(user, { link: 'link-1' })
    expect(await ledger()).toMatchObject([{ points: 10, state: 'waiting' }])
  })

  it('is sent by itself while a server runs', async () => {
    const stop = startScores({ ...classroom(), times: { everyMs: 20 } })
    await grade(5)
    await expect.poll(given).toEqual([10])
    await stop()
    const calls = parts.platform.state.scoreCalls
    await grade(6)
    expect(parts.platform.state.scoreCalls).toBe(calls)
  })

  it('a platform that gives no token, or is away, is asked once in a go; its answer is in the ledger', async () => {
    const { platform, admin, door } = parts
    exerciseLink(platform, '7b')
    await parts.browser().open(user, { link: 'link-2' })
    await grade(5)
    const [entry] = ((await admin('GET', '/api/class/lti/platforms')).json as { platforms: { id: string }[] }).platforms
    const path = `/api/class/lti/platforms/${entry!.id}`
    const change = (changes: object) => admin('PUT', path, { body: { ...platform.registration, ...changes } })
    await change({ tokenAudience: 'https://elsewhere.example/token' })
    expect(await send()).toEqual(LATER)
    await change({ tokenUrl: 'http://127.0.0.1:9/token' })
    expect(await send()).toEqual(LATER)
    const answers = (await ledger()).map(({ answer }) => answer).toSorted()
    expect(answers[0]).toBe('token 400 invalid_client')
    expect(answers[1]).toMatch(/^token network /)
    await change({})
    door.clock.now += SCORES.pauseMs
    expect(await send()).toEqual({ acknowledged: 2, later: 0, failed: 0 })
  })
})
