/** Pages in a real browser: WCAG 2.2 AA by axe in both themes, nothing wider than the screen, questions by keyboard. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeViolations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { servedSite } from '../support/site.ts'

let browser: Browser
let site: Awaited<ReturnType<typeof servedSite>>
const PAGES = ['en/', 'zh-cn/', 'en/tcp/handshake/', '404.html']

beforeAll(async () => {
  site = await servedSite()
  browser = await launchChromium()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

describe.each(PAGES)('%s', (path) => {
  let page: Page
  beforeAll(async () => {
    page = await open(path, { colorScheme: 'light', width: 1440 })
  }, 90_000)
  afterAll(() => page?.context().close())

  it.each(['light', 'dark'] as const)(
    'has no axe violation in the %s theme',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme })
      expect(await axeViolations(page, { colours: colorScheme === 'dark' })).toEqual([])
    },
    90_000,
  )

  it.each([390, 861, 1281])(
    'is never wider than the screen: %i px',
    async (width) => {
      await page.setViewportSize({ width, height: 900 })
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      ).toBeLessThanOrEqual(0)
    },
    90_000,
  )
})

describe('the header', () => {
  it('keeps the chosen theme on the next page, set before anything is drawn', async () => {
    const page = await open('en/', { colorScheme: 'light', width: 1440 })
    await page.getByRole('button', { name: 'Dark' }).click()
    await page.goto(`${site.url}zh-cn/`, { waitUntil: 'commit' })
    await page.waitForSelector('body')
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
    await page.context().close()
  })

  it('opens the outline as a drawer where it is not beside the text, and Escape closes it', async () => {
    const page = await open('en/tcp/handshake/', { colorScheme: 'light', width: 1000 })
    await page.getByRole('button', { name: 'Course outline' }).click()
    const drawer = page.getByRole('dialog', { name: 'Course outline' })
    await drawer.waitFor()
    expect(await drawer.getByRole('link').count()).toBeGreaterThan(2)
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    await page.context().close()
  })
})

describe('under the policy the server sends', () => {
  it('a lesson wakes its islands and nothing is refused', async () => {
    const refused: string[] = []
    const page = await open('en/boundaries/stream/', { colorScheme: 'light', width: 1440 }, async (empty) => {
      empty.on('console', (message) => {
        if (/Content Security Policy/i.test(message.text())) refused.push(message.text())
      })
    })
    const panel = page.locator('[data-panel="cut-stream"]')
    await panel.scrollIntoViewIfNeeded()
    await panel.locator('astro-island:not([ssr])').waitFor({ state: 'attached' })
    await panel.getByRole('button', { name: 'All at once' }).click()
    await panel.getByText('3 writes → 1 read').waitFor()
    expect(refused).toEqual([])
    await page.context().close()
  })
})

describe.each([390, 1440])('reading a lesson from top to bottom at %i px', (width) => {
  it('nothing moves when an island wakes', async () => {
    const page = await open('en/boundaries/length-prefix/', { colorScheme: 'light', width }, (empty) =>
      // A server that is slow to answer: losing it would put up a notice, which does move what is below.
      empty.routeWebSocket('**/ws/lab', () => {}),
    )
    const shifted = await page.evaluate(async () => {
      let sum = 0
      const sources: string[] = []
      // What stands there while the page still comes in is not the islands' doing: their scripts are run after it.
      const [loading] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number
          sources: { node?: Element }[]
        })[]) {
          if (entry.startTime < loading!.domInteractive) continue
          sum += entry.value
          sources.push(...entry.sources.map(({ node }) => `${node?.nodeName}.${node?.className}`))
        }
      }).observe({ type: 'layout-shift', buffered: true })
      for (let y = 0; y < document.body.scrollHeight; y += 500) {
        scrollTo(0, y)
        await new Promise((done) => setTimeout(done, 60))
      }
      return { sum, sources: sources.slice(0, 6) }
    })
    expect(shifted.sum, shifted.sources.join(' ')).toBeLessThan(0.02)
    await page.context().close()
  }, 90_000)
})

describe('a question', () => {
  let page: Page
  beforeAll(async () => {
    page = await open('en/boundaries/stream/', { colorScheme: 'light', width: 1440 })
  })
  afterAll(() => page?.context().close())

  it('keeps a prediction, and sets it beside the run when its lab has run', async () => {
    const ask = page.locator('wire-ask[data-kind="predict"]').first()
    await ask.getByRole('radio').first().check()
    await ask.getByText('Your prediction is kept').waitFor()
    await page.reload()
    expect(await ask.getByRole('radio').first().isChecked()).toBe(true)
    expect(await ask.locator('.why:visible').count()).toBe(0)
    await ask.evaluate((element) => {
      const detail = {
        lab: (element as HTMLElement).dataset.lab,
        facts: { run: 1, summary: '3 writes → 3 segments → 1 read' },
      }
      document.dispatchEvent(new CustomEvent('wirebook:run', { detail }))
    })
    expect(await ask.locator('.out').textContent()).toContain('3 writes → 3 segments → 1 read')
    expect(await ask.locator('.v.ok').count()).toBe(1)
  })

  it('of several is answered with the keyboard alone, and says why', async () => {
    const ask = page.locator('wire-ask[data-kind="choice"]').first()
    const right = Number(await ask.getAttribute('data-right'))
    await ask.getByRole('radio').first().focus()
    await page.keyboard.press('Space')
    for (let at = 0; at < (right === 0 ? 1 : 0); at++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await ask.locator('.v.no').count()).toBe(1)
    expect(await ask.locator('.v.ok').count()).toBe(0)
    await ask.getByRole('radio').nth(right).focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await ask.locator(`[data-option="${right}"] .v.ok`).count()).toBe(1)
    expect(await ask.locator(`[data-option="${right}"] .why`).isVisible()).toBe(true)
  })
})

async function open(
  path: string,
  { colorScheme, width }: { colorScheme: 'light' | 'dark'; width: number },
  before: (empty: Page) => Promise<void> = async () => {},
): Promise<Page> {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await before(page)
  await page.goto(site.url + path)
  return page
}
