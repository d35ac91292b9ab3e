/** Search, commands and the list of keys, by keyboard, in both languages. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { axeViolations } from '../support/axe.ts'
import { world } from './support/browser.ts'

const site = world()

async function palette(page: Page) {
  await page.waitForLoadState('load') // by then the page's own script has run
  // Once: each press opens it anew.
  await page.keyboard.press('Control+k')
  await page.locator('dialog.palette').waitFor()
  return {
    input: page.getByRole('combobox', { name: /^(Search and commands|搜索与命令)$/ }),
    options: page.locator('dialog.palette').getByRole('option'),
  }
}

test('finds a section by a word of its text, and goes there', async () => {
  const page = await site.open('en/')
  const { input, options } = await palette(page)
  await input.fill('virtual circuit')
  const hit = options.filter({ hasText: 'Three segments to agree' }).first()
  await hit.waitFor()
  expect(await hit.locator('mark').first().textContent()).toMatch(/virtual|circuit/i)
  await hit.click()
  await page.waitForURL(/\/en\/tcp\/handshake\//)
  expect(await page.locator('h1').textContent()).toBe('Three segments to agree')
})

test.each([
  ['粘包', '粘包'],
  ['三次握手', '三次握手'],
  ['半包', '半包'],
  // Across the borders of words as any dictionary sets them.
  ['收缓冲', '收缓冲'],
  ['ACK 缓冲区', '缓冲区'],
])('finds %s within Chinese text, and marks it as one', async (query, marked) => {
  const page = await site.open('zh-cn/')
  const { input, options } = await palette(page)
  await input.fill(query)
  const hits = options.filter({ has: page.locator('mark') })
  await hits.first().waitFor()
  for (const hit of await hits.all()) expect(await hit.locator('mark').allTextContents()).toContain(marked)
  await hits.first().click()
  await page.waitForURL(/\/zh-cn\/[^/]+\/[^/]+\//)
  expect(await page.locator('article').textContent()).toContain(marked)
})

test('finds nothing where the characters stand, but not together', async () => {
  const page = await site.open('zh-cn/')
  const { input, options } = await palette(page)
  await input.fill('包粘流')
  await page.locator('dialog.palette').getByText('没有找到').waitFor()
  expect(await options.count()).toBe(0)
})

test('finds labs, exercises and terms by name; arrows choose, Enter goes', async () => {
  const page = await site.open('en/tcp/handshake/')
  const { input, options } = await palette(page)
  await input.fill('seq-ack')
  await options.filter({ hasText: 'Number the segments' }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/#exercise-tcp-seq-ack$/)
  await palette(page)
  await input.fill('glossary')
  await expect.poll(() => options.filter({ hasText: 'Glossary' }).count()).toBeGreaterThan(0)
  await options.filter({ hasText: 'Glossary' }).first().click()
  await page.waitForURL(/\/en\/glossary\/$/)
  const term = page.locator('#round-trip')
  expect(await term.locator('dt').textContent()).toContain('round trip')
  expect(await term.getByRole('link', { name: 'Three segments to agree' }).count()).toBe(1)
})

test.each([
  ['en', 'life of one packet', 'Networks: what you can now do', /\/en\/networks\/$/],
  ['en', 'progress', 'Your progress', /\/en\/progress\/$/],
  ['en', 'cheat', 'Cheat sheet', /\/en\/reference\/cheat-sheet\/$/],
  ['zh-cn', '单元 TCP', 'TCP', /\/zh-cn\/tcp\/$/],
])('finds the other pages by name: %s, %s', async (locale, query, title, url) => {
  const page = await site.open(`${locale}/`)
  const { input, options } = await palette(page)
  await input.fill(query)
  const hit = options.filter({ hasText: title }).first()
  await hit.waitFor()
  await hit.click()
  await page.waitForURL(url)
})

test('finds the text of a unit’s own page, and of the reference', async () => {
  const page = await site.open('en/')
  const { input, options } = await palette(page)
  await input.fill('Nobody grades it')
  await options
    .filter({ has: page.locator('mark') })
    .first()
    .waitFor()
  const hits = await options.filter({ has: page.locator('mark') }).allTextContents()
  expect(hits.some((text) => text.includes('A small project'))).toBe(true)
  await input.fill('kernel spreads connections and datagrams')
  await options.filter({ hasText: 'SO_REUSEPORT' }).first().waitFor()
})

test('says what can be done here, and does it', async () => {
  const page = await site.open('en/tcp/handshake/')
  const { options } = await palette(page)
  await options.filter({ hasText: 'Run “Connect, say nothing, close”' }).waitFor()
  await options.filter({ hasText: 'Dark theme' }).click()
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
  await page.locator('body').press('?')
  const keys = page.locator('dialog.keys')
  await keys.getByRole('heading', { name: 'Keys' }).waitFor()
  expect(await axeViolations(page, { within: 'dialog.keys' })).toEqual([])
  await page.keyboard.press('Escape')
  await keys.waitFor({ state: 'detached' })
  await palette(page)
  await options.first().waitFor()
  expect(await axeViolations(page, { within: 'dialog.palette' })).toEqual([])
})
