/** The knobs on a page, in a real browser, with real programs on a real wire. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { KNOBS } from '../../src/course/fault-knobs.ts'
import { LOCALES } from '../../src/course/schema.ts'
import { type Serving, serve } from '../../src/sidecar/serve.ts'
import { faultWords } from '../../src/site/islands/bench/faults/words.ts'
import { axeViolations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { builtSite } from '../support/site.ts'
import { ownNetwork } from '../support/tier.ts'

const LAB = 'tcp/handshake-4'
const WAIT = { timeout: 60_000 }

let browser: Browser
let serving: Serving
const data = mkdtempSync(join(tmpdir(), 'wirebook-faults-'))
beforeAll(async () => {
  serving = await serve({ port: 0, site: await builtSite(), data, signals: false, log: () => {} })
  browser = await launchChromium()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await serving?.close()
  rmSync(data, { recursive: true, force: true })
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})

async function open(path: string): Promise<{ page: Page; lab: Locator }> {
  const context = await browser.newContext({ viewport: { width: 1_200, height: 900 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(serving.url + path)
  const lab = page.locator(`.bench[data-lab="${LAB}"]`)
  await lab.scrollIntoViewIfNeeded()
  await lab.and(page.locator('[data-ready]')).waitFor(WAIT)
  return { page, lab }
}

it('are behind a fold, with those the lab offers and no others, and can be used by everybody', async () => {
  const { page, lab } = await open('en/tcp/handshake/')
  expect(await lab.locator('.knobs').count()).toBe(0)
  await lab.locator('.more summary').click()
  await lab.locator('.knobs').waitFor(WAIT)
  expect(await lab.locator('.knobs label, .knobs .choice').count()).toBe(3)
  const said = await lab.locator('.knobs').innerText()
  expect(said).toContain('Lost (TCP)')
  expect(said).toContain('Doubled (TCP)')
  expect(await axeViolations(page, { within: '.dial' })).toEqual([])
})

it('have words in every language', () => {
  const [en, zh] = LOCALES.map((locale) => faultWords(locale).knobs)
  for (const knob of KNOBS) {
    expect(en![knob]).toMatch(/^[A-Z][ a-z-]+$/)
    expect(zh![knob]).toMatch(/^[\u4e00-\u9fff]+$/)
  }
})

it('disturb the next run, say how the command line would, and what the wire made is drawn', async (context) => {
  ownNetwork(context)
  const { lab } = await open('en/tcp/handshake/')
  await lab.locator('.more summary').click()
  await lab.getByRole('radio', { name: 'none' }).check()
  await lab.getByLabel('Doubled').fill('100')
  await lab.getByLabel('Seed').fill('7')
  await lab.getByLabel('Seed').blur()
  expect(await lab.locator('.knobs code').innerText()).toBe('--fault tcp:dup=100% --seed 7')
  expect(await lab.locator('.more summary').innerText()).toContain('1')
  await lab.locator('[data-run]').click()
  await lab.locator('.pk.made').first().waitFor(WAIT)
  await lab.locator('.foot', { hasText: 'seed 7' }).waitFor(WAIT)
  expect(await lab.locator('.pk.made .arrival').first().innerText()).toMatch(/^a copy of \d+/)
  expect(await lab.locator('.pk.made .sr').first().innerText()).toMatch(/SYN.*a copy of \d+/)
})
