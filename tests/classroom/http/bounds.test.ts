/** What one person of a class may bring, keep and guess, on a real server: bounded, told kindly, and nothing is lost. */
import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Work } from '../../../src/protocol/work.ts'
import { newCode } from '../../../src/sidecar/classroom/cohorts/codes.ts'
import { CLASS_WORK } from '../../../src/sidecar/classroom/home.ts'
import { FAILURE_RATES } from '../../../src/sidecar/classroom/http/limits.ts'
import { databases } from '../../support/databases.ts'
import { FULL, fullTier } from '../../support/tier.ts'
import { openClass, type Somebody } from '../network/class.ts'

const MIB = 1 << 20
const TARGET = { kind: 'lab', id: 'servers/chat-4', file: 'client.ts' } as const

describe('in a class', () => {
  const base = databases('sqlite')
  let room: Awaited<ReturnType<typeof openClass>>
  let [ada, bob] = [] as unknown as Somebody[]

  beforeEach(fullTier)
  beforeAll(async () => {
    if (!FULL) return
    room = await openClass(await base.place(), { personBytes: MIB, proxies: ['127.0.0.1'] })
    ;[ada, bob] = await Promise.all(['Ada', 'Bob'].map((name) => room.somebody(name, 'learner')))
  }, 120_000)
  afterAll(() => room?.close(), 60_000)

  const at = () => new URL('/api/work', room.url)
  const work = (text: string, file = 'client.ts'): Work => ({
    texts: [{ target: { ...TARGET, file }, text, at: '2026-03-01T10:00:00.000Z', by: 'browser', aside: false }],
    attempts: [],
  })
  const bring = async ({ cookie }: Somebody, body: string, locale = 'en') => {
    const headers = { origin: new URL(room.url).origin, cookie, 'accept-language': locale }
    const answer = await fetch(at(), { method: 'POST', headers, body })
    return { status: answer.status, json: (await answer.json()) as { code: string; message: string } }
  }
  const kept = async ({ cookie }: Somebody) =>
    ((await (await fetch(at(), { headers: { cookie } })).json()) as Work).texts.map(({ text }) => text)

  it('a file that is too large is refused before it is read, in the reader’s language', async () => {
    const large = 'x'.repeat(CLASS_WORK.bytes! + 1)
    const refused = await bring(ada!, large)
    expect(refused).toMatchObject({
      status: 413,
      json: { code: 'WORK_TOO_LARGE', message: expect.stringContaining('16 MiB') },
    })
    expect((await bring(ada!, large, 'zh-CN')).json.message).toContain('你的文件还是原样')
    expect(await kept(ada!)).toEqual([])
  })

  it('one file of each person is taken in at a time; another’s comes in meanwhile', async () => {
    const { origin } = new URL(room.url)
    const headers = { origin, cookie: ada!.cookie, 'content-length': 1_000 }
    const slow = request(at(), { method: 'POST', headers })
    slow.on('error', () => {})
    slow.write('{')
    await expect.poll(async () => (await bring(ada!, '{}')).status).toBe(429)
    expect((await bring(ada!, '{}')).json).toMatchObject({ code: 'WORK_BUSY' })
    expect((await bring(bob!, JSON.stringify(work('bob’s')))).status).toBe(200)
    slow.destroy()
    await expect.poll(async () => (await bring(ada!, JSON.stringify(work('mine')))).status).toBe(200)
    expect(await kept(ada!)).toEqual(['mine'])
  })

  it('what one keeps has a bound, by a file, by typing and by handing in; what is there stays, and others are not in its way', async () => {
    expect((await bring(ada!, JSON.stringify(work('mine')))).status).toBe(200)
    const many = Array.from({ length: 6 }, (_, n) => work(String(n).repeat(190_000), `f${n}.ts`).texts[0]!)
    const full = await bring(ada!, JSON.stringify({ texts: many, attempts: [] }))
    expect(full).toMatchObject({
      status: 507,
      json: { code: 'STORE_PERSON_FULL', message: expect.stringContaining('1 MiB') },
    })
    expect((await kept(ada!)).length).toBe(6) // as many as there was room for, and the first

    const page = await ada!.page()
    page.say({ type: 'edit', target: TARGET, text: 'y'.repeat(100_000), base: 1 })
    const refused = await page.until((one) => one.type === 'refused')
    expect(refused).toMatchObject({
      code: 'NOT_SAVED',
      target: TARGET,
      message: expect.stringContaining('in this browser'),
    })
    // A little more fits, and the page goes on.
    page.say({ type: 'edit', target: TARGET, text: 'short', base: 1 })
    await page.event('saved', ({ saved }) => saved.text === 'short')

    const files = { 'number.ts': 'z'.repeat(100_000) }
    page.say({
      type: 'edit',
      target: { kind: 'exercise', id: 'tcp/seq-ack', file: 'number.ts' },
      text: files['number.ts'],
      base: 0,
    })
    await page.until((one) => one.type === 'refused' && one.of === 'edit' && one.target?.kind === 'exercise')
    expect((await bring(bob!, JSON.stringify(work('bob’s second')))).status).toBe(200)
  })

  it('guesses at join codes end, from one address and from many behind the proxy that is trusted', async () => {
    const { address, all } = FAILURE_RATES.join
    const { origin } = new URL(room.url)
    const guess = async (from: string, code = newCode()) => {
      const headers = { origin, 'content-type': 'application/json', 'x-forwarded-for': from }
      const body = JSON.stringify({ code })
      const answer = await fetch(new URL('/api/class/join/look', room.url), { method: 'POST', headers, body })
      return answer.status
    }
    const began = performance.now()
    const counted = async (froms: string[]) => {
      const statuses: number[] = []
      const next = async () => {
        for (let from = froms.pop(); from !== undefined; from = froms.pop()) statuses.push(await guess(from))
      }
      await Promise.all(Array.from({ length: 8 }, next))
      return Object.fromEntries([404, 429].map((status) => [status, statuses.filter((one) => one === status).length]))
    }
    // What an attacker writes before what the proxy adds counts for nothing.
    const one = await counted(Array.from({ length: 60 }, (_, n) => `10.0.0.${n}, 203.0.113.9`))
    expect(one[404]).toBeLessThanOrEqual(address.burst + Math.ceil((performance.now() - began) / address.refillMs))
    expect(one[429]).toBeGreaterThanOrEqual(30)

    const many = await counted(Array.from({ length: 600 }, (_, n) => `198.51.${n >> 8}.${n & 255}`))
    const looked = one[404]! + many[404]!
    expect(looked).toBeLessThanOrEqual(all.burst + Math.ceil((performance.now() - began) / all.refillMs) + 8)
    expect(looked).toBeGreaterThanOrEqual(all.burst)
    expect(many[429]).toBeGreaterThan(0)
    // Whoever is in the class already is not held up.
    expect((await bob!.ask('GET', 'me')).status).toBe(200)
  }, 120_000)
})
