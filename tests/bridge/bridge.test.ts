import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MESSAGE_LIMITS, type ServerMessage, type Target } from '../../src/protocol/messages.ts'
import { BRIDGE_LIMITS, CLOSE } from '../../src/sidecar/bridge/limits.ts'
import { openOwnHome } from '../../src/sidecar/home.ts'
import { type Serving, serve } from '../../src/sidecar/serve.ts'
import { Page } from './page.ts'

// No test here runs a lab, and a machine on which no sandbox opens has to serve lessons and keep texts all the same.
const openSandbox = () => Promise.reject(new Error('no sandbox on this machine'))
const TEXT: Target = { kind: 'lab', id: 'tcp/handshake-1', file: 'server.ts' }

let data: string
let serving: Serving
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'wirebook-bridge-'))
  serving = await serve({ port: 0, data, site: data, signals: false, log: () => {}, openSandbox })
})
afterAll(async () => {
  await serving.close()
  rmSync(data, { recursive: true, force: true })
})

type History = Extract<ServerMessage, { type: 'history' }>

let counter = 0
const edit = (page: Page, text: string, base: number) => page.say({ type: 'edit', target: TEXT, text, base })
const unique = () => {
  counter += 1
  return `text ${counter}`
}
/** Revision of the text now, as a fresh page is told it. */
async function head(): Promise<{ text: string; revision: number }> {
  const page = await Page.open(serving.url)
  page.ws.close()
  return page.opened.texts.find(({ target }) => target.file === TEXT.file) ?? { text: '', revision: 0 }
}
async function expectUnharmed(page: Page): Promise<void> {
  const text = unique()
  edit(page, text, (await head()).revision)
  await page.event('saved', ({ saved }) => saved.text === text)
}

describe('who may connect', () => {
  const handshake = (headers: Record<string, string>, path = '/ws/lab') =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const asked = request(new URL(path, serving.url), {
        headers: {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
          ...headers,
        },
      })
      asked.on('upgrade', (response, socket) => {
        socket.destroy()
        resolve({ status: response.statusCode, body: '' })
      })
      asked.on('response', (response) => {
        let body = ''
        response.on('data', (chunk: Buffer) => {
          body += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode, body: body.trim() }))
      })
      asked.on('error', reject)
      asked.end()
    })
  const port = () => new URL(serving.url).port

  test.each([
    ['our own page', '127.0.0.1', '127.0.0.1', 101, ''],
    ['our own page by name', 'localhost', 'localhost', 101, ''],
    ['a page of another site', '127.0.0.1', 'evil.example', 403, 'ORIGIN_FOREIGN'],
    ['a page whose name resolves to us', 'evil.example', 'evil.example', 403, 'HOST_FOREIGN'],
    ['our page by another of our names', '127.0.0.1', 'localhost', 403, 'ORIGIN_FOREIGN'],
  ])('%s', async (_, host, origin, status, body) => {
    expect(await handshake({ Host: `${host}:${port()}`, Origin: `http://${origin}:${port()}` })).toEqual({
      status,
      body,
    })
  })

  test('a page of another server on this machine, and whoever names no origin, are refused', async () => {
    const Host = `127.0.0.1:${port()}`
    expect(await handshake({ Host, Origin: 'http://127.0.0.1:1' })).toMatchObject({ status: 403 })
    expect(await handshake({ Host, Origin: 'null' })).toMatchObject({ status: 403 })
    expect(await handshake({ Host })).toMatchObject({ status: 403 })
  })

  test('other paths are no bridges', async () => {
    const ours = { Host: `127.0.0.1:${port()}`, Origin: `http://127.0.0.1:${port()}` }
    expect(await handshake(ours, '/ws/other')).toMatchObject({ status: 404 })
  })
})

