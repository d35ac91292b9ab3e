/** A learner's work given and taken over HTTP, on a real server with a real store. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Attempt, Target } from '../../src/protocol/messages.ts'
import { parseWorkFile, type Work, type WorkPlan } from '../../src/protocol/work.ts'
import { LOCAL_PERSON } from '../../src/sidecar/database/id.ts'
import { openOwnHome } from '../../src/sidecar/home.ts'
import { type Serving, serve } from '../../src/sidecar/serve.ts'
import { openOwnDatabase, openStore } from '../../src/sidecar/store/open.ts'
import type { Store } from '../../src/sidecar/store/store.ts'
import { intakeOf } from '../../src/sidecar/store/take-in.ts'
import { somebody } from '../store/people.ts'

const A: Target = { kind: 'lab', id: 'tcp/close-1', file: 'client.ts' }
const B: Target = { kind: 'exercise', id: 'tcp/states', file: 'main.ts' }
const attempt = (at: string, verdict: Attempt['verdict'] = 'pass'): Attempt => ({
  exercise: 'tcp/states',
  at,
  verdict,
  points: 1,
  maxPoints: 1,
  seed: 1,
  ms: 5,
  tests: [],
  printed: '',
})
const at = (day: number) => `2026-03-0${day}T10:00:00.000Z`

let folder: string
let serving: Serving
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-work-'))
  mkdirSync(join(folder, 'site/en'), { recursive: true })
  writeFileSync(join(folder, 'site/en/index.html'), 'home')
})
afterEach(async () => {
  await serving?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function using(action: (store: Store) => Promise<unknown>): Promise<void> {
  const database = await openOwnDatabase(join(folder, 'data'))
  await action(openStore(database).of(LOCAL_PERSON))
  await database.close()
}
async function served(fill: (store: Store) => Promise<unknown> = async () => {}): Promise<void> {
  await using(fill)
  serving = await serve({
    port: 0,
    data: join(folder, 'data'),
    site: join(folder, 'site'),
    signals: false,
    log: () => {},
    openSandbox: () => Promise.reject(new Error('no sandbox here')),
  })
}
const address = (query = '') => `${serving.url}api/work${query}`
const given = async () => (await (await fetch(address())).json()) as Work
const post = (work: unknown, query = '', origin = new URL(serving.url).origin) =>
  fetch(address(query), { method: 'POST', headers: { Origin: origin }, body: JSON.stringify(work) })

describe('a text', () => {
  const theirs: Work = {
    texts: [
      { target: A, text: 'first', at: at(1), by: 'tab', aside: false },
      { target: A, text: 'theirs', at: at(2), by: 'tab', aside: false },
    ],
    attempts: [],
  }

  test('that is not here becomes the current one, with its history and its dates', async () => {
    await served()
    const plan = (await (await post(theirs)).json()) as WorkPlan
    expect(plan).toEqual({ added: [A], beside: [], same: 0, versions: 1, attempts: 0 })
    const { texts } = await given()
    expect(texts.map(({ text, at, aside, by }) => [text, at, aside, by])).toEqual([
      ['first', at(1), true, 'import'],
      ['theirs', at(2), false, 'import'],
    ])
  })

  test('that differs stays beside what is here', async () => {
    await served((store) => store.save(A, 'mine', 'tab'))
    const plan = (await (await post(theirs)).json()) as WorkPlan
    expect(plan).toMatchObject({ added: [], beside: [A], versions: 1 })
    await serving.close()
    await using(async (store) => {
      expect((await store.head(A))?.text).toBe('mine')
      expect((await store.history(A, 10)).map(({ text }) => text)).toEqual(['theirs', 'first', 'mine'])
    })
  })

  test('is taken in once, however often it comes', async () => {
    await served((store) => store.save(A, 'mine', 'tab'))
    await post(theirs)
    expect(await (await post(theirs)).json()).toEqual({ added: [], beside: [], same: 1, versions: 0, attempts: 0 })
    expect((await given()).texts).toHaveLength(3)
  })

  test('is only looked at in a preview', async () => {
    await served()
    expect(await (await post(theirs, '?preview')).json()).toMatchObject({ added: [A], versions: 1 })
    expect((await given()).texts).toEqual([])
  })

  test('that goes out comes back as it was', async () => {
    await served(async (store) => {
      for (const text of ['', '你好\r\n', "'; drop table texts; --"]) await store.save(B, text, 'tab')
      await store.save(B, 'beside', 'other', { aside: true })
    })
    const { texts } = await given()
    expect(texts.map(({ text, aside }) => [text, aside])).toEqual([
      ['', false],
      ['你好\r\n', false],
      ["'; drop table texts; --", false],
      ['beside', true],
    ])
    expect(intakeOf({ texts: [], attempts: [] }, { texts, attempts: [] }).plan.added).toEqual([B])
  })
})

test('attempts are added in the order of their times, none twice', async () => {
  await served((store) => store.addAttempt(attempt(at(3))))
  const plan = (await (
    await post({ texts: [], attempts: [attempt(at(1), 'fail'), attempt(at(3))] })
  ).json()) as WorkPlan
  expect(plan.attempts).toBe(1)
  expect((await given()).attempts.map((one) => [one.at, one.verdict])).toEqual([
    [at(1), 'fail'],
    [at(3), 'pass'],
  ])
})

test('times written in another way are the same times', async () => {
  const early = { ...attempt('2026-03-01T10:00:00Z', 'fail') }
  await served((store) => store.addAttempt(early))
  expect(await (await post({ texts: [], attempts: [attempt(at(1), 'fail')] })).json()).toMatchObject({ attempts: 0 })
})

test('work is given and taken by person: nobody sees another’s, and somebody unknown nothing', async () => {
  const own = join(folder, 'own')
  const database = await openOwnDatabase(own)
  const [ming, ana] = [await somebody(database), await somebody(database)]
  await database.close()
  const people = new Map([
    ['ming', ming],
    ['ana', ana],
  ])
  serving = await serve({
    port: 0,
    site: join(folder, 'site'),
    signals: false,
    log: () => {},
    openSandbox: () => Promise.reject(new Error('no sandbox here')),
    openHome: async ({ grader }) => ({
      ...(await openOwnHome({ folder: own, grader, copied: () => {} })),
      identify: async ({ headers }) => {
        const id = people.get(`${headers['x-test-person']}`)
        return id === undefined ? null : { id }
      },
    }),
  })
  const as = async (who: string, init: RequestInit = {}) => {
    const headers = { 'X-Test-Person': who, Origin: new URL(serving.url).origin }
    const answer = await fetch(address(), { ...init, headers })
    return [answer.status, await answer.json()] as const
  }
  const work = { texts: [{ target: A, text: 'of Ming', at: at(1), by: 'x', aside: false }], attempts: [attempt(at(1))] }
  expect(await as('ming', { method: 'POST', body: JSON.stringify(work) })).toMatchObject([200, { attempts: 1 }])
  expect(await as('ming')).toMatchObject([200, { texts: [{ text: 'of Ming' }], attempts: [{ at: at(1) }] }])
  expect(await as('ana')).toEqual([200, { texts: [], attempts: [] }])
  expect(await as('nobody')).toMatchObject([401, { code: 'NOT_SIGNED_IN' }])
  const posted = await as('nobody', { method: 'POST', body: JSON.stringify(work) })
  expect(posted).toMatchObject([401, { code: 'NOT_SIGNED_IN' }])
})

describe('is refused', () => {
  test('a page of another site, which changes nothing', async () => {
    await served()
    const answer = await post(
      { texts: [{ target: A, text: 'x', at: at(1), by: 'x', aside: false }], attempts: [] },
      '',
      'http://evil.test',
    )
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: 'ORIGIN_FOREIGN' }])
    expect((await given()).texts).toEqual([])
  })

  test.each([
    ['no JSON', '{', /JSON/],
    [
      'a target that is a path',
      { texts: [{ target: { ...A, file: '../x' }, text: '', at: at(1), by: 'x', aside: false }], attempts: [] },
      /texts\.0\.target\.file/,
    ],
    [
      'a text over its limit',
      { texts: [{ target: A, text: 'x'.repeat(200_001), at: at(1), by: 'x', aside: false }], attempts: [] },
      /texts\.0\.text/,
    ],
    ['an attempt without a date', { texts: [], attempts: [{ ...attempt(''), at: 'yesterday' }] }, /attempts\.0\.at/],
  ])('%s, with what is wrong and where', async (_name, work, why) => {
    await served()
    const body = typeof work === 'string' ? work : JSON.stringify(work)
    const answer = await fetch(address(), { method: 'POST', headers: { Origin: new URL(serving.url).origin }, body })
    const said = (await answer.json()) as { code: string; message: string }
    expect([answer.status, said.code]).toEqual([400, 'WORK_MALFORMED'])
    expect(said.message).toMatch(why)
  })

  test('another method', async () => {
    await served()
    const answer = await fetch(address(), { method: 'DELETE' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST'])
  })
})

describe('a file', () => {
  const file = { format: 'wirebook-work', version: 1, at: at(1), remembered: {}, work: { texts: [], attempts: [] } }

  test('is read with what it lacks filled in', () => {
    expect(parseWorkFile(JSON.stringify(file))).toMatchObject({
      ok: true,
      file: { remembered: { answers: {}, lessons: {} } },
    })
  })

  test.each([
    ['no JSON', 'x', 'not-json', /JSON/],
    ['of something else', '[]', 'not-ours', /format/],
    ['of a later version', JSON.stringify({ ...file, version: 2 }), 'newer', /2 > 1/],
    [
      'with a state that is none',
      JSON.stringify({ ...file, remembered: { progress: { 'tcp/states': 'won' } } }),
      'malformed',
      /remembered\.progress\.tcp\/states/,
    ],
  ])('that is %s is told from the others', (_name, text, problem, detail) => {
    const result = parseWorkFile(text)
    expect(result).toMatchObject({ ok: false, problem })
    expect(result.ok === false && result.detail).toMatch(detail)
  })
})
