/** The course's frame in a browser: home, the end of a unit, and the reader's progress, with a real sidecar behind them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import type { WorkFile } from '../../src/protocol/work.ts'
import { axeViolations } from '../support/axe.ts'
import { BenchPage, PATIENCE_MS } from './support/bench.ts'
import { world } from './support/browser.ts'
import { dataFolder } from './support/server.ts'

const site = world()

describe('home', () => {
  test('runs the first lab and draws the packets of that very run', async () => {
    const page = await site.open('en/')
    const stage = page.locator('.stage')
    await stage.getByRole('button', { name: 'Run it for real' }).click()
    await stage.getByText(/Your own run, just now: \d+ packets, Linux/).waitFor({ timeout: PATIENCE_MS })
    const rows = stage.locator('.ladder .row')
    const flags = await rows.locator('.lab b').allTextContents()
    expect(flags.slice(0, 3)).toEqual(['SYN', 'SYN ACK', 'ACK'])
    expect(await rows.locator('.strip').allTextContents()).toEqual(['68 65 6c 6c 6f'])
    expect(await stage.locator('[data-live-src]').textContent()).toContain("socket.end('hello')")
    // Times of a run are its own: two runs never agree in all of them.
    const times = await rows.locator('.t').allTextContents()
    await stage.getByRole('button', { name: 'Run it again' }).click()
    await expect
      .poll(async () => (await rows.locator('.t').allTextContents()).join() !== times.join(), { timeout: PATIENCE_MS })
      .toBe(true)
  })

  test('leads back to the lesson and to the lab in it', async () => {
    const page = await site.open('en/bench/first-packet/')
    const bench = await new BenchPage(page, 'bench/first-packet-1').ready()
    await bench.run()
    await page.waitForFunction(() => localStorage.getItem('wirebook.last')?.includes('lab-bench-first-packet-1'))
    await page.goto(`${site.server.url}zh-cn/`)
    const now = page.locator('.now > div:visible')
    await now.getByText('一个没有人收的数据报').waitFor()
    await page.locator('[data-start]', { hasText: '继续：' }).click()
    await page.waitForURL(/zh-cn\/bench\/first-packet\/#lab-bench-first-packet-1$/)
  })
})

describe('the end of a unit', () => {
  test('asks across its lessons, counts the answers, and keeps them', async () => {
    const page = await site.open('en/tcp/')
    const ask = page.locator('wire-ask#ask-count-numbers')
    const meta = page.locator('[data-answered]')
    await ask.getByRole('radio').nth(0).check()
    await ask.getByRole('button', { name: 'Check answer' }).click()
    await ask.getByText('That counts the bytes alone').waitFor()
    expect(await meta.textContent()).toMatch(/^0 of \d+ questions answered$/)
    await ask.getByRole('radio').nth(2).check()
    await ask.getByRole('button', { name: 'Check answer' }).click()
    await ask.getByText('One for the SYN').waitFor()
    await expect.poll(() => meta.textContent()).toMatch(/^1 of/)
    await page.reload()
    await expect.poll(() => meta.textContent()).toMatch(/^1 of/)
  })

  test('runs the lab of its project, with the same text as in the lesson', async () => {
    const bench = await site.bench('en/bench/', 'bench/first-packet-3')
    await bench.run()
    await expect.poll(() => bench.packets.count(), { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(8)
  })

  test('is reached from the last lesson of the unit, and leads on', async () => {
    const page = await site.open('en/tcp/backlog/')
    await page.getByRole('link', { name: /End of the unit/ }).click()
    await page.waitForURL(/\/en\/tcp\/$/)
    expect(await page.locator('h1').textContent()).toBe('TCP')
    await page.getByRole('link', { name: /Next unit/ }).click()
    await page.waitForURL(/\/en\/udp\/datagrams\/$/)
  })
})

describe('progress', () => {
  const STATES = { kind: 'exercise', id: 'tcp/states', file: 'states.ts' }

  async function progress(path: string, context: BrowserContext): Promise<Page> {
    const page = await site.open(path, { context })
    await page.locator('.progresspage[data-ready]').waitFor()
    return page
  }

  async function exported(page: Page, name: string | RegExp = 'Save as a file'): Promise<WorkFile> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()])
    return JSON.parse(readFileSync(await download.path(), 'utf8')) as WorkFile
  }

  test('goes out as a file and comes into another browser, seen before it is taken in', async () => {
    const first = await site.context()
    const lesson = await site.open('en/bench/first-packet/', { context: first })
    const bench = await new BenchPage(lesson, 'bench/first-packet-1').ready()
    await bench.write('sender.ts', "console.log('mine')\n")
    await bench.run()
    const page = await progress('en/progress/', first)
    await page.evaluate(() => {
      localStorage.setItem('wirebook.progress', JSON.stringify({ 'tcp/states': 'passed' }))
      localStorage.setItem('wirebook.ask', JSON.stringify({ 'tcp/close#why-three': { answer: '1', shown: true } }))
    })
    const file = await exported(page)
    expect(file).toMatchObject({
      format: 'wirebook-work',
      version: 1,
      remembered: { progress: { 'tcp/states': 'passed' } },
    })
    expect(file.work.texts.map(({ text }) => text)).toContain("console.log('mine')\n")
    expect(Object.keys(file.remembered.lessons)).toEqual(['bench/first-packet'])

    // Another text of the same file, and one that is not here.
    file.work.texts = [
      {
        target: { kind: 'lab', id: 'bench/first-packet-1', file: 'sender.ts' },
        text: 'theirs',
        at: file.at,
        by: 'tab',
        aside: false,
      },
      { target: STATES as never, text: 'export {}', at: file.at, by: 'tab', aside: false },
    ]
    const other = join(dataFolder(), 'work.json')
    writeFileSync(other, JSON.stringify(file))
    const second = await site.context()
    const there = await progress('en/progress/', second)
    await there.getByLabel('Bring in a file').setInputFiles(other)
    const preview = there.locator('.preview')
    await preview.getByText('1 text that is not here yet').waitFor()
    await preview.getByText('1 text that differs from yours: yours stay, these go to Versions').waitFor()
    expect(await there.evaluate(() => localStorage.getItem('wirebook.progress'))).toBeNull()
    await preview.getByRole('button', { name: 'Take it in' }).click()
    await there.getByText('Nothing of yours was overwritten').waitFor()
    expect(await there.evaluate(() => localStorage.getItem('wirebook.progress'))).toContain('passed')
    const after = await exported(there)
    const versions = after.work.texts.filter(
      ({ target }) => target.id === 'bench/first-packet-1' && target.file === 'sender.ts',
    )
    expect(versions.findLast(({ aside }) => !aside)?.text).toBe("console.log('mine')\n")
    expect(versions.some(({ text, aside }) => text === 'theirs' && aside)).toBe(true)

    await there.getByLabel('Bring in a file').setInputFiles(other)
    await there.getByText('Nothing: all of it is here already.').waitFor()
  })

  test('refuses a file of something else, and says so', async () => {
    const page = await progress('zh-cn/progress/', await site.context())
    for (const [content, said] of [
      ['{', '这不是本页存的文件'],
      ['{"format":"other"}', '这是别的东西的文件'],
      ['{"format":"wirebook-work","version":9}', '这个文件来自更新的 wirebook'],
      ['{"format":"wirebook-work","version":1}', '文件里有一处不合格式'],
    ] as const) {
      const buffer = Buffer.from(content)
      await page.getByLabel('读入文件').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer })
      await page.getByText(said).waitFor()
    }
  })

  test('prints a page with the name that was typed, and says that it proves nothing', async () => {
    const page = await progress('en/progress/', await site.context())
    await page.getByLabel('Name for the page').fill('Ada <b>Lovelace</b>')
    await page.emulateMedia({ media: 'print' })
    const record = page.locator('.record')
    expect(await record.locator('.who').textContent()).toBe('Ada <b>Lovelace</b>')
    expect(await record.textContent()).toContain('It is no certificate')
    expect(await page.locator('.top').isVisible()).toBe(false)
    expect(await page.getByRole('button', { name: 'Print it' }).isVisible()).toBe(false)
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(5_000)
  })
})

test.each([
  ['en/', 1440, 'light'],
  ['zh-cn/', 390, 'dark'],
  ['en/tcp/', 390, 'light'],
  ['zh-cn/tcp/', 1440, 'dark'],
  ['en/progress/', 390, 'dark'],
  ['zh-cn/progress/', 1440, 'light'],
] as const)('%s at %i px, %s: accessible, and nothing scrolls sideways', async (path, width, colorScheme) => {
  const page = await site.open(path, { width, colorScheme })
  await page.waitForLoadState('networkidle')
  expect(await axeViolations(page)).toEqual([])
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(wide).toBeLessThanOrEqual(0)
})
