/** A lab with faults run without them and with them: what changed, told and drawn, by keyboard and in both languages. */
import { beforeEach, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.ts'
import { ownNetwork } from '../support/tier.ts'
import { type BenchPage, PATIENCE_MS } from './support/bench.ts'
import { world } from './support/browser.ts'

const site = world()
/** Two runs, each with its silence at the end. */
const TWO_RUNS_MS = 4 * PATIENCE_MS

beforeEach(ownNetwork)

const panel = (bench: BenchPage) => bench.section.locator('details.more')
const result = (bench: BenchPage) => bench.section.locator('.cmp-result')

async function open(bench: BenchPage): Promise<void> {
  await panel(bench).locator('summary').click()
  await bench.section.locator('[data-compare]').waitFor()
}

/** What the table says of one measure: without the faults, with them, and whether that is marked. */
async function row(bench: BenchPage, title: string): Promise<[string, string, boolean]> {
  const found = result(bench)
    .getByRole('row')
    .filter({ has: bench.page.getByRole('rowheader', { name: title, exact: true }) })
  const [without = '', faulted = ''] = await found.getByRole('cell').allInnerTexts()
  return [
    without.trim(),
    faulted.replace(/^≠\s*(differs:|不同：)?\s*/, '').trim(),
    (await found.getAttribute('data-differs')) !== null,
  ]
}

test(
  'a lost SYN: both ladders, what was sent again and how long it took, by keyboard alone',
  async () => {
    const bench = await site.bench('en/tcp/handshake/', 'tcp/handshake-4')
    const { page } = bench
    await panel(bench).locator('summary').focus()
    await page.keyboard.press('Enter')
    const button = bench.section.locator('[data-compare]')
    await button.focus()
    await page.keyboard.press('Enter')
    await bench.section.getByRole('status').filter({ hasText: 'Run 1 of 2' }).waitFor()
    await bench.section.getByRole('status').filter({ hasText: 'Run 2 of 2' }).waitFor({ timeout: TWO_RUNS_MS })
    await bench.section
      .getByRole('status')
      .filter({ hasText: /^Compared: \d+ differences/ })
      .waitFor({ timeout: TWO_RUNS_MS })

    const said = await result(bench).locator('.cmp-said').innerText()
    expect(said).toContain('The link lost 1 packet.')
    expect(said).toContain('TCP sent 1 segment again.')
    expect(said).toMatch(/It took 1\.\d+ s instead of \d+(\.\d+)? ms\./)
    expect(await row(bench, 'Segments sent again')).toEqual(['0', '1', true])
    const ladders = result(bench).locator('.cmp-ladder')
    const synsOf = async (index: number) =>
      (await ladders.nth(index).locator('ol.sr li').allTextContents()).filter((text) => /, (AGAIN )?SYN seq/.test(text))
    expect(await synsOf(0)).toHaveLength(1)
    expect(await synsOf(1)).toHaveLength(2)
    expect(await ladders.nth(1).locator('svg .w-gone').count()).toBe(1)
    // The bench shows the second of the two: the run with the faults.
    expect((await bench.spoken()).filter((text) => /SYN seq/.test(text))).toHaveLength(2)

    expect(await axeViolations(page, { within: 'section.bench[data-lab="tcp/handshake-4"]' })).toEqual([])
    await result(bench).getByRole('button', { name: 'Close' }).press('Enter')
    await expect.poll(() => result(bench).count()).toBe(0)
    expect(await button.evaluate((one) => one === document.activeElement)).toBe(true)
  },
  2 * TWO_RUNS_MS,
)

test(
  'datagrams that nobody sends again, in Chinese, at 390 px; what changes later is said',
  async () => {
    const bench = await site.bench('zh-cn/udp/datagrams/', 'udp/datagrams-2', { width: 390, colorScheme: 'dark' })
    const { page } = bench
    await open(bench)
    await bench.section.locator('[data-compare]').click()
    await result(bench).waitFor({ timeout: TWO_RUNS_MS })
    const [before, after, differs] = await row(bench, '送达的数据报')
    expect([before, differs]).toEqual(['20', true])
    expect(Number(after)).toBeLessThan(20)
    expect(await result(bench).locator('.cmp-said').innerText()).toContain(`20 个数据报中送达了 ${after} 个`)
    expect(await page.evaluate(() => document.scrollingElement!.scrollWidth)).toBeLessThanOrEqual(390)
    expect(await axeViolations(page, { within: 'section.bench[data-lab="udp/datagrams-2"]' })).toEqual([])

    await panel(bench).getByRole('spinbutton').fill('7')
    await panel(bench).getByRole('spinbutton').press('Tab')
    await result(bench).getByText('此后代码或设置有了改动。').waitFor()
  },
  2 * TWO_RUNS_MS,
)

test(
  'without a fault there is nothing to compare; a comparison that is called off leaves nothing running',
  async () => {
    const bench = await site.bench('en/tcp/handshake/', 'tcp/handshake-4')
    await open(bench)
    const button = bench.section.locator('[data-compare]')
    await bench.choose('Lost packets from the client', 'none')
    await bench.section.getByText('Turn a fault on first').waitFor()
    await button.click({ force: true })
    expect(await bench.section.getByRole('status').filter({ hasText: 'Run 1' }).count()).toBe(0)
    await bench.choose('Lost packets from the client', 'the first')
    await button.click()
    await panel(bench).getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => button.getAttribute('aria-disabled')).toBe('false')
    await expect.poll(() => bench.button('Stop').getAttribute('aria-disabled'), { timeout: PATIENCE_MS }).toBe('true')
    expect(await result(bench).count()).toBe(0)
  },
  2 * TWO_RUNS_MS,
)