describe('bad messages', () => {
  test.each([
    ['not JSON', '{', 'MESSAGE_MALFORMED'],
    ['an unknown type', '{"type":"sudo"}', 'MESSAGE_MALFORMED'],
    ['a field too many', '{"type":"warm","lab":"tcp/handshake-1","x":1}', 'MESSAGE_MALFORMED'],
    ['a path for a file', JSON.stringify({ type: 'history', target: { ...TEXT, file: '../x' } }), 'MESSAGE_MALFORMED'],
    ['an unknown lab', '{"type":"warm","lab":"tcp/nowhere"}', 'LAB_UNKNOWN'],
    ['an unknown exercise', '{"type":"grade","exercise":"tcp/nowhere"}', 'EXERCISE_UNKNOWN'],
    ['an unknown file', JSON.stringify({ type: 'history', target: { ...TEXT, file: 'x.ts' } }), 'FILE_UNKNOWN'],
    ['opening twice', '{"type":"open","lesson":"tcp/handshake","locale":"en"}', 'ALREADY_OPEN'],
  ])('%s is refused with a code, and the connection goes on', async (_, text, code) => {
    const page = await Page.open(serving.url)
    page.ws.send(text)
    await page.refused(code)
    await expectUnharmed(page)
    page.ws.close()
  })

  test('binary messages are refused', async () => {
    const page = await Page.open(serving.url)
    page.ws.send(Buffer.from('{"type":"open"}'))
    await page.refused('MESSAGE_MALFORMED')
    page.ws.close()
  })

  test('a lesson that is not there is refused, and another may be opened', async () => {
    const page = await Page.connect(serving.url)
    page.say({ type: 'open', lesson: 'tcp/nowhere', locale: 'en' })
    await page.refused('LESSON_UNKNOWN')
    page.say({ type: 'open', lesson: 'tcp/handshake', locale: 'en' })
    await page.until((message) => message.type === 'opened')
    page.ws.close()
  })

  test('anything before open ends the connection', async () => {
    const page = await Page.connect(serving.url)
    page.say({ type: 'warm', lab: 'tcp/handshake-1' })
    await page.refused('NOT_OPEN')
    expect(await page.closed).toEqual({ code: CLOSE.notOpen, reason: 'NOT_OPEN' })
  })

  test('a message over the limit is told so and ends its connection, not the others', async () => {
    const [large, other] = [await Page.open(serving.url), await Page.open(serving.url)]
    large.ws.send('x'.repeat(MESSAGE_LIMITS.bytes + 1))
    await large.refused('MESSAGE_TOO_LARGE')
    expect(await large.closed).toEqual({ code: 1009, reason: 'MESSAGE_TOO_LARGE' })
    await expectUnharmed(other)
    other.ws.close()
  })

  test('a message far over the limit is not even taken in', async () => {
    const [large, other] = [await Page.open(serving.url), await Page.open(serving.url)]
    large.ws.send('x'.repeat(BRIDGE_LIMITS.payloadBytes + 1))
    expect((await large.closed).code).toBe(1009)
    await expectUnharmed(other)
    other.ws.close()
  })

  test('a flood is refused, then cut off, and the others are served meanwhile', async () => {
    const [flood, other] = [await Page.open(serving.url), await Page.open(serving.url)]
    for (let n = 0; n < BRIDGE_LIMITS.messagesAtOnce + BRIDGE_LIMITS.refusals + 500; n += 1) flood.ws.send('{')
    await expectUnharmed(other)
    expect((await flood.closed).code).toBe(CLOSE.refused)
    expect(flood.heard.some((message) => message.type === 'refused' && message.code === 'TOO_MANY')).toBe(true)
    await expectUnharmed(other)
    other.ws.close()
  })
})

