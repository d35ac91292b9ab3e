/** A bench by keyboard alone. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ownNetwork } from '../support/tier.ts'
import { nameOf, PATIENCE_MS } from './support/bench.ts'
import { world } from './support/browser.ts'

const LESSON = 'en/boundaries/stream/'
const LAB = 'boundaries/stream-1'
/** Between a question and its bench's packets there are fewer stops than this. */
const MOST_STOPS = 60
const course = world()

describe('with the keyboard alone', () => {
  it('a bench is reached, run, and read down to a byte', async (context) => {
    ownNetwork(context)
    const bench = await course.bench(LESSON, LAB)
    const { page } = bench
    await page.locator('wire-ask input').first().focus()
    await tabTo(page, '[data-run]')
    const told = bench.told()
    await page.keyboard.press('Enter')
    await told

    await tabTo(page, '.ladder [role=option]')
    await page.keyboard.press('Home')
    await focused(page, /^1, .*SYN seq 0/)
    await page.keyboard.press('ArrowDown')
    await focused(page, /^2, .*SYN ACK/)
    await page.keyboard.press('End')
    await focused(page, new RegExp(`^${await bench.packets.count()}, `))
    await page.keyboard.press('Home')
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowDown')
    await focused(page, /len 3/)
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('treeitem')
    await page.keyboard.press('End')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('one') // the payload's text
    await page.context().close()
  })

  it('Ctrl and Enter run from within the code, and Escape and Tab leave it', async () => {
    const bench = await course.bench(LESSON, LAB)
    const { page } = bench
    await page.locator('wire-ask input').first().focus()
    await tabTo(page, '.cm-content')
    const told = bench.told()
    await page.keyboard.press('ControlOrMeta+Enter')
    await told
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('cm-content')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.className ?? '')).not.toContain('cm-content')
    await page.context().close()
  })
})

/** Presses Tab until the focus is on what the selector names; in an editor, where Tab indents, Escape comes first. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    if (await page.evaluate(() => document.activeElement?.matches('.cm-content'))) await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return
  }
  throw new Error(`${MOST_STOPS} times Tab did not lead to ${selector}`)
}

async function focused(page: Page, name: RegExp): Promise<void> {
  await expect.poll(() => nameOf(page.locator(':focus')), { timeout: PATIENCE_MS }).toMatch(name)
}
