/** The course as plain files under a sub-path, as a static host serves it: labs play recordings, nothing pretends. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sirv from 'sirv'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { LABS } from '../../src/course/load.ts'
import type { Recording } from '../../src/protocol/recording.ts'
import { wirebook } from '../cli/command.ts'
import { launchChromium } from '../support/chromium.ts'
import { BenchPage, PATIENCE_MS } from './support/bench.ts'

vi.setConfig({ testTimeout: 2 * PATIENCE_MS })
const readRecording = (lab: string): Recording => JSON.parse(readFileSync(join(LABS, lab, 'recording.json'), 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'wirebook-export-'))
let browser: Browser
let server: Server
let address = ''
const errors: string[] = []

beforeAll(async () => {
  const { code, out, err } = await wirebook(['export', '--static', folder, '--base', 'course'])
  expect({ code, err }, out).toMatchObject({ code: 0 })
  const serve = sirv(folder)
  server = createServer((request, response) => {
    // Nothing outside the sub-path exists on this host.
    if (!request.url?.startsWith('/course/')) {
      response.writeHead(404).end()
      return
    }
    request.url = request.url.slice('/course'.length)
    serve(request, response, () => void response.writeHead(404).end())
  }).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/course/`
  browser = await launchChromium()
}, 300_000)
afterAll(async () => {
  await browser?.close()
  server?.close()
  rmSync(folder, { recursive: true, force: true })
})

async function open(path: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  page.on('response', (response) => {
    if (response.status() >= 400) errors.push(`${response.status()} ${response.url()}`)
  })
  page.on('websocket', (socket) => errors.push(`socket ${socket.url()}`))
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(address + path)
  return page
}

test('a lab plays its recording through the same panes, and says that it is one', async () => {
  const page = await open('en/boundaries/stream/')
  const bench = await new BenchPage(page, 'boundaries/stream-1').ready()
  await bench.run()
  await bench.section.getByText('A recording.').waitFor()
  expect(await bench.section.locator('.notice').textContent()).toMatch(/captured on 20\d\d-\d\d-\d\d on Linux \d/)
  const rows = bench.section.locator('.ladder [role=option]')
  const recorded = readRecording('boundaries/stream-1').runs[0]!.events
  const packets = recorded.flatMap(([, event]) => (event.type === 'packets' ? event.packets : []))
  await expect.poll(() => rows.count(), { timeout: PATIENCE_MS }).toBe(packets.length)
  expect(await bench.section.locator('.blk.wr').count()).toBe(3)
  await expect.poll(() => bench.console('client.ts').textContent()).not.toBe('')
})

test('what is typed makes it stale, and is never said to have run', async () => {
  const page = await open('en/boundaries/stream/')
  const bench = await new BenchPage(page, 'boundaries/stream-1').ready()
  await bench.run()
  await bench.section.locator('.cm-content').first().click()
  await page.keyboard.type('// mine ')
  await expect.poll(() => bench.status.textContent()).toContain('Edited since this run')
})

test('links, search and the other language stay under the sub-path', async () => {
  const page = await open('en/')
  await page.getByRole('link', { name: /^Start/ }).click()
  await page.waitForURL(/\/course\/en\/bench\/first-packet\/$/)
  await page.locator('[data-open-palette]').click()
  await page.getByRole('combobox', { name: 'Search and commands' }).fill('virtual circuit')
  await page.getByRole('option').filter({ hasText: 'virtual' }).first().click()
  await page.waitForURL(/\/course\/en\/tcp\/handshake\//)
  await page.goto(`${address}zh-cn/`)
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
})

test('its front door leads to the language of the browser, and to the one that was chosen ever after', async () => {
  const page = await open('en/bench/first-packet/')
  const enter = async (locale: string) => {
    await page.goto(address, { waitUntil: 'commit' })
    await page.waitForURL(`${address}${locale}/`)
  }
  await enter('en')
  await page.locator('[data-languages]').getByRole('link', { name: '中文' }).click()
  await page.waitForURL(`${address}zh-cn/`)
  await enter('zh-cn')
})

test('an exercise says that nothing is checked here, and what to do', async () => {
  const page = await open('en/tcp/handshake/')
  const panel = page.locator('[data-exercise-panel="tcp/seq-ack"][data-ready]')
  await page.locator('#exercise-tcp-seq-ack').scrollIntoViewIfNeeded()
  await panel.getByText('Nothing is checked here.').waitFor()
  expect(await panel.textContent()).toContain('npx wirebook grade tcp/seq-ack number.ts')
  expect(await panel.locator('[data-check]').getAttribute('aria-disabled')).toBe('true')
  expect(errors).toEqual([])
})

test('a folder that holds other files is never emptied', async () => {
  const other = mkdtempSync(join(tmpdir(), 'wirebook-other-'))
  writeFileSync(join(other, 'thesis.txt'), 'years of work')
  const { code, err } = await wirebook(['export', '--static', other])
  expect(code).toBe(64)
  expect(err).toMatch(/^EXPORT_NOT_EMPTY: /)
  rmSync(other, { recursive: true })
})
