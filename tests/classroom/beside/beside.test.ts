/** Beside a learner over the protocol: a served class with real labs, and who may see and do what on whose page. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WhoIsBeside } from '../../../src/protocol/classroom/beside.ts'
import { besideSearch } from '../../../src/protocol/classroom/beside.ts'
import { type Serving, serve } from '../../../src/sidecar/serve.ts'
import { FULL, fullTier } from '../../support/tier.ts'
import { enter, type Member, PASSPHRASE, Page } from './serving.ts'

const log = { info: () => {}, warn: () => {}, error: () => {} }
const LESSON = 'tcp/handshake'
const LAB = 'tcp/handshake-1'
const FILE = { kind: 'lab', id: LAB, file: 'server.ts' } as const

describe('beside a learner', { timeout: 60_000 }, () => {
  let folder: string
  let serving: Serving
  let grace: Member
  let ada: Member
  let bob: Member
  let cohort: string
  let adaId: string
  let page: Page
  const lines: string[] = []

  beforeAll(async () => {
    if (!FULL) return
    folder = mkdtempSync(join(tmpdir(), 'wirebook-beside-'))
    mkdirSync(join(folder, 'site'))
    writeFileSync(join(folder, 'site/index.html'), 'the course')
    serving = await serve({
      port: 0,
      site: join(folder, 'site'),
      signals: false,
      log: (line) => lines.push(line),
      lingerMs: 100,
      classroom: { where: join(folder, 'class'), slots: 0, log },
    })
    const [, token] = /\/class\/start#(\S+)/.exec(lines.join('\n'))!
    grace = await enter(serving.url, 'start', { token, name: 'Grace', passphrase: PASSPHRASE })
    cohort = (await grace.ask<{ id: string }>('POST', 'cohorts', { title: '7b', timeZone: 'UTC' })).json.id
    const { code } = (await grace.ask<{ code: string }>('POST', `cohorts/${cohort}/codes`, {})).json
    const joined = (name: string) => enter(serving.url, 'join', { code, name, passphrase: PASSPHRASE })
    ada = await joined('Ada')
    bob = await joined('Bob')
    adaId = (await ada.ask<{ id: string }>('GET', 'me')).json.id
    page = (await Page.open(serving, ada, LESSON)) as Page
    await page.until((message) => message.type === 'opened')
  }, 120_000)
  afterAll(async () => {
    await serving?.close()
    if (folder) rmSync(folder, { recursive: true, force: true })
  })

  const search = () => besideSearch({ cohort, person: adaId })
  const visit = async (who: Member, lesson = LESSON) => (await Page.open(serving, who, lesson, search())) as Page
  const beside = async (who: Member) =>
    (await who.ask<WhoIsBeside>('GET', `cohorts/${cohort}/people/${adaId}/beside`)).json
  const trail = async () => {
    const { json } = await grace.ask<{ entries: { action: string }[] }>('GET', `cohorts/${cohort}/audit`)
    return json.entries?.map(({ action }) => action) ?? json
  }

  it('nobody but those who teach the learner in that class comes in', async (context) => {
    fullTier(context)
    expect(await Page.open(serving, bob, LESSON, search())).toBe(403)
    expect(await Page.open(serving, ada, LESSON, search())).toBe(403)
    const other = (await grace.ask<{ id: string }>('POST', 'cohorts', { title: '8a', timeZone: 'UTC' })).json.id
    expect(await Page.open(serving, grace, LESSON, besideSearch({ cohort: other, person: adaId }))).toBe(403)
    // A page for somebody else never falls back to one's own.
    expect(await Page.open(serving, grace, LESSON, '?beside=')).toBe(403)
    expect((await bob.ask('GET', `cohorts/${cohort}/people/${adaId}/beside`)).status).toBe(403)
  })

  it('whoever watches sees code, output and packets as they run, changes nothing, and is seen', async (context) => {
    fullTier(context)
    const guest = await visit(grace)
    await guest.until((message) => message.type === 'opened')
    await expect.poll(() => beside(ada)).toMatchObject({ visits: [{ by: 'Grace', lesson: LESSON, edits: false }] })
    page.send({ type: 'edit', target: FILE, text: '// of Ada\n', base: 0 })
    await guest.event('saved')
    page.send({ type: 'reset', target: FILE })
    page.send({ type: 'run', lab: LAB })
    await guest.event('packets')
    await guest.event('output')

    for (const message of [
      { type: 'edit', target: FILE, text: 'mine now', base: 9 },
      { type: 'run', lab: LAB },
      { type: 'stop', lab: LAB },
      { type: 'clear', lab: LAB },
    ] as const) {
      guest.send(message)
      await guest.until((one) => one.type === 'refused' && one.of === message.type && one.code === 'READ_ONLY')
    }
    guest.send({ type: 'history', target: FILE })
    const { versions } = await guest.until((one) => one.type === 'history')
    expect(versions.map(({ text }) => text)).not.toContain('mine now')
    await guest.close()
    await expect.poll(() => beside(ada)).toMatchObject({ visits: [] })
    page.send({ type: 'stop', lab: LAB })
  })

  it('only whoever answers a hand that lets them join writes, and each version says who made it', async (context) => {
    fullTier(context)
    const at = { lesson: LESSON, cell: null }
    await ada.ask('PUT', `cohorts/${cohort}/hand`, at)
    const hand = async () =>
      (await ada.ask<{ hand: { id: string; join: boolean } | null }>('GET', `cohorts/${cohort}/hand`)).json.hand
    expect((await hand())?.join).toBe(false)
    await grace.ask('POST', `cohorts/${cohort}/hands/${(await hand())!.id}/answer`)
    expect((await beside(grace)).edits).toBe(false)

    await ada.ask('PUT', `cohorts/${cohort}/hand`, { ...at, join: true })
    const watching = await visit(grace)
    await watching.until((message) => message.type === 'opened')
    const { json } = await grace.ask('POST', `cohorts/${cohort}/hands/${(await hand())!.id}/answer`)
    expect(json).toMatchObject({ person: adaId, lesson: LESSON, join: true })
    // It comes back as what it may be now.
    await watching.closed
    const guest = await visit(grace)
    await guest.until((message) => message.type === 'opened')
    expect(await beside(ada)).toMatchObject({ visits: [{ by: 'Grace', edits: true }] })

    const base = guest.head(FILE)
    guest.send({ type: 'edit', target: FILE, text: '// of Grace\n', base })
    await page.event('saved', ({ saved }) => (saved as { text: string }).text === '// of Grace\n')
    // As with two tabs of one person: what was written on an older version is kept beside.
    page.send({ type: 'edit', target: FILE, text: '// of Ada, late\n', base })
    await page.until((message) => message.type === 'refused' && message.code === 'EDIT_CONFLICT')
    page.send({ type: 'history', target: FILE })
    const { versions } = await page.until((one) => one.type === 'history')
    const authors = versions.map(({ text, author }) => [text, author])
    expect(authors.slice(0, 2)).toEqual([
      ['// of Ada, late\n', undefined],
      ['// of Grace\n', 'Grace'],
    ])
    guest.send({ type: 'grade', exercise: 'tcp/pcap-flags' })
    await guest.until((message) => message.type === 'refused' && message.code === 'READ_ONLY')

    await ada.ask('DELETE', `cohorts/${cohort}/people/${adaId}/beside`)
    await guest.closed
    expect((await beside(grace)).edits).toBe(false)
  })

  it('ends when the page is left, the role is taken away, or the learner leaves the class', async (context) => {
    fullTier(context)
    const away = await visit(grace, 'tcp/close')
    await away.until((message) => message.type === 'refused' && message.code === 'NOT_HERE')
    expect(await away.closed).toBe('NOT_HERE')

    const { code } = (await grace.ask<{ code: string }>('POST', `cohorts/${cohort}/codes`, { role: 'assistant' })).json
    const sam = await enter(serving.url, 'join', { code, name: 'Sam', passphrase: PASSPHRASE })
    const samId = (await sam.ask<{ id: string }>('GET', 'me')).json.id
    const seen = await visit(sam)
    await seen.until((message) => message.type === 'opened')
    await grace.ask('PATCH', `cohorts/${cohort}/members/${samId}`, { role: 'learner' })
    expect(await seen.closed).toBe('NOT_ALLOWED')
    expect(await Page.open(serving, sam, LESSON, search())).toBe(403)

    const guest = await visit(grace)
    await guest.until((message) => message.type === 'opened')
    await grace.ask('DELETE', `cohorts/${cohort}/members/${adaId}`)
    expect(await guest.closed).toBe('NOT_ALLOWED')
    const told = await trail()
    expect(new Set(told)).toEqual(new Set([...told, 'lab.watch', 'lab.join', 'lab.part']))
  })
})
