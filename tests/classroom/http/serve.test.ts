/** `serve` with a classroom: pages for everybody, labs and work for whoever is signed in. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { CLOSE } from '../../../src/sidecar/bridge/limits.ts'
import { ClassroomError } from '../../../src/sidecar/classroom/error.ts'
import { openClassroom, ownOrigin } from '../../../src/sidecar/classroom/open.ts'
import { openFile } from '../../../src/sidecar/database/database.ts'
import { openSandbox } from '../../../src/sidecar/sandbox/open.ts'
import { type Serving, serve } from '../../../src/sidecar/serve.ts'
import { COURSE } from '../../../src/sidecar/session/course.ts'
import { postgresMissing, startPostgres } from '../../support/postgres.ts'
import { FULL, fullTier } from '../../support/tier.ts'

const log = { info: () => {}, warn: () => {}, error: () => {} }
const GOOD = 'blue horses over Weimar'
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-classroom-'))
  mkdirSync(join(folder, 'site/en'), { recursive: true })
  writeFileSync(join(folder, 'site/en/index.html'), 'the course')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a class on this machine', () => {
  let serving: Serving
  const lines: string[] = []
  const open = (name: string) =>
    serve({
      port: 0,
      site: join(folder, 'site'),
      signals: false,
      log: (line) => lines.push(line),
      // Nothing is graded here: that is the queue's, with tests of its own.
      classroom: { where: join(folder, name), slots: 0, log },
    })
  beforeAll(async () => {
    if (FULL) serving = await open('7b')
  }, 60_000)
  afterAll(() => serving?.close())

  const post = (path: string, body: object, cookie = '') =>
    fetch(new URL(path, serving.url), {
      method: 'POST',
      headers: { origin: new URL(serving.url).origin, 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    })
  const cookieOf = (answer: Response) => answer.headers.get('set-cookie')!.split(';')[0]!
  const socket = (path: string, headers: Record<string, string>) =>
    new Promise<{ ws: WebSocket; status: number }>((resolve) => {
      const ws = new WebSocket(new URL(path, serving.url.replace('http', 'ws')), { headers })
      ws.on('error', () => {})
      ws.on('open', () => resolve({ ws, status: 101 }))
      ws.on('unexpected-response', (_, answer) => resolve({ ws, status: answer.statusCode! }))
    })

  it('prints a link that makes the first instructor, whose sign-in opens labs and work', async (context) => {
    fullTier(context)
    const link = lines.join('\n').match(/http\S+\/class\/start#(\S+)/)!
    expect(link[0].startsWith(new URL(serving.url).origin)).toBe(true)
    expect(await (await fetch(new URL('/en/', serving.url))).text()).toBe('the course')
    expect((await fetch(new URL('/api/work', serving.url))).status).toBe(401)
    const origin = new URL(serving.url).origin
    for (const path of ['/ws/lab', '/ws/editor']) {
      expect((await socket(path, { origin })).status).toBe(401)
      expect((await socket(path, { origin, cookie: 'wirebook=forged' })).status).toBe(401)
    }

    const started = await post('/api/class/start', { token: link[1], name: 'Grace', passphrase: GOOD })
    expect(started.status).toBe(201)
    const cookie = cookieOf(started)
    expect((await fetch(new URL('/api/work', serving.url), { headers: { cookie } })).status).toBe(200)
    expect((await socket('/ws/lab', { origin: 'https://evil.example', cookie })).status).toBe(403)
    const { ws, status } = await socket('/ws/lab', { origin, cookie })
    expect(status).toBe(101)
    const closed = new Promise((resolve) => ws.on('close', resolve))
    await post('/api/class/sign-out-everywhere', {}, cookie)
    expect(await closed).toBe(CLOSE.signedOut)
    expect((await socket('/ws/lab', { origin, cookie })).status).toBe(401)
  })

  it("work is each person's own", async (context) => {
    fullTier(context)
    const signIn = async () => cookieOf(await post('/api/class/sign-in', { name: 'grace', passphrase: GOOD }))
    const grace = await signIn()
    const made = await post('/api/class/cohorts', { title: '7b', timeZone: 'UTC' }, grace)
    const { id } = (await made.json()) as { id: string }
    const { code } = (await (await post(`/api/class/cohorts/${id}/codes`, {}, grace)).json()) as { code: string }
    const ada = cookieOf(await post('/api/class/join', { code, name: 'Ada', passphrase: GOOD }))
    const target = { kind: 'lab', id: 'tcp/handshake', file: 'server.ts' }
    const text = { target, text: 'of Ada', at: '2026-01-01T00:00:00.000Z', by: 'browser', aside: false }
    const work = { version: 1, texts: [text], attempts: [] }
    expect((await post('/api/work', work, ada)).status).toBe(200)
    const texts = async (cookie: string) =>
      ((await (await fetch(new URL('/api/work', serving.url), { headers: { cookie } })).json()) as { texts: [] }).texts
        .length
    expect([await texts(ada), await texts(grace)]).toEqual([1, 0])
  })

  it('starts again with what there was, and prints no link once somebody administers', async (context) => {
    fullTier(context)
    await serving.close()
    lines.length = 0
    serving = await open('7b')
    expect(lines.join('\n')).not.toContain('/class/start')
    expect((await post('/api/class/sign-in', { name: 'grace', passphrase: GOOD })).status).toBe(200)
  }, 60_000)
})

describe('what cannot be a class', () => {
  const refused = async (promise: Promise<unknown>) => {
    const error = await promise.then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(ClassroomError)
    return error as ClassroomError
  }
  const opened = (where: string) =>
    openClassroom({ where, origin: 'http://localhost:1', course: COURSE, log, waitMs: 300 })

  it('a machine below the full tier is told what is missing', async () => {
    const missing = async () => ['  bubblewrap: not installed. apt install bubblewrap']
    const serving = serve({
      port: 0,
      signals: false,
      log: () => {},
      site: join(folder, 'site'),
      openSandbox: () => openSandbox({ force: 'reduced' }),
      classroom: { where: join(folder, 'reduced'), log, missing },
    })
    const { code, message } = await refused(serving)
    expect(code).toBe('CLASSROOM_TIER')
    expect(message).toMatch(/full tier.*reduced tier.*apt install bubblewrap.*wirebook doctor/s)
  })

  it('another address than loopback wants an origin, and that https', async () => {
    const at = (classroom: { where: string; origin?: string }) =>
      refused(serve({ port: 0, host: '0.0.0.0', signals: false, log: () => {}, classroom: { ...classroom, log } }))
    expect((await at({ where: folder })).code).toBe('CLASSROOM_ORIGIN')
    for (const text of [
      'course.example.org',
      'ftp://x',
      'https://x/path',
      'https://user@x',
      'http://192.168.1.5:80',
      '',
    ])
      expect(() => ownOrigin(text), text).toThrow(ClassroomError)
    expect(ownOrigin('HTTPS://Course.Example.org:443/')).toBe('https://course.example.org')
    expect(ownOrigin('http://127.0.0.1:4321')).toBe('http://127.0.0.1:4321')
  })

  it('a proxy that is no address is named', async () => {
    const { code, message } = await refused(
      openClassroom({ where: folder, origin: 'http://localhost:1', course: COURSE, log, proxies: ['caddy'] }),
    )
    expect([code, message]).toEqual(['CLASSROOM_PROXY', expect.stringContaining('"caddy"')])
  })

  it('a folder that is a file, a file that is no database, and one of a newer program', async () => {
    writeFileSync(join(folder, 'file'), 'x')
    expect((await refused(opened(join(folder, 'file')))).code).toBe('CLASSROOM_FOLDER')
    mkdirSync(join(folder, 'other'))
    writeFileSync(join(folder, 'other/classroom.sqlite'), 'this is a letter, not a database. '.repeat(100))
    expect((await refused(opened(join(folder, 'other')))).code).toBe('CLASSROOM_NO_DATABASE')
    const newer = await opened(join(folder, 'newer'))
    await newer.classroom.database.db
      .insertInto('kysely_migration' as 'setting')
      .values({ name: '999-future', timestamp: '2030' } as never)
      .execute()
    await newer.close()
    const { code, message } = await refused(opened(join(folder, 'newer')))
    expect([code, message]).toEqual(['CLASSROOM_NEWER', expect.stringContaining('999-future')])
  })

  it('a copy can be made before the tables of a class in use change, and only then', async () => {
    const asked: string[][] = []
    const where = join(folder, 'before')
    const options = { where, origin: 'http://localhost:1', course: COURSE, log }
    const beforeMigrating = async (_: unknown, steps: readonly string[]) => void asked.push([...steps])
    await (await openClassroom({ ...options, beforeMigrating })).close()
    expect(asked).toEqual([])
    const old = openFile(where, 'classroom.sqlite')
    await old.db.schema.createTable('mine').addColumn('a', 'text').execute()
    await old.db.deleteFrom('kysely_migration' as 'setting').execute()
    await old.close()
    const failing = openClassroom({
      ...options,
      beforeMigrating: async (database, steps) => {
        await beforeMigrating(database, steps)
        throw new Error('no room for a copy')
      },
    })
    expect((await refused(failing)).message).toContain('no room for a copy')
    expect(asked[0]).toContain('001-people')
  })

  it('a PostgreSQL that is not there, or has no such database', async (context) => {
    const missing = postgresMissing()
    context.skip(missing !== null, missing ?? '')
    const server = await startPostgres()
    try {
      const absent = await refused(opened(server.url.replace(/\/postgres$/, '/nowhere')))
      expect([absent.code, absent.message]).toEqual(['CLASSROOM_REFUSED', expect.stringContaining('nowhere')])
    } finally {
      await server.stop()
    }
    const away = await refused(opened(server.url.replace('postgres@', 'postgres:secret@')))
    expect(away.code).toBe('CLASSROOM_UNREACHABLE')
    expect(away.message).not.toContain('secret')
  }, 120_000)

  it('options that are for a class only are told so by the command line, in both languages', () => {
    const wirebook = (...words: string[]) =>
      spawnSync('sh', ['bin/wirebook', 'serve', ...words], { encoding: 'utf8', timeout: 60_000 })
    const english = wirebook('--origin', 'https://x.example', '--locale', 'en')
    expect([english.status, english.stderr]).toEqual([
      64,
      expect.stringContaining('OPTION_CONFLICT: --origin is for --classroom'),
    ])
    const chinese = wirebook('--data', 'x', '--classroom', 'y', '--locale', 'zh-cn')
    expect([chinese.status, chinese.stderr]).toEqual([
      64,
      expect.stringContaining('--data 和 --classroom 不能一起使用'),
    ])
  }, 120_000)
})
