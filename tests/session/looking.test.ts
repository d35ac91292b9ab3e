/** What a page is told of a lab's sockets and tables when it asks. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MESSAGE_LIMITS, type ServerMessage } from '../../src/protocol/messages.ts'
import { type Serving, serve } from '../../src/sidecar/serve.ts'
import { COURSE } from '../../src/sidecar/session/course.ts'
import { firstRows } from '../../src/sidecar/session/look.ts'
import { Page } from '../bridge/page.ts'
import { ownNetwork } from '../support/tier.ts'

const LAB = 'boundaries/stream-2'
let data: string
let serving: Serving
/** How often a lab was read from disk. */
let reads = 0
const course = {
  ...COURSE,
  lab: (id: string) => {
    reads += 1
    return COURSE.lab(id)
  },
}
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'wirebook-looking-'))
  serving = await serve({ port: 0, data, site: data, signals: false, log: () => {}, lingerMs: 400, course })
})
afterAll(async () => {
  await serving.close()
  rmSync(data, { recursive: true, force: true })
})

type Answer<Type extends ServerMessage['type']> = Extract<ServerMessage, { type: Type }>
const answer = async <Type extends 'sockets' | 'tables'>(page: Page, type: Type) =>
  (await page.until((message) => message.type === type)) as Answer<Type>

test('before a lab has run there is nothing to look at', async () => {
  const page = await Page.open(serving.url, 'boundaries/stream')
  page.say({ type: 'sockets', lab: LAB })
  expect(await page.refused('NOT_RUNNING')).toMatchObject({ of: 'sockets' })
  page.ws.close()
})

test('whoever asks hears of the sockets and tables of a running lab, and nobody else does', async (context) => {
  ownNetwork(context)
  const [asks, listens] = [
    await Page.open(serving.url, 'boundaries/stream'),
    await Page.open(serving.url, 'boundaries/stream'),
  ]
  asks.say({ type: 'run', lab: LAB })
  await asks.event('program', ({ program, state }) => program === 'server' && state.state === 'listening')
  const before = reads
  asks.say({ type: 'sockets', lab: LAB })
  const { hosts, lab } = await answer(asks, 'sockets')
  expect(lab).toBe(LAB)
  expect(hosts.map(({ host }) => host)).toEqual(['client', 'server'])
  expect(hosts[1]!.sockets).toContainEqual(expect.objectContaining({ state: 'LISTEN', program: 'server' }))
  asks.say({ type: 'tables', lab: LAB })
  const { nodes } = await answer(asks, 'tables')
  expect(nodes.map(({ node }) => node)).toEqual(['client', 'server'])
  expect(nodes[0]!.routes).toContainEqual({ family: 4, to: '10.0.0.0/24', device: 'eth0', metric: 0 })
  // Pages ask several times a second.
  expect(reads).toBe(before)
  expect(listens.heard.some(({ type }) => type === 'sockets' || type === 'tables')).toBe(false)
  asks.say({ type: 'stop', lab: LAB })
  await asks.event('runEnded')
  asks.ws.close()
  listens.ws.close()
})

test('of a very long table the first rows are told, and how many more there are', () => {
  const rows = Array.from({ length: MESSAGE_LIMITS.tableRows + 3 }, (_, index) => index)
  const [kept, more] = firstRows(rows)
  expect(kept).toEqual(rows.slice(0, -3))
  expect(more).toBe(3)
  expect(firstRows([1])).toEqual([[1], 0])
})
