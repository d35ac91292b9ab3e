/**
 * Bench and exercise panel in a real browser, on the real sidecar. What is on the wire is scripted, so that it is the same
 * every time; with real programs they are seen by the end-to-end tests.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { loadExercise } from '../../src/course/load.ts'
import { type Serving, serve } from '../../src/sidecar/serve.ts'
import { axeViolations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { builtSite } from '../support/site.ts'
import { scriptedSandbox } from './support/scripted-sandbox.ts'

const STREAM = 'en/boundaries/stream/'
const HANDSHAKE = 'en/tcp/handshake/'
const WAIT = { timeout: 30_000 }
// Files share two cores with what they start.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 180_000 })

let browser: Browser
let serving: Serving
let site: string
const data = mkdtempSync(join(tmpdir(), 'wirebook-islands-'))

const start = (port: number) =>
  serve({ port, site, data, signals: false, log: () => {}, openSandbox: async () => scriptedSandbox() })

beforeAll(async () => {
  site = await builtSite()
  serving = await start(0)
  browser = await launchChromium()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await serving?.close()
  rmSync(data, { recursive: true, force: true })
})
async function closePages(): Promise<void> {
  for (const context of browser.contexts()) await context.close()
}

type Look = { width?: number; dark?: boolean }

async function open(path: string, { width = 1440, dark = false }: Look = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(serving.url + path)
  return page
}

async function bench(page: Page, lab: string): Promise<Locator> {
  const found = page.locator(`.bench[data-lab="${lab}"]`)
  await found.scrollIntoViewIfNeeded()
  await found.and(page.locator('[data-ready]')).waitFor(WAIT)
  return found
}

async function run(place: Locator): Promise<void> {
  await place.locator('[data-run]').click()
  await place.locator('.st.settled, .st.crashed').waitFor(WAIT)
  await place.locator('.foot', { hasText: 'captured' }).waitFor(WAIT)
  // Drawn frames later.
  await place.locator('.ladder [role=option]').first().waitFor(WAIT)
}

/** Becomes so: a page that is busy draws one thing after the other. */
async function counts(what: Locator, count: number): Promise<void> {
  await expect.poll(() => what.count(), WAIT).toBe(count)
}

/** Text of the editor in `place`, once it is open. */
async function editor(place: Locator): Promise<Locator> {
  const content = place.locator('.code:not([hidden]) .cm-content')
  await content.waitFor(WAIT)
  return content
}

async function put(place: Locator, text: string): Promise<void> {
  const content = await editor(place)
  await content.click()
  await place.page().keyboard.press('ControlOrMeta+a')
  await place.page().keyboard.insertText(text)
}

describe('a run', () => {
  let page: Page
  let lab: Locator
  let facts: unknown
  beforeAll(async () => {
    page = await open(STREAM)
    const told = page.evaluate(
      () =>
        new Promise((done) =>
          document.addEventListener('wirebook:run', (event) => done((event as CustomEvent).detail)),
        ),
    )
    lab = await bench(page, 'boundaries/stream-1')
    await run(lab)
    facts = await told
  })
  afterAll(closePages)

  it('shows three writes, the segments and the one read', async () => {
    expect(await lab.locator('.say b').innerText()).toBe('3 writes → 3 segments → 1 read.')
    await counts(lab.locator('.blk.wr'), 3)
    await counts(lab.locator('.blk.sg'), 3)
    await counts(lab.locator('.blk.rd'), 1)
    expect(await lab.locator('.log .by').allInnerTexts()).toEqual(['one', 'two', 'three'])
    expect(facts).toMatchObject({
      lab: 'boundaries/stream-1',
      facts: { writes: 3, segments: 3, reads: 1, packets: 10, connections: 1 },
    })
  })

  it('draws the same packets as a ladder and as a table, with one selection', async () => {
    const rows = lab.locator('.ladder [role=option]')
    await rows.nth(9).waitFor(WAIT)
    await counts(rows, 10)
    await rows.nth(1).click()
    await lab.locator('.p-hex .ph', { hasText: 'packet 2' }).waitFor(WAIT)
    await page.keyboard.press('ArrowDown')
    await rows.nth(2).and(page.locator('[aria-selected="true"]')).waitFor(WAIT)
    await page.keyboard.press('End')
    await page.keyboard.press('t')
    const table = lab.locator('table.pt tbody tr')
    await table.nth(9).and(page.locator('[aria-current="true"]')).waitFor(WAIT)
    await counts(table, 10)
    expect(await table.first().innerText()).toMatch(/SYN/)
    expect(await page.evaluate(() => document.activeElement?.closest('table.pt') !== null)).toBe(true)
    await page.keyboard.press('t')
    await rows.nth(9).waitFor(WAIT)
  })

  it('goes from a packet to its bytes and names the field under the focus', async () => {
    await lab.locator('.ladder [role=option]').nth(3).click()
    await lab.locator('.p-hex .ph', { hasText: 'packet 4' }).waitFor(WAIT)
    await page.keyboard.press('Enter')
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
    await page.locator(':focus', { hasText: 'Source port' }).waitFor(WAIT)
    expect(await lab.locator('.hex .b.hot[data-x]').first().getAttribute('data-x')).toBe('34')
  })

  it('lights the same bytes everywhere and drops the rest back', async () => {
    await lab.locator('.blk.wr').nth(1).hover()
    await lab.locator('.blk.sg.lit').waitFor(WAIT)
    await counts(lab.locator('.blk.sg.lit'), 1)
    await counts(lab.locator('.blk.rd.lit'), 1)
    expect(await lab.locator('.log .by.lit').innerText()).toBe('two')
    expect(await lab.locator('.pk.lit').getAttribute('data-n')).toBe('5')
  })

  it('goes on beside those of every other lab of the lesson', async () => {
    const labs = await page.locator('.bench').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.lab!))
    expect(labs.length).toBeGreaterThan(4)
    for (const id of labs.filter((one) => one !== 'boundaries/stream-1')) await run(await bench(page, id))
    await counts(page.locator('.st.settled'), labs.length)
  })
})

