/** Vim's and Emacs's keys: chosen, kept, and never a trap. */
import type { Locator, Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { axeViolations } from '../support/axe.ts'
import { bench, codeOf, put, visit, WAIT } from './support/visit.ts'

const STREAM = 'en/boundaries/stream/'
const LAB = 'boundaries/stream-1'
const course = visit()
afterEach(() => expect(course.complaints()).toEqual([]))

const text = (lab: Locator) => codeOf(lab).innerText()
const is = (lab: Locator, wanted: string) => expect.poll(() => text(lab), WAIT).toBe(wanted)
const menu = (lab: Locator) => lab.locator('.code:not([hidden])').getByLabel('Keys of the editor')
const inEditor = (page: Page) => page.evaluate(() => document.activeElement?.closest('.cm-content') !== null)

describe('keys of the editor', () => {
  it('are vim’s when chosen below the code, and Escape, then Tab leaves', async () => {
    const page = await course.open(STREAM)
    const lab = await bench(page, LAB)
    await put(lab, 'one two three')
    await menu(lab).selectOption('Vim keys')
    await lab.locator('.cm-vim-panel').first().waitFor(WAIT)
    await codeOf(lab).click()
    for (const key of ['Escape', '0', 'd', 'w']) await page.keyboard.press(key)
    await is(lab, 'two three')
    await page.keyboard.type('ihello ')
    await is(lab, 'hello two three')
    // Insert mode is left by Escape, and with Tab after it the editor is.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    await expect.poll(() => inEditor(page), WAIT).toBe(false)
    await is(lab, 'hello two three')
    await page.keyboard.press('Shift+Tab')
    await expect.poll(() => inEditor(page), WAIT).toBe(true)
    // Run is Run with these keys as well.
    await page.keyboard.press('ControlOrMeta+Enter')
    await lab.locator('.st:not(.idle)').waitFor(WAIT)
    expect(await axeViolations(page, { within: `.bench[data-lab="${LAB}"]` })).toEqual([])

    await page.reload()
    const again = await bench(page, LAB)
    await again.locator('.cm-vim-panel').first().waitFor(WAIT)
    expect(await menu(again).inputValue()).toBe('vim')
    await codeOf(again).click()
    await page.keyboard.type(':w\n')
    await codeOf(again).click()
    await page.keyboard.type('0x')
    await is(again, 'ello two three')
    await page.context().close()
  })

  it('are Emacs’s when chosen in the palette, in every editor of the page', async () => {
    const page = await course.open(STREAM)
    const lab = await bench(page, LAB)
    await put(lab, 'one two')
    await page.locator('h1').click()
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('combobox', { name: 'Search and commands' }).fill('emacs')
    await page.getByRole('option', { name: /Editor: Emacs keys/ }).waitFor(WAIT)
    await page.keyboard.press('Enter')
    await expect.poll(() => menu(lab).inputValue(), WAIT).toBe('emacs')
    // The keys come a moment after the choice.
    await expect
      .poll(async () => {
        // Until then Ctrl K is the palette's.
        if ((await page.locator('dialog.overlay').count()) > 0) await page.keyboard.press('Escape')
        await codeOf(lab).click()
        await page.keyboard.press('Control+a')
        await page.keyboard.press('Control+k')
        return (await text(lab)).trim()
      }, WAIT)
      .toBe('')
    expect(await page.locator('dialog.overlay').count()).toBe(0) // Ctrl K belongs to the editor then
    await page.keyboard.press('Control+y')
    await is(lab, 'one two')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    await expect.poll(() => inEditor(page), WAIT).toBe(false)
    await menu(lab).selectOption('VS Code keys')
    await codeOf(lab).click()
    await page.keyboard.press('Control+m')
    await page.keyboard.press('Tab')
    await expect.poll(() => inEditor(page), WAIT).toBe(false)
    await page.context().close()
  })

  it('stay the editor’s own, and say so, when the others cannot be fetched', async () => {
    const page = await course.open(STREAM)
    const lab = await bench(page, LAB)
    await put(lab, 'const a = 1')
    await page.context().setOffline(true)
    await menu(lab).selectOption('Vim keys')
    await lab.getByText('These keys could not be loaded.').first().waitFor(WAIT)
    await codeOf(lab).press('ControlOrMeta+End')
    await page.keyboard.type('2')
    await is(lab, 'const a = 12')
    await page.context().close()
  })
})
