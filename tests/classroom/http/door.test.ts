/** What the door refuses before anything of a route runs. */
import { createConnection } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Refusal, type Route, route } from '../../../src/sidecar/classroom/http/route.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { type Ask, type Door, openDoor } from '../door.ts'

const SIGNED_IN = { who: 'signed-in' } as const
let calls: unknown[] = []

const routes: Route[] = [
  route({
    method: 'POST',
    path: '/api/class/write',
    rule: SIGNED_IN,
    body: z.object({ text: z.string().max(100) }),
    bodyBytes: 1_000,
    async handle({ body, locale }) {
      calls.push(body)
      return { json: { ...body, locale } }
    },
  }),
  route({
    method: 'GET',
    path: '/api/class/write',
    rule: SIGNED_IN,
    handle: async ({ address, query }) => ({ json: { address, query: query.get('q') } }),
  }),
  route({ method: 'DELETE', path: '/api/class/write', rule: SIGNED_IN, handle: write }),
  route({ method: 'PUT', path: '/api/class/write', rule: SIGNED_IN, handle: write }),
  route({ method: 'PATCH', path: '/api/class/write', rule: SIGNED_IN, handle: write }),
  route({
    method: 'POST',
    path: '/api/class/lti/launch',
    rule: { who: 'anyone', limit: 'lti' },
    crossSite: true,
    form: true,
    body: z.object({ state: z.string() }),
    handle: async ({ body, me, token }) => ({ json: { ...body, me, token } }),
  }),
  route({
    method: 'GET',
    path: '/healthz',
    rule: { who: 'anyone', limit: 'health' },
    handle: async () => ({ json: {} }),
  }),
  route({
    method: 'GET',
    path: '/api/class/things/:thing',
    rule: SIGNED_IN,
    handle: async ({ params }) => ({ json: params }),
  }),
  route({
    method: 'GET',
    path: '/api/class/things/all',
    rule: SIGNED_IN,
    handle: async () => ({ json: { all: true } }),
  }),
  route({ method: 'GET', path: '/api/class/file', rule: SIGNED_IN, handle: file }),
  route({ method: 'GET', path: '/api/class/broken', rule: SIGNED_IN, handle: broken }),
  route({ method: 'GET', path: '/api/class/no', rule: SIGNED_IN, handle: no }),
]
async function write() {
  calls.push('written')
  return { json: {} }
}
async function file() {
  return { file: '成绩 "7b".csv', type: 'text/csv; charset=utf-8', content: 'a,b\r\n' }
}
async function broken(): Promise<never> {
  throw new Error('secret-value in a statement')
}
async function no(): Promise<never> {
  throw new Refusal(409, 'NO', ['cohortArchived', '7b'], { where: 'title', retryAfterMs: 1_200 })
}

