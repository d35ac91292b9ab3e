/** A class that is watched, drained and ended: over its real port, with its real database and queue. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CLOSE } from '../../../src/sidecar/bridge/limits.ts'
import { CLASS_EDITORS } from '../../../src/sidecar/classroom/home.ts'
import { openBus } from '../../../src/sidecar/classroom/live/open.ts'
import { openLog } from '../../../src/sidecar/classroom/log.ts'
import { openQueue } from '../../../src/sidecar/classroom/queue/open.ts'
import { QueuedSubmissions } from '../../../src/sidecar/classroom/submissions/submissions.ts'
import { type Database, openFile } from '../../../src/sidecar/database/database.ts'
import { LANGUAGE_LIMITS } from '../../../src/sidecar/editor/limits.ts'
import { fullTier } from '../../support/tier.ts'
import { silent, until } from '../queue/parts.ts'
import { begin, type Gated, PASSPHRASE, post, serveGated, socket } from './gated.ts'

const root = join(import.meta.dirname, '../../..')
const opened: Gated[] = []
const children: ChildProcess[] = []
let folder: string
let made = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-operate-'))
})
beforeEach(fullTier)
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  for (const { serving } of opened) await serving.close()
  rmSync(folder, { recursive: true, force: true })
})

async function gated(more: Parameters<typeof serveGated>[1] = {}) {
  const place = join(folder, `${++made}`)
  const one = await serveGated(place, { log: silent, ...more })
  opened.push(one)
  return { ...one, place }
}
const ready = async (url: string) => {
  const answer = await fetch(`${url}/readyz`)
  return { status: answer.status, ...((await answer.json()) as { codes: string[] }) }
}

/** As another process would: on the same file, waited for by nobody. */
async function submit(place: string, files: Record<string, string>): Promise<Database> {
  const database = openFile(join(place, 'class'), 'classroom.sqlite')
  const bus = await openBus(database, silent)
  const queue = await openQueue(database, silent)
  const { id: person } = await database.db.selectFrom('person').select('id').executeTakeFirstOrThrow()
  const leaving = new AbortController()
  const submissions = new QueuedSubmissions({ database, bus, queue, clock: Date.now })
  await submissions
    .submit({
      person,
      id: `attempt-${made}`,
      exercise: 'networks/ipv4-subnet',
      files,
      locale: 'en',
      signal: leaving.signal,
      onStored: () => leaving.abort('leaving'),
    })
    .catch((error: unknown) => expect(error).toBe('leaving'))
  await queue.close()
  await bus.close()
  return database
}
const kept = async ({ db }: Database) => ({
  attempts: (await db.selectFrom('attempt').select('id').execute()).length,
  verdicts: (await db.selectFrom('verdict').select('verdict').execute()).map(({ verdict }) => verdict),
  jobs: await db.selectFrom('job').select(['lease', 'tries']).execute(),
})

describe('whoever watches a class', () => {
  it('learns that it answers, whether it is ready, and numbers that name nobody', async () => {
    const { url, begun, letGo, place } = await gated({ scrapers: ['10.9.8.7'], metricsToken: 'the-token' }).then(
      async (one) => ({ ...one, cookie: await begin(one) }),
    )
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    await until(async () => (await ready(url)).status === 200)
    const database = await submit(place, { 'ipv4.ts': 'right' })
    await until(() => begun.length > 0)
    letGo()
    await until(async () => (await kept(database)).verdicts.length > 0)
    await fetch(`${url}/api/class/cohorts/7b-of-ada/members?name=ada`)
    const numbers = await (await fetch(`${url}/metrics`)).text()
    expect(numbers).toContain('wirebook_gradings_total{verdict="pass"} 1')
    expect(numbers).toContain('wirebook_grading_seconds_count{verdict="pass"} 1')
    expect(numbers).toMatch(
      /wirebook_http_requests_total\{method="GET",route="\/api\/class\/cohorts\/:cohort\/members",status="401"\} 1/,
    )
    for (const name of ['sessions', 'labs', 'queue_depth', 'database_seconds', 'grading_slots'])
      expect(numbers).toMatch(new RegExp(`^wirebook_${name} [\\d.e-]+$`, 'm'))
    expect(numbers).toMatch(/^wirebook_grading_slots 2$/m)
    expect(numbers).toContain('nodejs_eventloop_lag_seconds')
    expect(numbers).not.toMatch(/ada|7b|grace|ipv4/i)
    await database.close()
  }, 60_000)

  it('reads the metrics from this machine or with the token, and not through a proxy', async () => {
    const { url } = opened[0]!
    const status = async (headers: Record<string, string>) => (await fetch(`${url}/metrics`, { headers })).status
    expect(await status({})).toBe(200)
    expect(await status({ 'x-forwarded-for': '127.0.0.1' })).toBe(403)
    expect(await status({ authorization: 'Bearer the-token', 'x-forwarded-for': '203.0.113.5' })).toBe(200)
    expect(await status({ authorization: 'Bearer another' })).toBe(403)
    expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(405)
  })
})