describe('a run on a wire of its own kind', () => {
  let page: Page
  beforeAll(async () => {
    page = await open(HANDSHAKE)
  })
  afterAll(closePages)

  it('ends the line of a lost segment midway and says what the silence was', async () => {
    const lab = await bench(page, 'tcp/handshake-4')
    await run(lab)
    await counts(lab.locator('.pk.dropped .gone'), 1)
    expect(await lab.locator('.gap').first().innerText()).toContain('timer')
    expect(await lab.locator('.pk.k-rtx .sr').innerText()).toContain('sent again')
  })

  it('says when each packet arrives on a slow wire', async () => {
    const lab = await bench(page, 'tcp/handshake-3')
    await run(lab)
    expect(await lab.locator('.pk.slow').first().innerText()).toContain('arrives 100.000')
  })

  it('marks the line of a syntax error in the editor', async () => {
    const lab = await bench(page, 'tcp/handshake-1')
    await lab.getByRole('tab', { name: 'client.ts' }).click()
    await put(lab, 'const a = 1\nconst SYNTAX b\n')
    await lab.locator('[data-run]').click()
    await lab.locator('.st.crashed').waitFor(WAIT)
    expect(await lab.locator('.st').innerText()).toContain('client.ts ended with SyntaxError, line 2')
    const marked = lab.locator('.cm-line.mark-error')
    await marked.waitFor(WAIT)
    expect(await marked.innerText()).toContain('const SYNTAX b')
  })

  it('says that packets belong to earlier code as soon as it is edited, and not any more after Run again', async () => {
    const lab = await bench(page, 'tcp/handshake-2')
    await run(lab)
    await (await editor(lab)).click()
    await page.keyboard.insertText('// edited\n')
    await lab.locator('.st.stale').waitFor(WAIT)
    await lab.locator('[data-run]').click()
    await lab.locator('.st.settled').waitFor(WAIT)
  })
})

describe('what is typed', () => {
  afterEach(closePages)

  it('is there after a reload, also when the sidecar was gone meanwhile and comes back', async () => {
    const page = await open(STREAM)
    let lab = await bench(page, 'boundaries/stream-2')
    await put(lab, '// first\n')
    await lab.locator('.keeping.saved').waitFor(WAIT)
    await serving.close()
    await lab.locator('.notice', { hasText: 'Reconnecting' }).waitFor(WAIT)
    await put(lab, '// typed while it was away\n')
    await lab.locator('.keeping.browser').waitFor(WAIT)
    serving = await start(Number(new URL(serving.url).port))
    await lab.locator('.keeping.saved').waitFor(WAIT)
    await page.evaluate(() => localStorage.clear())
    await page.reload()
    lab = await bench(page, 'boundaries/stream-2')
    expect(await (await editor(lab)).innerText()).toContain('typed while it was away')
  }, 60_000)

  it('is on disk before a reload that comes within the pause', async () => {
    const page = await open(STREAM)
    let lab = await bench(page, 'boundaries/stream-2')
    await put(lab, '// half a sec')
    await page.reload()
    lab = await bench(page, 'boundaries/stream-2')
    expect(await (await editor(lab)).innerText()).toContain('half a sec')
  })

  it('can be taken back from its versions', async () => {
    const page = await open(STREAM)
    const lab = await bench(page, 'boundaries/stream-2')
    await put(lab, '// one version\n')
    await lab.locator('.keeping.saved').waitFor(WAIT)
    await lab.getByRole('button', { name: 'Reset' }).click()
    await lab.locator('.cm-line', { hasText: 'import' }).first().waitFor(WAIT)
    await lab.getByRole('button', { name: 'Versions' }).click()
    const version = lab.locator('.versions li', { hasText: 'one version' }).first()
    await version.getByRole('button', { name: 'Restore' }).click()
    expect(await (await editor(lab)).innerText()).toContain('one version')
  })

  it('is shown in a second window of the same lesson, with what runs there', async () => {
    const page = await open(STREAM)
    const lab = await bench(page, 'boundaries/stream-2')
    const other = await page.context().newPage()
    await other.goto(serving.url + STREAM)
    const there = await bench(other, 'boundaries/stream-2')
    await editor(there)
    await put(lab, '// seen by both\n')
    await there.locator('.cm-line', { hasText: 'seen by both' }).waitFor(WAIT)
    await run(lab)
    await there.locator('.ladder [role=option]').nth(9).waitFor(WAIT)
  })
})