describe.each(KINDS)('the door on %s', (kind) => {
  const base = databases(kind)
  let door: Door
  let ask: Ask
  beforeAll(async () => {
    const limits = { bodyWithinMs: 400, discardMs: 500 }
    door = await openDoor(await base.fresh(), { routes, limits, proxies: ['127.0.0.1', '10.1.0.0/16'] })
    ask = await door.as(await door.person('Ada'))
  }, 60_000)
  afterAll(() => door.close())
  beforeEach(() => {
    calls = []
  })

  const unsafe = ['POST', 'PUT', 'PATCH', 'DELETE']
  const foreign: [string, Record<string, string>][] = [
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['Origin null', { origin: 'null' }],
    ['an Origin that begins as ours', { origin: 'OURS.evil.example' }],
    ['an Origin with another port', { origin: 'http://127.0.0.1:1' }],
    ['our Origin, but from another site', { origin: 'OURS', 'sec-fetch-site': 'cross-site' }],
    ['our Origin, but from a neighbouring host', { origin: 'OURS', 'sec-fetch-site': 'same-site' }],
  ]
  const types = [
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    '',
  ]
  it.each(foreign)('%s may not write, whatever the method and content type', async (_, headers) => {
    const origin = headers.origin!.replace('OURS', door.url)
    for (const method of unsafe)
      for (const type of types) {
        const sent = { ...headers, origin, ...(type && { 'content-type': type }) }
        const answered = await ask(method, '/api/class/write', { raw: '{"text":"x"}', headers: sent })
        expect([method, type, answered.status, answered.json.code]).toEqual([method, type, 403, 'ORIGIN_FOREIGN'])
      }
    expect(calls).toEqual([])
  })

  it('no Origin at all may not write', async () => {
    for (const method of unsafe) {
      const token = /wirebook=(.*)/.exec((await cookieOf(door))!)![1]!
      const said = await raw(door, [`${method} /api/class/write HTTP/1.1`, 'Host: x', `Cookie: wirebook=${token}`])
      expect(said).toMatch(/^HTTP\/1\.1 403 /)
    }
    expect(calls).toEqual([])
  })

  it('our own pages may, and everybody may read', async () => {
    expect((await ask('POST', '/api/class/write', { body: { text: 'hello' } })).json).toMatchObject({ text: 'hello' })
    const own = { 'sec-fetch-site': 'same-origin' }
    expect((await ask('DELETE', '/api/class/write', { headers: own })).status).toBe(200)
    const other = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await ask('GET', '/api/class/write?q=1', { headers: other })).json).toMatchObject({ query: '1' })
    expect(calls).toEqual([{ text: 'hello' }, 'written'])
  })

  it('a route for other sites takes a form, and knows nobody', async () => {
    const headers = { origin: 'https://lms.example', 'content-type': 'application/x-www-form-urlencoded' }
    const answered = await ask('POST', '/api/class/lti/launch', { raw: 'state=a%20b&state=c', headers })
    expect(answered.json).toEqual({ state: 'a b', me: null, token: null })
  })

  it('a form in the place of JSON is told what is wanted', async () => {
    for (const type of types.slice(1)) {
      const headers: Record<string, string> = type === '' ? {} : { 'content-type': type }
      const raw = new TextEncoder().encode('text=x')
      const { status, json } = await ask('POST', '/api/class/write', { raw, headers })
      expect([status, json.code]).toEqual([415, 'BODY_TYPE'])
    }
    const packed = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    expect((await ask('POST', '/api/class/write', { raw: 'x', headers: packed })).status).toBe(415)
    expect(calls).toEqual([])
  })

  it('a body that is wrong is told where', async () => {
    const json = { 'content-type': 'application/json' }
    const send = (raw: BodyInit) => ask('POST', '/api/class/write', { raw, headers: json })
    expect((await send('{')).json).toMatchObject({ code: 'BODY_NOT_JSON' })
    expect((await send(Uint8Array.of(0x22, 0xff, 0x22))).json).toMatchObject({ code: 'BODY_NOT_JSON' })
    expect((await send('{"text":"a\\u0000b"}')).json).toMatchObject({ code: 'BODY_NUL' })
    expect((await send('{"text":"a","deep":[{"\\u0000":1}]}')).json).toMatchObject({ code: 'BODY_NUL' })
    expect((await send('{"text":7}')).json).toMatchObject({ code: 'BODY_WRONG', where: 'text' })
    const zh = { ...json, 'accept-language': 'zh-CN,zh;q=0.9' }
    const chinese = (await ask('POST', '/api/class/write', { raw: '{}', headers: zh })).json
    expect(chinese.message).toMatch(/^text：[\p{Script=Han}]/u)
    expect(calls).toEqual([])
  })

  it('a body that is too large is refused, announced or not, and the rest is not kept', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(200_000) })
    const headers = { 'content-type': 'application/json' }
    expect(await ask('POST', '/api/class/write', { raw: body, headers })).toMatchObject({
      status: 413,
      json: { code: 'BODY_TOO_LARGE' },
    })
    const chunked = await raw(door, [
      'POST /api/class/write HTTP/1.1',
      'Host: x',
      `Origin: ${door.url}`,
      `Cookie: ${await cookieOf(door)}`,
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
      '',
      '1000',
      'x'.repeat(0x1000),
    ])
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /)
    expect(chunked).toMatch(/connection: close/i)
    expect(calls).toEqual([])
  })

  it('a body that does not come is given up, and the connection ends', async () => {
    const slow = await raw(door, [
      'POST /api/class/write HTTP/1.1',
      'Host: x',
      `Origin: ${door.url}`,
      `Cookie: ${await cookieOf(door)}`,
      'Content-Type: application/json',
      'Content-Length: 20',
      '',
      '{"te',
    ])
    expect(slow).toMatch(/^HTTP\/1\.1 408 /)
    expect(slow).toContain('BODY_TOO_SLOW')
  })

  it('tells an unknown path from a wrong method', async () => {
    expect(await ask('GET', '/api/class/nothing')).toMatchObject({ status: 404, json: { code: 'PATH_UNKNOWN' } })
    expect(await ask('GET', '/api/class/things/a%00b')).toMatchObject({ status: 404 })
    expect(await ask('GET', '/api/class/things/%E0%A4%A')).toMatchObject({ status: 404 })
    expect(await ask('GET', '//evil.example/api/class/me')).toMatchObject({ status: 404, text: 'not ours' })
    const wrong = await ask('POST', '/api/class/things/x', { body: {} })
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET'])
    expect((await ask('OPTIONS', '/api/class/write')).status).toBe(405)
    expect((await ask('GET', '/elsewhere')).text).toBe('not ours')
    expect((await ask('GET', '/healthz')).status).toBe(200)
    expect((await ask('HEAD', '/api/class/write')).status).toBe(200)
  })

  it('a name in the path wins over a parameter, whose value is decoded once', async () => {
    expect((await ask('GET', '/api/class/things/all')).json).toEqual({ all: true })
    expect((await ask('GET', '/api/class/things/a%252F%20b')).json).toEqual({ thing: 'a%2F b' })
  })

  it('answers are not kept, framed or sniffed', async () => {
    const { headers } = await ask('GET', '/api/class/write')
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    })
  })

  it('a file has its name in both spellings', async () => {
    const { headers, text } = await ask('GET', '/api/class/file')
    expect(text).toBe('a,b\r\n')
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="____7b_.csv"; filename*=UTF-8''%E6%88%90%E7%BB%A9%20%227b%22.csv`,
    )
  })

  it('a refusal is told in the language of the page, with where and when', async () => {
    const english = await ask('GET', '/api/class/no', { headers: { 'accept-language': 'en' } })
    expect(english.json).toEqual({ code: 'NO', message: expect.stringContaining('“7b” is archived'), where: 'title' })
    expect(english.headers.get('retry-after')).toBe('2')
    const chinese = await ask('GET', '/api/class/no', { headers: { 'accept-language': 'zh-CN' } })
    expect(chinese.json.message).toContain('“7b”已归档')
  })

  it('a failure of ours is noted, and told without what was in it', async () => {
    const { status, text } = await ask('GET', '/api/class/broken')
    expect(status).toBe(500)
    expect(text).not.toContain('secret-value')
    expect(door.logged.at(-1)).toMatchObject({ level: 'error', fields: { path: '/api/class/broken' } })
  })

  it('believes a named proxy about the address, from the right, and nobody else', async () => {
    const address = async (forwarded: string) =>
      (await ask('GET', '/api/class/write', { headers: { 'x-forwarded-for': forwarded } })).json.address
    expect(await address('203.0.113.7')).toBe('203.0.113.7')
    expect(await address('6.6.6.6, 203.0.113.7, 10.1.2.3')).toBe('203.0.113.7')
    expect(await address('6.6.6.6, nonsense, 10.1.2.3')).toBe('10.1.2.3')
    expect(await address('')).toBe('127.0.0.1')
  })
})

/** One that the door made for Ada. */
async function cookieOf(door: Door): Promise<string> {
  const { signIn } = await import('../../../src/sidecar/classroom/people/sign-ins.ts')
  const { id } = await door.classroom.database.db.selectFrom('person').select('id').executeTakeFirstOrThrow()
  return `wirebook=${await signIn(door.classroom.database.db, id, 'a test', door.clock.now)}`
}

/** Lines as they are on the wire, and all that comes back until the connection ends. */
function raw({ url }: Door, lines: string[]): Promise<string> {
  const body = lines.includes('') ? lines.join('\r\n') : [...lines, 'Connection: close', '', ''].join('\r\n')
  return new Promise((resolve, reject) => {
    let said = ''
    const socket = createConnection(Number(new URL(url).port), '127.0.0.1', () => socket.write(body))
    socket.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    socket.on('close', () => resolve(said)).on('error', (error) => (said === '' ? reject(error) : resolve(said)))
  })
}
