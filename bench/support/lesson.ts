/** A lesson in a real browser, served by `wirebook serve` with data of its own; its benches as a reader uses them. */
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { startWirebook, type Wirebook } from '../../tests/e2e/support/server.ts'
import { launchChromium } from '../../tests/support/chromium.ts'

/** For whatever a busy machine may take, ms. */
const PATIENCE_MS = 60_000

export type Reader = {
  url: string
  /** A page of its own context: nothing is cached or kept. The caller closes its context. */
  open(path: string, width?: number): Promise<Page>
}

/** Resolves to what `work` does; browser and server end with it, however it ends. `switches`: more for the browser. */
export async function reading<T>(work: (reader: Reader) => Promise<T>, switches: readonly string[] = []): Promise<T> {
  const [server, browser] = await both(startWirebook(), launchChromium(switches))
  const open = async (path: string, width = 1440) => {
    const context: BrowserContext = await browser.newContext({ viewport: { width, height: 900 } })
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    await page.goto(server.url + path)
    return page
  }
  try {
    return await work({ url: server.url, open })
  } finally {
    await browser.close()
    await server.end()
  }
}

async function both(starting: Promise<Wirebook>, launching: Promise<Browser>): Promise<[Wirebook, Browser]> {
  return Promise.all([starting, launching])
}

/** The bench of a lab, scrolled to, awake, its editor open. */
export async function benchOf(page: Page, lab: string): Promise<Locator> {
  await page.locator(`#lab-${lab.replace('/', '-')}`).scrollIntoViewIfNeeded()
  const bench = page.locator(`section.bench[data-lab="${lab}"]`)
  await bench.locator('[data-editor="open"]').first().waitFor({ state: 'attached' })
  return bench
}

/** Opens a file's tab and puts a text in the place of its own, as pasting does. */
export async function writeFile(bench: Locator, file: string, text: string): Promise<void> {
  const editor = await editorOf(bench, file)
  await editor.press('ControlOrMeta+a')
  await editor.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

/** Opens a file's tab, and gives its editor the focus. */
export async function editorOf(bench: Locator, file: string): Promise<Locator> {
  await bench.getByRole('tab', { name: file }).click()
  const editor = bench.locator(`[data-file="${file}"]`).getByRole('textbox')
  await editor.click()
  return editor
}