describe('a class that is told to end', () => {
  it('is not ready, tells pages for how long, lets nobody in and lets a grading end', async () => {
    const one = await gated()
    const { serving, url, place, begun, letGo } = one
    const cookie = await begin(one)
    const page = await socket(url, '/ws/lab', cookie)
    page.say({ type: 'open', lesson: 'tcp/handshake', locale: 'en' })
    await until(() => page.heard.some(({ type }) => type === 'opened'))
    const database = await submit(place, { 'ipv4.ts': 'right' })
    await until(() => begun.length > 0)
    const drained = serving.drain(30_000)
    await until(() => page.heard.some(({ type }) => type === 'leaving'))
    expect(page.heard.find(({ type }) => type === 'leaving')).toEqual({ type: 'leaving', withinMs: 30_000 })
    expect(await ready(url)).toMatchObject({ status: 503, codes: ['DRAINING'] })
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    await expect(socket(url, '/ws/lab', cookie)).rejects.toThrow('503')
    letGo()
    await drained
    expect(await page.closed).toBe(CLOSE.goingAway)
    expect(await kept(database)).toEqual({ attempts: 1, verdicts: ['pass'], jobs: [] })
    await database.close()
  }, 60_000)

  it('hands a grading back that does not end in time: it stands in line again, and counts as not begun', async () => {
    const one = await gated()
    await begin(one)
    const database = await submit(one.place, { 'ipv4.ts': 'right' })
    await until(() => one.begun.length > 0)
    await one.serving.drain(300)
    expect(await kept(database)).toEqual({ attempts: 1, verdicts: [], jobs: [{ lease: null, tries: 0 }] })
    await database.close()
  }, 60_000)

  it('by SIGTERM drains, and by a second one ends at once; what was submitted is still there', async () => {
    const place = join(folder, `${++made}`)
    const script = join(import.meta.dirname, 'serving-process.ts')
    const child = spawn('sh', [join(root, 'bin/node'), script, place, '60000'], { stdio: ['ignore', 'pipe', 'ignore'] })
    children.push(child)
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    await until(() => /at http\S+ /.test(said), 60_000)
    const url = /at (http\S+) /.exec(said)![1]!
    await begin({ url, lines: [said] } as Gated)
    const database = await submit(place, { 'ipv4.ts': 'right' })
    await until(() => said.includes('grading'))
    child.kill('SIGTERM')
    await until(async () => (await ready(url)).codes[0] === 'DRAINING')
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect((await ended)[0]).toBe(130)
    expect(await kept(database)).toMatchObject({ attempts: 1, verdicts: [], jobs: [{}] })
    await database.close()
  }, 120_000)
})

describe('an editor of a class', () => {
  it('loses its connection when its person signs out, and there is room for a class', async () => {
    const one = await gated()
    const cookie = await begin(one)
    const editor = await socket(one.url, '/ws/editor', cookie)
    await post(one.url, '/api/class/sign-out-everywhere', {}, cookie)
    expect(await editor.closed).toBe(CLOSE.signedOut)
    await expect(socket(one.url, '/ws/editor', cookie)).rejects.toThrow('401')
    const back = await post(one.url, '/api/class/sign-in', { name: 'Grace', passphrase: PASSPHRASE })
    const again = back.headers.get('set-cookie')!.split(';')[0]!
    const many = await Promise.all(
      Array.from({ length: CLASS_EDITORS.connectionsOfPerson }, () => socket(one.url, '/ws/editor', again)),
    )
    await expect(socket(one.url, '/ws/editor', again)).rejects.toThrow('503')
    for (const { ws } of many) ws.terminate()
    // 200 learners with two pages each.
    expect(CLASS_EDITORS.connections).toBeGreaterThanOrEqual(400)
    expect(LANGUAGE_LIMITS.connections).toBeLessThan(CLASS_EDITORS.connections)
  }, 60_000)
})

describe('the log', () => {
  it('of a session with a secret and code has neither, and names requests by id and route', async () => {
    const lines: string[] = []
    const log = openLog({ format: 'json', to: { write: (line) => void lines.push(line) } })
    const one = await gated({ log })
    const { url, place, begun, letGo } = one
    const cookie = await begin(one)
    await post(url, '/api/class/sign-in', { name: 'Grace', passphrase: `${PASSPHRASE} wrong` })
    await post(url, '/api/class/sign-in?passphrase=MARKED-SECRET', { name: 'Grace', passphrase: PASSPHRASE })
    await post(url, '/api/class/join', { code: 'MARKED-SECRET', name: 'Ada', passphrase: PASSPHRASE })
    await fetch(`${url}/api/class/MARKED-SECRET?token=MARKED-SECRET`, { headers: { cookie } })
    const page = await socket(url, '/ws/lab', cookie)
    page.say({ type: 'open', lesson: 'tcp/handshake', locale: 'en' })
    await until(() => page.heard.some(({ type }) => type === 'opened'))
    const target = { kind: 'lab', id: 'tcp/handshake-1', file: 'server.ts' }
    page.say({ type: 'edit', target, text: 'const x = "MARKED-CODE"', base: 0 })
    await until(() => page.heard.some((message) => JSON.stringify(message).includes('"saved"')), 20_000).catch(
      (error: unknown) => {
        throw new Error(JSON.stringify(page.heard.map(({ type, code, event }) => [type, code, event])).slice(0, 900), {
          cause: error,
        })
      },
    )
    const database = await submit(place, { 'ipv4.ts': 'MARKED-CODE throws' })
    await until(() => begun.length > 0)
    letGo()
    // Our own fault, whose message quotes the code: the worst that a library might say.
    await until(() => lines.some((line) => line.includes('a grading failed')))
    await one.serving.drain(0)
    await database.close()
    const all = lines.join('')
    expect(lines.length).toBeGreaterThan(5)
    expect(all).not.toContain('MARKED')
    expect(all).not.toContain(cookie.split('=')[1])
    expect(all).not.toContain('horses')
    const requests = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request')
    expect(requests.map(({ route, status }) => `${String(route)} ${String(status)}`)).toEqual(
      expect.arrayContaining(['/api/class/sign-in 403', '/api/class/sign-in 200', '/api/(none) 404']),
    )
    expect(requests.every(({ request }) => /^[\w-]{8}$/.test(String(request)))).toBe(true)
  }, 60_000)
})
