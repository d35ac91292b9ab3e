/** The reference's pages: anchors, cells that sleep until they are opened, axe, widths, and two sheets of paper. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entriesById, labsOfReference, REFERENCE_PAGES, structReference } from '../../src/course/reference.ts'
import { LOCALES } from '../../src/course/schema.ts'
import { axeViolations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { builtSite, servedSite } from '../support/site.ts'

let browser: Browser
let site: Awaited<ReturnType<typeof servedSite>>
let dist = ''

beforeAll(async () => {
  dist = await builtSite()
  site = await servedSite()
  browser = await launchChromium()
}, 600_000)
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

const htmlOf = (locale: string, page: string) =>
  readFileSync(join(dist, locale, 'reference', page, 'index.html'), 'utf8')

describe.each(LOCALES)('in %s', (locale) => {
  it('every entry has an anchor, a link to itself, its text, and lessons or a word that there are none', () => {
    const html = htmlOf(locale, 'sockets')
    const none = locale === 'en' ? 'No lesson uses it.' : '没有哪一课用到它。'
    for (const { id, text } of entriesById().values()) {
      const start = html.indexOf(`id="${id}"`)
      expect(start, id).toBeGreaterThan(0)
      const own = html.slice(start, html.indexOf('class="entry', start + 10) + 1 || undefined)
      expect(own, id).toContain(`href="#${id}"`)
      expect(own, id).toContain(escaped(text[locale].split('`')[0]!))
      expect(/class="used"[^>]*>\s*<p>[^<]*<a /.test(own) || own.includes(none), id).toBe(true)
    }
    for (const lab of labsOfReference('reference/sockets')!)
      expect(html.split(`id="lab-${lab.replace('/', '-')}"`).length, lab).toBe(2)
  })

  it('the struct table shows the module’s own bytes', () => {
    const html = htmlOf(locale, 'struct')
    for (const { letter } of structReference().letters)
      expect(html).toContain(`<code>${letter === '<' ? '&lt;' : letter}</code>`)
    const text = html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    expect(text).toMatch(/!H 27 0f .*H 0f 27/)
    expect(text).toContain('!3p 02 61 62')
  })

  it('the outline, the home page and the palette lead to all four', () => {
    const home = readFileSync(join(dist, locale, 'index.html'), 'utf8')
    const lesson = readFileSync(join(dist, locale, 'tcp/handshake/index.html'), 'utf8')
    const palette = readFileSync(join(dist, locale, 'palette.json'), 'utf8')
    for (const page of REFERENCE_PAGES)
      for (const text of [home, lesson, palette]) expect(text).toContain(`/${locale}/reference/${page}/`)
    expect(palette).toContain(`/${locale}/reference/sockets/#SO_REUSEADDR`)
  })

  it.each(['light', 'dark'] as const)(
    'the cheat sheet is two pages of paper, printed from the %s theme',
    async (colorScheme) => {
      const page = await open(`${locale}/reference/cheat-sheet/`, { colorScheme })
      const pdf = await page.pdf({ preferCSSPageSize: true })
      expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBe(2)
      const [, width, height] = /\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf.toString('latin1')) ?? []
      expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([595, 842]) // A4, in points
      await page.context().close()
    },
    90_000,
  )
})

describe.each(REFERENCE_PAGES)('the page %s', (name) => {
  it('has no axe violation in either theme', async () => {
    const page = await open(`en/reference/${name}/`)
    expect(await axeViolations(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await axeViolations(page, { colours: true })).toEqual([])
    await page.context().close()
  }, 180_000)

  it.each(LOCALES)(
    'is never wider than the screen, in %s',
    async (locale) => {
      const page = await open(`${locale}/reference/${name}/`)
      for (const width of [390, 861, 1281]) {
        await page.setViewportSize({ width, height: 900 })
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(over, `${width} px`).toBeLessThanOrEqual(0)
      }
      await page.context().close()
    },
    90_000,
  )
})

describe('cells', () => {
  it('sleep while they are closed, however far one scrolls, and wake when they are opened', async () => {
    const page = await open('en/reference/sockets/')
    const asleep = () => page.locator('[data-lab-cell] astro-island[ssr]').count()
    const all = await asleep()
    expect(all).toBe(labsOfReference('reference/sockets')!.length)
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await page.waitForTimeout(500)
    expect(await asleep()).toBe(all)
    const cell = page.locator('[data-lab-cell="reference/bind"]')
    await cell.locator('summary').first().focus()
    await page.keyboard.press('Enter')
    await cell.locator('section.bench[data-ready]').waitFor()
    expect(await asleep()).toBe(all - 1)
    await page.context().close()
  }, 90_000)

  it('open for a link that leads to them', async () => {
    const page = await open('zh-cn/reference/sockets/')
    await page
      .locator('#SOCK_RDM')
      .getByRole('link', { name: /^它的单元格/ })
      .click()
    const cell = page.locator('[data-lab-cell="reference/socket"]')
    await cell.locator('section.bench[data-ready]').waitFor()
    expect(await cell.evaluate((details) => (details as HTMLDetailsElement).open)).toBe(true)
    await page.context().close()
  }, 90_000)
})

it('changing the language keeps the entry', async () => {
  const page = await open('en/reference/sockets/#SO_LINGER')
  await page.locator('[data-languages]').getByRole('link', { name: '中文' }).click()
  await page.waitForURL(`${site.url}zh-cn/reference/sockets/#SO_LINGER`)
  await page.context().close()
}, 90_000)

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

async function open(path: string, { colorScheme = 'light' }: { colorScheme?: 'light' | 'dark' } = {}): Promise<Page> {
  const context = await browser.newContext({
    colorScheme,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(site.url + path)
  return page
}
