/** An exercise from its starter to a full score, and a submission that never answers. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { PATIENCE_MS, paste, textOf } from './support/bench.ts'
import { world } from './support/browser.ts'

const EXERCISE = 'boundaries/byte-reader'
const SOLUTION = join(import.meta.dirname, '../../labs', EXERCISE, 'solution/byte-reader.ts')
/** Only reads of two bytes wait for ever, so that most tests need no patience. */
const ENDLESS = `export class ByteReader {
  push(_chunk: Uint8Array): void {}
  end(): void {}
  async readExactly(n: number): Promise<Uint8Array> {
    while (n === 2) {}
    return new Uint8Array(0)
  }
  async readAvailable(_max: number): Promise<Uint8Array> {
    return new Uint8Array(0)
  }
}
`
const course = world()

describe(`the exercise ${EXERCISE}`, () => {
  let page: Page
  let panel: Locator

  beforeAll(async () => {
    page = await course.open('en/boundaries/stream/')
    panel = page.locator(`[data-exercise-panel="${EXERCISE}"]`)
    await ready()
  }, 60_000)

  const ready = async () => {
    await page.locator(`[data-exercise="${EXERCISE}"]`).scrollIntoViewIfNeeded()
    await panel.and(page.locator('[data-ready]')).waitFor()
    await panel.locator('[data-editor="open"]').waitFor({ state: 'attached' })
  }
  const check = async () => {
    await panel.getByRole('button', { name: 'Check', exact: true }).click()
    await panel.getByRole('status').filter({ hasText: 'Checking' }).waitFor()
    await panel.getByRole('button', { name: 'Check', exact: true }).waitFor({ timeout: 2 * PATIENCE_MS })
    return (await panel.getByRole('status').textContent()) ?? ''
  }

  it('says before any code what it will watch', async () => {
    await panel.getByText('a read of 4 when the bytes arrive as 1 + 3').waitFor()
    expect(await panel.getByRole('status').textContent()).toContain('Not checked yet')
  })

  it('fails the starter by what it did, and gives hints one at a time', async () => {
    const score = await check()
    expect(score).toMatch(/^[0-3] \/ 14points· [0-3] of 8 tests passed$/)
    const failed = page.getByRole('button', { name: /a read of 4 when the bytes arrive as 1 \+ 3 ?, failed/ })
    expect(await failed.getAttribute('aria-expanded')).toBe('true')
    const item = panel.getByRole('listitem').filter({ has: failed })
    expect(await item.locator('.message').textContent()).toMatch(/\w{3,}/)
    expect(await item.locator('.hint').count()).toBe(0)
    await item.getByRole('button', { name: 'Show a hint' }).click()
    expect(await item.locator('.hint').count()).toBe(1)
    await item.getByText('Hint 1 of 3').waitFor()
    await item.getByRole('button', { name: 'Next hint' }).click()
    expect(await item.locator('.hint').count()).toBe(2)
  })

  it('fails code that never answers, in words, and keeps it', async () => {
    await paste(panel.getByRole('textbox'), ENDLESS)
    const score = await check()
    expect(score).toMatch(/^[0-3] \/ 14points· [0-3] of 8 tests passed$/)
    const messages = await panel.locator('.message').allTextContents()
    expect(messages.join('\n')).toMatch(/ByteReader\.readExactly\(\) within \d+ ms.*was stopped/)
    await page.reload()
    await ready()
    expect(await textOf(panel.getByRole('textbox'))).toBe(ENDLESS.trim())
    await panel
      .getByRole('status')
      .filter({ hasText: score.slice(0, 6) })
      .waitFor()
  }, 120_000)

  it('passes a right answer, and the home page shows it', async () => {
    await paste(panel.getByRole('textbox'), readFileSync(SOLUTION, 'utf8'))
    const score = await check()
    expect(score, await panel.locator('.message').allTextContents().then(String)).toContain('14 / 14points')
    expect(score).toContain('All tests passed')
    const home = await course.open('en/', { context: page.context() })
    const pips = home.locator(`[data-exercises~="${EXERCISE}"]`).first()
    await pips.locator('.pips i.on').first().waitFor({ state: 'attached' })
    expect(await pips.locator('.pips i.on').count()).toBe(1)
    await page.context().close()
  })
})
