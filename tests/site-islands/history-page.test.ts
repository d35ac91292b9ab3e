/** Versions with what each changes, and attempts side by side, in a real browser on the real sidecar and grader. */
import type { Locator, Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { loadExercise } from '../../src/course/load.ts'
import { axeViolations } from '../support/axe.ts'
import { bench, codeOf, contains, exercise, kept, put, visit, WAIT } from './support/visit.ts'

const STREAM = 'en/boundaries/stream/'
const LAB = 'boundaries/stream-2'
const EXERCISE = 'tcp/seq-ack'
const course = visit()
afterEach(() => expect(course.complaints()).toEqual([]))

const BASE = Array.from({ length: 30 }, (_, at) => `const line${at + 1} = ${at + 1}`)
const CHANGED = BASE.toSpliced(11, 1, 'const twelve = 12').toSpliced(20, 0, 'const more = true')

async function versionsOf(place: Locator): Promise<Locator> {
  await place.getByRole('button', { name: 'Versions' }).click()
  const versions = place.getByRole('region', { name: /^Versions of/ })
  await versions.getByRole('listitem').nth(1).waitFor(WAIT)
  return versions
}

/** Presses Tab until the focus is on what is wanted. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press('Tab')
    if (await wanted.evaluate((one) => one === document.activeElement)) return
  }
  throw new Error('40 times Tab did not lead there')
}

describe('versions of a file', () => {
  it('say what each changes, show it by keyboard alone, and are restored', async () => {
    const page = await course.open(STREAM)
    const lab = await bench(page, LAB)
    await put(lab, BASE.join('\n'))
    await kept(lab, 'saved')
    await put(lab, CHANGED.join('\n'))
    await kept(lab, 'saved')
    const versions = await versionsOf(lab)
    const base = versions.getByRole('listitem').filter({ hasText: 'const line12 = 12' }).first()
    await base.getByText('Since then: 1 line changed, 1 line added, first at line 12.').waitFor(WAIT)

    await versions.getByRole('button', { name: 'Close' }).focus()
    await tabTo(page, base.locator('summary'))
    await page.keyboard.press('Enter')
    const diff = base.locator('.diff')
    await diff.locator('.cm-merge-a .cm-changedLine', { hasText: 'const line12 = 12' }).waitFor(WAIT)
    await diff.locator('.cm-merge-b .cm-changedLine', { hasText: 'const twelve = 12' }).waitFor(WAIT)
    await diff.getByText('lines as before').first().waitFor(WAIT)
    await tabTo(page, diff.getByRole('button', { name: 'Next change' }))
    await page.keyboard.press('Enter')
    const said = diff.getByRole('status')
    await expect.poll(() => said.innerText(), WAIT).toBe('Change 1 of 2: 1 line became 1 line at line 12')
    await tabTo(page, diff.getByRole('textbox', { name: 'Text now' }))
    await page.keyboard.press('F7')
    await expect.poll(() => said.innerText(), WAIT).toBe('Change 2 of 2: 1 line added at line 21')
    await tabTo(page, diff.locator('summary'))
    await page.keyboard.press('Enter')
    await diff.getByRole('listitem').filter({ hasText: '1 line added at line 21' }).waitFor(WAIT)
    expect(await diff.locator('.diff-list ins').allInnerTexts()).toEqual(['const twelve = 12', 'const more = true'])
    expect(await axeViolations(page, { within: `.bench[data-lab="${LAB}"]` })).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await axeViolations(page, { within: `.bench[data-lab="${LAB}"]`, colours: true })).toEqual([])

    await base.getByRole('button', { name: /^Restore/ }).click()
    await contains(lab, 'const line12 = 12')
    await page.context().close()
  })

  it('are compared with the course’s own text, or each with the one before', async () => {
    const page = await course.open(STREAM)
    const lab = await bench(page, LAB)
    await put(lab, ['const a = 1', 'const b = 2'].join('\n'))
    await kept(lab, 'saved')
    await put(lab, ['const a = 1', 'const b = 3'].join('\n'))
    await kept(lab, 'saved')
    const versions = await versionsOf(lab)
    await versions.getByRole('radio', { name: 'the version before' }).check()
    const newest = versions.getByRole('listitem').first()
    await newest.getByText('From the version before: 1 line changed, at line 2.').waitFor(WAIT)
    await versions.getByRole('radio', { name: 'the course’s text' }).check()
    await newest.getByText(/^From the course’s text: .*taken out/).waitFor(WAIT)
    const shipped = versions.getByRole('listitem').last()
    await shipped.locator('summary', { hasText: 'As the course gives it' }).waitFor(WAIT)
    await shipped.getByText(/^Since then: /).waitFor(WAIT)
    await page.context().close()
  })

  it('are read on a narrow screen in one column, in Chinese', async () => {
    const page = await course.open('zh-cn/boundaries/stream/', { width: 390 })
    const lab = await bench(page, LAB)
    await put(lab, BASE.join('\n'))
    await kept(lab, 'saved')
    await put(lab, CHANGED.join('\n'))
    await kept(lab, 'saved')
    await lab.getByRole('button', { name: '历史版本' }).click()
    const version = lab.locator('.versions li', { hasText: 'const line12 = 12' }).first()
    await version.getByText('此后：修改 1 行，新增 1 行，第一处在第 12 行。').waitFor(WAIT)
    await version.locator('summary').first().click()
    const diff = version.locator('.diff')
    await diff.locator('.cm-deletedChunk', { hasText: 'const line12 = 12' }).waitFor(WAIT)
    await diff.getByText('行未改动').first().waitFor(WAIT)
    await diff.getByRole('button', { name: '下一处改动' }).click()
    await diff.getByText('第 1 处改动，共 2 处：第 12 行起 1 行改成了 1 行').waitFor(WAIT)
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(over).toBeLessThanOrEqual(0)
    expect(await axeViolations(page, { within: `.bench[data-lab="${LAB}"]` })).toEqual([])
    await page.context().close()
  })
})

describe('attempts at an exercise', () => {
  const { solution } = loadExercise(EXERCISE)
  const [file, right] = Object.entries(solution)[0]!

  it('are compared by what was graded then and by the tests that changed, and the solution leaves the own code', async () => {
    const page = await course.open('en/tcp/handshake/')
    const panel = await exercise(page, EXERCISE)
    const check = async (attempt: number) => {
      await panel.locator('[data-check]').click()
      await expect.poll(() => panel.locator('.att > span').count(), WAIT).toBe(attempt)
      await panel.locator('[data-check]').waitFor(WAIT)
    }
    await check(1)
    await panel.getByRole('button', { name: 'Show the solution' }).waitFor(WAIT)
    // At its head: of a long text only what is in sight is in the page.
    await put(panel, `// mine\n${right}`)
    await check(2)
    await panel.locator('.st.passed').waitFor(WAIT)
    // What is typed after a grading is no part of it.
    await codeOf(panel).press('ControlOrMeta+End')
    await page.keyboard.insertText('// later\n')
    await kept(panel, 'saved')

    await panel.getByRole('button', { name: 'Compare attempts' }).click()
    const compared = panel.getByRole('region', { name: 'Attempts compared' })
    await compared
      .getByRole('status')
      .filter({ hasText: /^\d+ tests? changed, \d+ as before\.$/ })
      .first()
      .waitFor(WAIT)
    const rows = compared.locator('tbody tr')
    expect(await rows.count()).toBeGreaterThan(0)
    for (const row of await rows.all()) {
      expect((await row.locator('td').first().innerText()).trim()).not.toBe('passed')
      expect((await row.locator('td').last().innerText()).trim()).toBe('passed')
    }
    const diff = compared.locator('.diff')
    await diff.locator('.cm-merge-b .cm-changedLine', { hasText: '// mine' }).waitFor(WAIT)
    expect(await diff.getByText('// later').count()).toBe(0)
    await compared.getByRole('heading', { name: `Code of ${file}` }).waitFor(WAIT)
    await compared.getByLabel('One attempt').selectOption({ index: 1 })
    await compared.getByText(/^No test changed: \d+ tests as before\.$/).waitFor(WAIT)
    await compared.getByText('No difference.').waitFor(WAIT)
    expect(await axeViolations(page, { within: '[data-exercise-panel]' })).toEqual([])
    await compared.getByRole('button', { name: 'Close' }).click()

    await panel.getByRole('button', { name: 'Compare with the solution' }).click()
    const solved = panel.locator('.compared .diff')
    await solved.locator('.cm-merge-a .cm-changedLine', { hasText: '// mine' }).waitFor(WAIT)
    await solved.getByRole('textbox', { name: 'A solution' }).waitFor(WAIT)
    await panel.getByRole('button', { name: 'Hide the solution' }).click()
    await contains(panel, '// later')
    await page.reload()
    const again = await exercise(page, EXERCISE)
    await contains(again, '// mine')
    // And two attempts of an earlier visit are compared as well.
    await again.getByRole('button', { name: 'Compare attempts' }).click()
    await again.locator('.attempts .cm-merge-b .cm-changedLine', { hasText: '// mine' }).waitFor(WAIT)
    await page.context().close()
  })

  it('that were given up show the solution when it is asked for twice, and the own code stays', async () => {
    const page = await course.open('en/boundaries/stream/')
    const panel = await exercise(page, 'boundaries/byte-reader')
    const own = '// given up\nexport class ByteReader {}\n'
    await put(panel, own)
    await panel.locator('[data-check]').click()
    await panel.getByRole('button', { name: 'Show the solution' }).click()
    await panel.getByText('Your own code stays.').waitFor(WAIT)
    await panel.getByRole('button', { name: 'Show it', exact: true }).click()
    await panel.locator('.compared .cm-merge-a .cm-changedLine', { hasText: '// given up' }).waitFor(WAIT)
    await panel.getByRole('button', { name: 'Hide the solution' }).click()
    await contains(panel, '// given up')
    expect((await codeOf(panel).innerText()).trim()).toBe(own.trim())
    await page.context().close()
  })
})