describe('sessions', () => {
  test('a connection that comes back hears exactly what it missed', async () => {
    const [one, two] = [await Page.open(serving.url), await Page.open(serving.url)]
    await expectUnharmed(one)
    one.drop()
    const { resume } = one
    for (let n = 0; n < 5; n += 1) await expectUnharmed(two)
    const back = await Page.open(serving.url, 'tcp/handshake', resume)
    expect(back.opened).toMatchObject({ resumed: true, session: one.opened.session, texts: [] })
    await back.until((message) => message.type === 'event' && message.seq === back.opened.seq)
    const missed = two.numbered.filter(({ seq }) => seq > resume.seq)
    expect(missed.length).toBeGreaterThanOrEqual(5)
    expect(back.numbered).toEqual(missed)
    two.ws.close()
    back.ws.close()
  })

  test('it gets its name back, so that its own edit, sent but never answered, is no conflict', async () => {
    const page = await Page.open(serving.url)
    const base = (await head()).revision
    edit(page, unique(), base)
    await page.event('saved', ({ by }) => by === page.opened.connection)
    page.drop()
    const { resume } = page
    // It did not hear of it: it sends what it has typed since on the revision it knew.
    const back = await Page.open(serving.url, 'tcp/handshake', { ...resume, seq: 0 })
    expect(back.opened.connection).toBe(page.opened.connection)
    const text = unique()
    edit(back, text, base)
    await back.event('saved', ({ saved }) => saved.text === text)
    back.ws.close()
  })

  test('a second tab on the lesson shares the session; one on another lesson does not', async () => {
    const [one, two] = [await Page.open(serving.url), await Page.open(serving.url)]
    const other = await Page.open(serving.url, 'boundaries/stream')
    expect(two.opened.session).toBe(one.opened.session)
    expect(other.opened.session).not.toBe(one.opened.session)
    const text = unique()
    edit(one, text, (await head()).revision)
    const { by } = await two.event('saved', ({ saved }) => saved.text === text)
    expect(by).toBe(one.opened.connection)
    for (const page of [one, two, other]) page.ws.close()
  })

  test('two tabs that type at the same time: one is told of the conflict, and both texts are in the history', async () => {
    const [one, two] = [await Page.open(serving.url), await Page.open(serving.url)]
    const { revision } = await head()
    const [mine, theirs] = [unique(), unique()]
    edit(one, mine, revision)
    await one.event('saved', ({ saved }) => saved.text === mine)
    edit(two, theirs, revision)
    const { target, kept } = await two.refused('EDIT_CONFLICT')
    expect([target, kept]).toEqual([TEXT, revision + 2])
    expect((await head()).text).toBe(mine)
    two.say({ type: 'history', target: TEXT })
    const answer = await two.until((message): message is History => message.type === 'history')
    expect(answer.versions.slice(0, 2).map(({ text }) => text)).toEqual([theirs, mine])
    one.ws.close()
    two.ws.close()
  })

  test('what was typed is there after the sidecar was restarted', async () => {
    const page = await Page.open(serving.url)
    await expectUnharmed(page)
    const before = await head()
    await serving.close()
    expect((await page.closed).code).toBe(CLOSE.goingAway)
    serving = await serve({ port: 0, data, site: data, signals: false, log: () => {}, openSandbox })
    const { resumed } = (await Page.open(serving.url, 'tcp/handshake', page.resume)).opened
    expect(resumed).toBe(false)
    expect(await head()).toEqual(before)
  })

  test('a run on a machine without a sandbox ends with a problem that says why', async () => {
    const page = await Page.open(serving.url)
    expect(page.opened).toMatchObject({ tier: 'reduced', reason: expect.stringContaining('no sandbox') })
    page.say({ type: 'run', lab: 'tcp/handshake-1' })
    expect((await page.event('problem')).message).toContain('no sandbox')
    await page.event('runEnded')
    page.ws.close()
  })
})