describe('an exercise', () => {
  afterEach(closePages)

  it('shows what failed, gives hints one at a time, and passes with a right solution', async () => {
    const page = await open(HANDSHAKE)
    const panel = page.locator('[data-exercise-panel="tcp/seq-ack"]')
    await panel.scrollIntoViewIfNeeded()
    await editor(panel)
    await panel.locator('[data-check]').click()
    await panel.locator('.tr.failed').first().waitFor({ timeout: 30_000 })
    expect(await panel.locator('.st').innerText()).toMatch(/of \d+ tests passed/)
    await panel.getByRole('button', { name: 'Show a hint' }).first().click()
    await panel.getByRole('button', { name: 'Next hint' }).first().click()
    await counts(panel.locator('.hint'), 2)
    expect(await progress(page, 'tcp/seq-ack')).toBe('tried')

    await put(panel, `// my own way\n${Object.values(loadExercise('tcp/seq-ack').solution)[0]!}`)
    await panel.locator('[data-check]').click()
    await panel.locator('.st.passed').waitFor({ timeout: 30_000 })
    expect(await panel.locator('.st').innerText()).toContain('All tests passed')
    expect(await progress(page, 'tcp/seq-ack')).toBe('passed')
    await panel.getByRole('button', { name: 'Compare with the solution' }).click()
    await panel.locator('.compared .extent', { hasText: 'at line 1' }).waitFor(WAIT)
    await panel.locator('.compared .cm-line', { hasText: '// my own way' }).first().waitFor(WAIT)
  }, 90_000)
})

const progress = (page: Page, exercise: string) =>
  page.evaluate((id) => JSON.parse(localStorage.getItem('wirebook.progress') ?? '{}')[id] as unknown, exercise)

describe('for everybody', () => {
  const RAN = 'boundaries/stream-1'
  const BENCH = `.bench[data-lab="${RAN}"]`
  let page: Page
  beforeAll(async () => {
    page = await open(STREAM)
    const lab = await bench(page, RAN)
    await editor(lab)
    await run(lab)
  })
  afterAll(closePages)

  it('has no axe violation after a run, wide and light', async () => {
    expect(await axeViolations(page, { within: BENCH })).toEqual([])
  })

  it('nor in the dark theme', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await axeViolations(page, { within: BENCH, colours: true })).toEqual([])
    await page.emulateMedia({ colorScheme: 'light' })
  })

  it('on a narrow screen is never wider than it, in any pane, and has no axe violation', async () => {
    await page.setViewportSize({ width: 390, height: 900 })
    await page.reload()
    const lab = await bench(page, RAN)
    await lab.locator('.st.settled').waitFor(WAIT)
    for (const pane of ['Code', 'Output', 'Packets', 'Stream', 'Bytes']) {
      await lab.locator('.paneTabs').getByRole('button', { name: pane }).click()
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(over, pane).toBeLessThanOrEqual(0)
      if (pane === 'Packets' || pane === 'Bytes') expect(await axeViolations(page, { within: BENCH }), pane).toEqual([])
    }
  })

  it('moves nothing when islands wake and editors open', async () => {
    // A lesson in which nothing was run yet: a run that goes on is told again, and that takes room.
    const page = await open('en/boundaries/length-prefix/')
    const lab = await bench(page, 'boundaries/length-prefix-1')
    await editor(lab)
    const shift = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          new PerformanceObserver((list) => {
            done(
              (list.getEntries() as (PerformanceEntry & { value: number })[]).reduce(
                (sum, { value }) => sum + value,
                0,
              ),
            )
          }).observe({ type: 'layout-shift', buffered: true })
          setTimeout(() => done(0), 1_000)
        }),
    )
    expect(shift).toBeLessThan(0.01)
  })
})
