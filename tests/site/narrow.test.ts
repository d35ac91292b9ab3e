/** No page of the site is wider than a telephone: all of them, as they are before any script runs. */
import { globSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { builtSite, servedSite } from '../support/site.ts'

const WIDTH = 390
let browser: Browser
let site: Awaited<ReturnType<typeof servedSite>>

beforeAll(async () => {
  site = await servedSite()
  browser = await launchChromium()
}, 300_000)
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

it(`nothing is wider than ${WIDTH} px`, async () => {
  const pages = globSync('{en,zh-cn}/**/index.html', { cwd: await builtSite() }).map((file) =>
    file.replace(/index\.html$/, ''),
  )
  expect(pages.length).toBeGreaterThan(60)
  const context = await browser.newContext({
    viewport: { width: WIDTH, height: 844 },
    // Benches as the page ships them: what they are once awake is looked at elsewhere.
    javaScriptEnabled: false,
  })
  const page = await context.newPage()
  const wide: Record<string, string[]> = {}
  for (const path of pages) {
    await page.goto(site.url + path, { waitUntil: 'load' })
    const found = await page.evaluate(overflowing)
    if (found.length > 0) wide[path] = found
  }
  await context.close()
  expect(wide).toEqual({})
}, 240_000)

/** In the page: what sticks out of it, if it can be scrolled sideways. */
function overflowing(): string[] {
  const root = document.documentElement
  if (root.scrollWidth <= root.clientWidth) return []
  const isClipped = (element: Element) => {
    for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
      if (getComputedStyle(box).overflowX !== 'visible') return true
    return false
  }
  return [
    `${root.scrollWidth} px`,
    ...[...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 0.5 && !isClipped(one))
      .map((one) => `${one.nodeName} ${one.getAttribute('class') ?? ''}: ${one.textContent?.trim().slice(0, 60)}`),
  ]
}
