/** Two languages, one course: what pages say of each other, where `/` leads, and that changing the language keeps the place. */
import { globSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sirv from 'sirv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { builtSite, servedSite } from '../support/site.ts'

const CODES = { en: 'en', 'zh-cn': 'zh-CN' } as const
let dist = ''
let browser: Browser
let site: Awaited<ReturnType<typeof servedSite>>
/** The same files without a word from our server. */
let plain: Server
let plainUrl = ''

beforeAll(async () => {
  dist = await builtSite()
  site = await servedSite()
  const serve = sirv(dist)
  plain = createServer((request, response) => serve(request, response, () => void response.writeHead(404).end()))
  await new Promise<void>((done) => plain.listen(0, '127.0.0.1', done))
  plainUrl = `http://127.0.0.1:${(plain.address() as AddressInfo).port}/`
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  plain?.close()
  await site?.close()
})

describe('every page', () => {
  const linksOf = (html: string) =>
    Object.fromEntries(
      [...html.matchAll(/<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">/g)].map(
        ([, code = '', href = '']) => [code, href],
      ),
    )

  it('says its language, names itself and its counterpart, and the counterpart names it', () => {
    const pages = globSync('{en,zh-cn}/**/index.html', { cwd: dist })
    expect(pages.length).toBeGreaterThan(60)
    for (const page of pages) {
      const html = readFileSync(join(dist, page), 'utf8')
      const locale = page.split('/')[0] as keyof typeof CODES
      expect(html, page).toContain(`<html lang="${CODES[locale]}"`)
      const links = linksOf(html)
      expect(links[CODES[locale]], page).toBe(`/${page.replace(/index\.html$/, '')}`)
      expect(links['x-default'], page).toMatch(/^\/(en\/.*)?$/)
      for (const href of Object.values(links)) {
        const other = readFileSync(join(dist, href, 'index.html'), 'utf8')
        expect(linksOf(other), `${page} → ${href}`).toEqual(links)
      }
    }
  })

  it('that is no page of the course claims no counterpart', () => {
    expect(linksOf(readFileSync(join(dist, '404.html'), 'utf8'))).toEqual({})
  })
})

describe.each([
  ['our server', () => site.url],
  ['a host of plain files', () => plainUrl],
])('/ of %s', (_, url) => {
  it.each([
    ['zh-CN', 'zh-cn'],
    ['zh-TW', 'zh-cn'],
    ['en-GB', 'en'],
    ['fr-FR', 'en'],
  ])('leads a browser of %s to %s', async (language, locale) => {
    const page = await open(url(), '?from=here', language)
    await page.waitForURL(`${url()}${locale}/?from=here`)
    await page.context().close()
  })

  it('leads to the language that was chosen, whatever the browser says', async () => {
    const page = await open(url(), 'zh-cn/', 'zh-CN')
    await changeTo(page, 'EN')
    await page.waitForURL(`${url()}en/`)
    await page.goto(url(), { waitUntil: 'commit' })
    await page.waitForURL(`${url()}en/`)
    await changeTo(page, '中文')
    await page.waitForURL(`${url()}zh-cn/`)
    await page.goto(url(), { waitUntil: 'commit' })
    await page.waitForURL(`${url()}zh-cn/`)
    await page.context().close()
  })
})

describe('changing the language', () => {
  it('keeps the place that the address names', async () => {
    const page = await open(site.url, 'en/boundaries/stream/#lab-boundaries-stream-4', 'en-GB')
    await changeTo(page, '中文')
    await page.waitForURL(`${site.url}zh-cn/boundaries/stream/#lab-boundaries-stream-4`)
    expect(await page.locator('#lab-boundaries-stream-4').evaluate(inView)).toBe(true)
    await changeTo(page, 'EN')
    await page.waitForURL(`${site.url}en/boundaries/stream/#lab-boundaries-stream-4`)
    await page.context().close()
  })

  it('finds the nearest cell where the address names none, or one of this language alone', async () => {
    const page = await open(site.url, 'zh-cn/boundaries/stream/', 'zh-CN')
    await page.locator('#ask-write-write-read').evaluate((ask) => ask.scrollIntoView({ block: 'center' }))
    await changeTo(page, 'EN')
    await page.waitForURL(`${site.url}en/boundaries/stream/#ask-write-write-read`)
    await page.goto(`${site.url}zh-cn/boundaries/stream/#没人看见的-exit`)
    await changeTo(page, 'EN')
    await page.waitForURL(/\/en\/boundaries\/stream\/#(ask-sarah-exit|lab-boundaries-stream-\d)$/)
    await page.context().close()
  })

  it('adds nothing at the head of a page', async () => {
    const page = await open(site.url, 'en/boundaries/stream/', 'en-GB')
    await changeTo(page, '中文')
    await page.waitForURL(`${site.url}zh-cn/boundaries/stream/`)
    await page.context().close()
  })

  it('keeps a term of the glossary', async () => {
    const page = await open(site.url, 'en/glossary/#round-trip', 'en-GB')
    await changeTo(page, '中文')
    await page.waitForURL(`${site.url}zh-cn/glossary/#round-trip`)
    await page.context().close()
  })
})

describe('Chinese text', () => {
  it('breaks its lines strictly, and code stays code', async () => {
    const page = await open(site.url, 'zh-cn/boundaries/stream/', 'zh-CN')
    const styleOf = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((one) => {
          const { lineBreak, fontFamily } = getComputedStyle(one)
          return { lineBreak, chineseFirst: fontFamily.startsWith('"PingFang SC"') }
        })
    expect(await styleOf('.prose > p:not(.meta)')).toEqual({ lineBreak: 'strict', chineseFirst: true })
    expect(await styleOf('.prose code')).toMatchObject({ chineseFirst: false })
    await page.context().close()
  })
})

async function open(url: string, path: string, locale: string): Promise<Page> {
  const context = await browser.newContext({ locale, viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  // A page that leads elsewhere is never done loading.
  await page.goto(url + path, { waitUntil: 'commit' })
  await page.waitForLoadState('load')
  return page
}

/** By a script: the browser under test scrolls to what it clicks, even in a header that is always there. */
async function changeTo(page: Page, language: 'EN' | '中文'): Promise<void> {
  await page
    .locator('[data-languages]')
    .getByRole('link', { name: language })
    .evaluate((link) => (link as HTMLElement).click())
}

function inView(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return bottom > 0 && top < innerHeight
}
