/**
 * Nothing typed is lost where the page is on its own: storage that refuses or is full, no lab in reach, a course whose
 * text was changed by an update. In a real browser.
 */
import type { BrowserContext, Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { loadLab } from '../../src/course/load.ts'
import { axeViolations } from '../support/axe.ts'
import { bench, codeOf, contains, kept, put, visit, WAIT } from './support/visit.ts'

const STREAM = 'en/boundaries/stream/'
const LAB = 'boundaries/stream-2'
const course = visit()
afterEach(() => expect(course.complaints()).toEqual([]))

describe('storage', () => {
  it('that is switched off leaves a page that works: the lab keeps what is typed, and its versions', async () => {
    const context = await course.context()
    await context.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('refused', 'SecurityError')
        },
      })
    })
    const page = await course.open(STREAM, { context })
    const lab = await bench(page, LAB)
    await put(lab, '// without storage, first\n')
    await kept(lab, 'saved')
    await put(lab, '// without storage, second\n')
    await kept(lab, 'saved')
    await lab.getByRole('button', { name: 'Versions' }).click()
    await lab.locator('.versions li', { hasText: 'first' }).first().waitFor(WAIT)
    await lab.locator('.code:not([hidden])').getByLabel('Keys of the editor').selectOption('Vim keys')
    await lab.locator('.cm-vim-panel').first().waitFor(WAIT)
    await page.reload()
    await contains(await bench(page, LAB), '// without storage, second')
    await context.close()
  })

  it('that is full is told while no lab is there, and the text is kept as soon as there is room', async () => {
    const page = await course.open(STREAM)
    let lab = await bench(page, LAB)
    await course.away()
    await lab.locator('.notice', { hasText: 'Reconnecting' }).waitFor(WAIT)
    await page.evaluate(() => {
      for (let size = 1 << 20; size >= 1; size = size >> 1)
        try {
          for (let at = 0; ; at++) localStorage.setItem(`filler ${size} ${at}`, 'x'.repeat(size))
        } catch {} // full for this size
    })
    await put(lab, `// ${'a long text, longer than what was there '.repeat(200)}\n`)
    await kept(lab, 'unkept')
    await lab.getByText('not saved: the browser refuses').first().waitFor(WAIT)
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage)) if (key.startsWith('filler')) localStorage.removeItem(key)
    })
    await codeOf(lab).press('ControlOrMeta+End')
    await page.keyboard.insertText('// and on')
    await kept(lab, 'browser')
    await course.back()
    await page.reload()
    lab = await bench(page, LAB)
    await contains(lab, '// and on')
    await kept(lab, 'saved')
    await page.context().close()
  })
})

/** As behind a proxy that lets no WebSocket through. */
async function withoutSockets(): Promise<BrowserContext> {
  const context = await course.context()
  await context.routeWebSocket(/\/ws\//, (socket) => void socket.close())
  return context
}

describe('where no lab is in reach', () => {
  it('Reset and Restore lose nothing: the browser keeps the versions, also over a reload', async () => {
    const context = await withoutSockets()
    const page = await course.open(STREAM, { context })
    let lab = await bench(page, LAB)
    await put(lab, '// an evening’s work\nconst answer = 42\n')
    await kept(lab, 'browser')
    await lab.getByRole('button', { name: 'Reset' }).click()
    await contains(lab, 'import')
    await put(lab, '// something else\n')
    await kept(lab, 'browser')
    await lab.getByRole('button', { name: 'Reset' }).click()
    await contains(lab, 'import')
    await page.reload()
    lab = await bench(page, LAB)
    await lab.getByRole('button', { name: 'Versions' }).click()
    await lab.locator('.versions li', { hasText: 'something else' }).first().waitFor(WAIT)
    const work = lab.locator('.versions li', { hasText: 'an evening’s work' }).first()
    await work.getByText('kept in this browser').waitFor(WAIT)
    await work.getByRole('button', { name: /^Restore/ }).click()
    await contains(lab, 'const answer = 42')
    await context.close()
  })
})

describe('an update of the course', () => {
  const { lab: shipped, files } = loadLab(LAB)
  const { file } = shipped.programs[0]!
  const text = files[file]!
  /** A word that is in the text, and what the update makes of it. */
  const word = /\b[a-z]{6,}\b/.exec(text)![0]

  /** The course's page as an update would bring it: in the starter one word is another one. */
  async function update(page: Page): Promise<void> {
    await page.route(`**/${STREAM}`, async (route) => {
      const response = await route.fetch()
      const html = await response.text()
      // Its programs stand in the island's properties, as JSON in an attribute.
      const props = html.replaceAll(/props="[^"]*"/g, (all) => all.replaceAll(word, `${word}Updated`))
      await route.fulfill({ response, body: props })
    })
  }

  it('is told above the own text with what it changed; the own text stays until the reader takes the new one', async () => {
    const page = await course.open(STREAM)
    let lab = await bench(page, LAB)
    await lab.getByRole('button', { name: 'Reset' }).click()
    await contains(lab, word)
    await codeOf(lab).press('ControlOrMeta+End')
    await page.keyboard.insertText('// my own line\n')
    await kept(lab, 'saved')
    await update(page)
    await page.reload()
    lab = await bench(page, LAB)
    await contains(lab, '// my own line')
    const notice = lab.locator('.starter-changed .notice')
    await notice.getByText(`The course’s ${file} was changed after you began with it.`).waitFor(WAIT)
    expect(await axeViolations(page, { within: `.bench[data-lab="${LAB}"]` })).toEqual([])
    await notice.getByRole('button', { name: 'See what changed' }).click()
    const dialog = page.getByRole('dialog', { name: `What the course changed in ${file}` })
    await dialog
      .locator('.cm-merge-b .cm-changedLine', { hasText: `${word}Updated` })
      .first()
      .waitFor(WAIT)
    expect(await dialog.getByText('// my own line').count()).toBe(0)
    expect(await axeViolations(page, { within: 'dialog' })).toEqual([])
    await dialog.getByRole('radio', { name: 'your text beside the new one' }).check()
    await dialog.locator('.cm-merge-a .cm-changedLine', { hasText: '// my own line' }).waitFor(WAIT)
    await dialog.getByRole('button', { name: 'Take the new text' }).click()
    await contains(lab, `${word}Updated`)
    await notice.waitFor({ ...WAIT, state: 'detached' })
    await lab.getByRole('button', { name: 'Versions' }).click()
    // What was replaced is the latest version that is not the text now.
    await lab
      .locator('.versions li')
      .getByRole('button', { name: /^Restore/ })
      .first()
      .click()
    await contains(lab, '// my own line')
    await page.context().close()
  })

  it('is not told again to who keeps the own text, and never to who wrote nothing', async () => {
    const page = await course.open(STREAM)
    let lab = await bench(page, LAB)
    await lab.getByRole('button', { name: 'Reset' }).click()
    await contains(lab, word)
    await codeOf(lab).press('ControlOrMeta+End')
    await page.keyboard.insertText('// mine for good\n')
    await kept(lab, 'saved')
    await update(page)
    await page.reload()
    lab = await bench(page, LAB)
    await lab.locator('.starter-changed').getByRole('button', { name: 'Keep mine' }).click()
    await lab.locator('.starter-changed').waitFor({ ...WAIT, state: 'detached' })
    await page.reload()
    lab = await bench(page, LAB)
    await contains(lab, '// mine for good')
    const untouched = await bench(page, 'boundaries/stream-3')
    await codeOf(untouched).waitFor(WAIT)
    expect(await page.locator('.starter-changed').count()).toBe(0)
    await page.context().close()
  })
})
