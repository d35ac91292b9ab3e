/** A sidecar on a scripted sandbox and one browser for a test file, and pages on them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { type Serving, serve } from '../../../src/sidecar/serve.ts'
import { launchChromium } from '../../support/chromium.ts'
import { builtSite } from '../../support/site.ts'
import { scriptedSandbox } from './scripted-sandbox.ts'

/** For whatever a loaded machine takes. */
export const WAIT = { timeout: 30_000 }

export type Look = { width?: number; dark?: boolean; context?: BrowserContext }

export type Visit = {
  context(look?: Look): Promise<BrowserContext>
  open(path: string, look?: Look): Promise<Page>
  /** Ends the sidecar, and starts it again on its port and data. */
  away(): Promise<void>
  back(): Promise<void>
  readonly url: string
  /** What the browser's console complained of since it was last asked: errors, the page's policy among them. */
  complaints(): string[]
}

export function visit(): Visit {
  vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 })
  const data = mkdtempSync(join(tmpdir(), 'wirebook-islands-'))
  let browser: Browser
  let serving: Serving
  let site: string
  let complaints: string[] = []
  const start = (port: number) =>
    serve({ port, site, data, signals: false, log: () => {}, openSandbox: async () => scriptedSandbox() })
  beforeAll(async () => {
    site = await builtSite()
    serving = await start(0)
    browser = await launchChromium()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await serving?.close()
    rmSync(data, { recursive: true, force: true })
  })
  const context = async ({ width = 1440, dark = false }: Look = {}) => {
    const made = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    })
    made.setDefaultTimeout(WAIT.timeout)
    return made
  }
  return {
    context,
    async open(path, look = {}) {
      const page = await (look.context ?? (await context(look))).newPage()
      // A sidecar that is away is told by the browser too.
      const hear = (text: string) =>
        /WebSocket|ERR_CONNECTION|Failed to load resource/.test(text) || complaints.push(text)
      page.on('console', (message) => message.type() === 'error' && hear(message.text()))
      page.on('pageerror', ({ message }) => hear(message))
      await page.goto(serving.url + path)
      return page
    },
    away: () => serving.close(),
    async back() {
      serving = await start(Number(new URL(serving.url).port))
    },
    get url() {
      return serving.url
    },
    complaints() {
      const heard = complaints
      complaints = []
      return heard
    },
  }
}

/** A bench or an exercise's panel, awake, its editor open. */
export async function awake(page: Page, selector: string): Promise<Locator> {
  const place = page.locator(selector)
  await place.scrollIntoViewIfNeeded()
  await place.and(page.locator('[data-ready]')).waitFor(WAIT)
  await codeOf(place).waitFor(WAIT)
  return place
}

export const bench = (page: Page, lab: string) => awake(page, `.bench[data-lab="${lab}"]`)
export const exercise = (page: Page, id: string) => awake(page, `[data-exercise-panel="${id}"]`)

/** The editor that is shown. */
export function codeOf(place: Locator): Locator {
  return place.locator('.code:not([hidden]) .editor .cm-content')
}

/** Puts a text in the place of all that is in the editor. */
export async function put(place: Locator, text: string): Promise<void> {
  await codeOf(place).click()
  await place.page().keyboard.press('ControlOrMeta+a')
  await place.page().keyboard.insertText(text)
}

export async function contains(place: Locator, text: string): Promise<void> {
  await expect.poll(() => codeOf(place).innerText(), WAIT).toContain(text)
}

/** What was typed last is kept so. */
export async function kept(place: Locator, how: 'saved' | 'browser' | 'unkept'): Promise<void> {
  await place
    .locator(`.keeping.${how}`)
    .filter({ hasNotText: /saving|正在保存/ })
    .first()
    .waitFor(WAIT)
}
