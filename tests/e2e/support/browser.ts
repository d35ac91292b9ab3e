/** One browser and one server for a test file, and pages in contexts of their own. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, vi } from 'vitest'
import { launchChromium } from '../../support/chromium.ts'
import { BenchPage, PATIENCE_MS } from './bench.ts'
import { type StartOptions, startWirebook, type Wirebook } from './server.ts'

type PageOptions = { width?: number; colorScheme?: 'light' | 'dark'; context?: BrowserContext }

export type World = {
  readonly browser: Browser
  server: Wirebook
  context(options?: PageOptions): Promise<BrowserContext>
  /** A page on this path of the course, in a new context unless one is given. */
  open(path: string, options?: PageOptions): Promise<Page>
  /** A lab of a lesson, ready to be used. */
  bench(path: string, lab: string, options?: PageOptions): Promise<BenchPage>
}

/** Starts both before the file's tests and ends both after them. */
export function world(options: StartOptions = {}): World {
  vi.setConfig({ testTimeout: 4 * PATIENCE_MS })
  let browser: Browser
  let server: Wirebook
  beforeAll(async () => {
    ;[server, browser] = await Promise.all([startWirebook(options), launchChromium()])
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await server?.end()
  })
  const context = async ({ width = 1440, colorScheme = 'light' }: PageOptions = {}) => {
    const made = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      reducedMotion: 'reduce',
      locale: 'en-GB',
    })
    made.setDefaultTimeout(PATIENCE_MS)
    return made
  }
  const open = async (path: string, options: PageOptions = {}) => {
    const page = await (options.context ?? (await context(options))).newPage()
    await page.goto(server.url + path)
    return page
  }
  return {
    get browser() {
      return browser
    },
    get server() {
      return server
    },
    set server(other) {
      server = other
    },
    context,
    open,
    bench: async (path, lab, options) => new BenchPage(await open(path, options), lab).ready(),
  }
}
