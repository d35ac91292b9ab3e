/**
 * Requests that no browser would write, byte by byte, to a real server: each has an answer that is ours, and the server
 * goes on. Whoever can make a page ask for an address of this machine could send some of them.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Serving, serve } from '../../src/sidecar/serve.ts'

const GONE = 'a new build has taken this away'
let folder: string
let serving: Serving
let ours: string
const lines: string[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-hostile-'))
  mkdirSync(join(folder, 'site/en'), { recursive: true })
  writeFileSync(join(folder, 'site/en/index.html'), '<!doctype html>the course')
  writeFileSync(join(folder, 'site/gone.txt'), GONE)
  const openSandbox = () => Promise.reject(new Error('no sandbox here'))
  const log = (line: string) => void lines.push(line)
  serving = await serve({
    ...{ port: 0, data: join(folder, 'data'), site: join(folder, 'site'), signals: false },
    ...{ log, openSandbox },
  })
  ours = new URL(serving.url).host
})
afterAll(async () => {
  await serving.close()
  rmSync(folder, { recursive: true, force: true })
})

/** All that came back until the other side closed. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(serving.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text, 'latin1'))
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('error', reject).on('close', () => resolve(answer))
  })
}
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
const ask = (target: string, headers: Record<string, string> = {}, method = 'GET', body = '') => {
  const all = { Host: ours, Connection: 'close', ...headers }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return raw(`${method} ${target} HTTP/1.1\r\n${head.join('')}\r\n${body}`)
}
const goesOn = async () => expect(await (await fetch(new URL('/en/', serving.url))).text()).toContain('the course')

describe('what a request asks for', () => {
  test.each([
    ['//', 404],
    ['///', 404],
    ['//[', 404],
    ['//evil.example', 404],
    ['/\\evil.example', 404],
    ['/%', 404],
    ['/%ff%00', 404],
    ['/en/%2e%2e/%2e%2e/%2e%2e/etc/passwd', 404],
    ['/__proto__', 404],
    ['http://[', 400],
    ['http://evil.example/en/', 400],
    ['//api/work', 404],
    ['/api/work?%', 200],
    ['/\xff\xfe', 400],
  ])('%s', async (target, status) => {
    expect(statusOf(await ask(target))).toBe(status)
    await goesOn()
  })

  test('`*` is no page', async () => {
    expect(statusOf(await ask('*', {}, 'OPTIONS'))).toBe(400)
    await goesOn()
  })

  test('nothing of it becomes a header of the answer', async () => {
    const answer = await ask('/?%0d%0aSet-Cookie:a=b', { Cookie: 'wirebook-locale=%0d%0aSet-Cookie:a=b' })
    expect(statusOf(answer)).toBe(302)
    expect(answer).not.toMatch(/^set-cookie/im)
  })
})

describe('parts of a file', () => {
  test.each(['5-2', '0-99999999999999999999999', '-5', '99999-', 'x', '0-1,3-4', `${'9'.repeat(400)}-`])(
    'bytes=%s: the whole of it, or a refusal',
    async (range) => {
      expect([200, 416]).toContain(statusOf(await ask('/en/', { Range: `bytes=${range}` })))
      await goesOn()
    },
  )
})

test('a page that a new build has taken away ends its own request', async () => {
  rmSync(join(folder, 'site/gone.txt'))
  expect(await ask('/gone.txt')).not.toContain(GONE)
  await goesOn()
})

describe('an upgrade', () => {
  const upgrade = (target: string, headers: Record<string, string>) =>
    ask(target, { Connection: 'Upgrade', Upgrade: 'websocket', ...headers })

  test.each([
    ['//[', {}, 403],
    ['/ws/lab', {}, 403],
    ['/ws/lab', { Origin: 'null' }, 403],
    ['/ws/lab', { Origin: 'http://[' }, 403],
    ['/ws/lab', { Origin: 'http://evil.example' }, 403],
    ['/ws/lab', { Origin: 'http://evil.example', Host: 'evil.example' }, 403],
  ])('of %s with %j', async (target, headers, status) => {
    expect(statusOf(await upgrade(target, headers))).toBe(status)
    await goesOn()
  })

  test('by our own page, but malformed', async () => {
    const malformed: Record<string, string>[] = [
      {},
      { 'Sec-WebSocket-Key': 'x' },
      { 'Sec-WebSocket-Version': '99' },
      { Upgrade: 'h2c' },
    ]
    for (const headers of malformed)
      expect(statusOf(await upgrade('/ws/lab', { Origin: `http://${ours}`, ...headers }))).toBeGreaterThanOrEqual(400)
    expect(statusOf(await upgrade('//ws/lab', { Origin: `http://${ours}` }))).toBe(404)
    await goesOn()
  })
})

test('a name that is ours only at first sight', async () => {
  for (const host of ['evil.example', `${ours}.evil.example`, 'evil.example#127.0.0.1', '127.0.0.1.nip.example', ''])
    expect([400, 403]).toContain(statusOf(await ask('/api/health', { Host: host })))
  expect(statusOf(await raw('GET /api/health HTTP/1.0\r\n\r\n'))).toBe(403)
  await goesOn()
})

test('none of all that was a fault of ours', () => {
  expect(lines.filter((line) => line.includes('request-failed') || line.includes('a request failed'))).toEqual([])
})