describe('limits of the bridge', () => {
  test('a session ends a while after its last connection, and not before', async () => {
    const own = await serve({ port: 0, data, site: data, signals: false, log: () => {}, openSandbox, lingerMs: 1_000 })
    const first = await Page.open(own.url)
    first.ws.close()
    await first.closed
    const soon = await Page.open(own.url)
    expect(soon.opened.session).toBe(first.opened.session)
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    const meanwhile = await Page.open(own.url)
    expect(meanwhile.opened.session).toBe(first.opened.session)
    for (const page of [soon, meanwhile]) {
      page.ws.close()
      await page.closed
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    const late = await Page.open(own.url)
    expect(late.opened.session).not.toBe(first.opened.session)
    await own.close()
  })

  test('whoever does not read is let go, and resumes with nothing missing; the others go on', async () => {
    const bridge = { unreadBytes: 200_000 }
    const own = await serve({ port: 0, data, site: data, signals: false, log: () => {}, openSandbox, bridge })
    const [slow, quick] = [await Page.open(own.url), await Page.open(own.url)]
    slow.ws.pause()
    let revision = quick.opened.texts.find(({ target }) => target.file === TEXT.file)?.revision ?? 0
    // More than the kernel's own buffers hold.
    for (let n = 0; n < 80; n += 1) {
      const text = `${unique()} ${'x'.repeat(190_000)}`
      edit(quick, text, revision)
      revision = (await quick.event('saved', ({ saved }) => saved.text === text)).saved.revision
    }
    slow.ws.resume()
    // 1006 when it took so long to read on that even the close was not delivered.
    expect([CLOSE.tooSlow, 1006]).toContain((await slow.closed).code)
    const back = await Page.open(own.url, 'tcp/handshake', slow.resume)
    expect(back.opened.seq).toBe(quick.numbered.at(-1)!.seq)
    if (back.opened.resumed) {
      await back.until((message) => message.type === 'event' && message.seq === back.opened.seq)
      expect(back.numbered).toEqual(quick.numbered.filter(({ seq }) => seq > slow.resume.seq))
    } else expect(back.opened.texts).toContainEqual(quick.numbered.at(-1)!.event)
    await own.close()
  })

  test('a connection that sends nothing is closed', async () => {
    const own = await serve({
      port: 0,
      data,
      site: data,
      signals: false,
      log: () => {},
      openSandbox,
      bridge: { openWithinMs: 50 },
    })
    const page = await Page.connect(own.url)
    expect(await page.closed).toEqual({ code: CLOSE.notOpen, reason: 'NOT_OPEN' })
    await own.close()
  })

  test('a side that is silently gone is noticed by its missing pong', async () => {
    const own = await serve({
      port: 0,
      data,
      site: data,
      signals: false,
      log: () => {},
      openSandbox,
      lingerMs: 50,
      bridge: { pingEveryMs: 60 },
    })
    const gone = await Page.open(own.url)
    gone.ws.pause()
    await new Promise((resolve) => setTimeout(resolve, 400))
    const late = await Page.open(own.url)
    expect(late.opened.session).not.toBe(gone.opened.session)
    await own.close()
  })

  test('only those who are signed in come in, each with only so many connections, until they sign out', async () => {
    let signOut = (_person: string) => {}
    const own = await serve({
      port: 0,
      site: data,
      signals: false,
      log: () => {},
      openSandbox,
      bridge: { connectionsOfPerson: 1 },
      openHome: async ({ grader }) => ({
        ...(await openOwnHome({ folder: join(data, 'people'), grader, copied: () => {} })),
        identify: async ({ url }) => {
          const name = new URL(url!, 'http://x').searchParams.get('as')
          if (name === 'broken') throw new Error('the database is away')
          return name === null ? null : { id: name }
        },
        onSignedOut: async (listener) => {
          signOut = listener
          return () => {}
        },
      }),
    })
    await expect(Page.connect(own.url)).rejects.toThrow('401')
    await expect(Page.connect(own.url, '/ws/lsp')).rejects.toThrow('40')
    await expect(Page.connect(own.url, '/ws/lab?as=broken')).rejects.toThrow('500')
    const [ming, ana] = [await Page.connect(own.url, '/ws/lab?as=ming'), await Page.connect(own.url, '/ws/lab?as=ana')]
    await expect(Page.connect(own.url, '/ws/lab?as=ming')).rejects.toThrow('503')
    signOut('ming')
    expect(await ming.closed).toEqual({ code: CLOSE.signedOut, reason: 'NOT_SIGNED_IN' })
    ana.say({ type: 'open', lesson: 'tcp/handshake', locale: 'en' })
    await ana.until(({ type }) => type === 'opened')
    ana.ws.close()
    await own.close()
  })

  test('there are only so many connections', async () => {
    const own = await serve({
      port: 0,
      data,
      site: data,
      signals: false,
      log: () => {},
      openSandbox,
      bridge: { connections: 1 },
    })
    const first = await Page.open(own.url)
    await expect(Page.connect(own.url)).rejects.toThrow('503')
    first.ws.close()
    await own.close()
  })
})
