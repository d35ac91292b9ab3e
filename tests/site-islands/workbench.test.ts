/** The protocol workbench in a real browser: by keyboard, by link, in both languages, and what it gives away. */
import { readFileSync } from 'node:fs'
import { unzipSync } from 'fflate'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { codecText } from '../../src/workbench/export/codec.ts'
import { exerciseFiles } from '../../src/workbench/export/exercise.ts'
import { planOf } from '../../src/workbench/plan.ts'
import { FIRST } from '../../src/workbench/state.ts'
import { axeViolations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { servedSite } from '../support/site.ts'

vi.setConfig({ testTimeout: 240_000 })

let browser: Browser
let site: Awaited<ReturnType<typeof servedSite>>
beforeAll(async () => {
  site = await servedSite()
  browser = await launchChromium()
}, 400_000)
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

const PLAN = (() => {
  const planned = planOf(FIRST.definition)
  if (!planned.ok) throw new Error('the first frame is wrong')
  return planned.plan
})()

async function open(path: string, width = 1440, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' })
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  await page.goto(site.url + path)
  await page.locator('.workbench[data-ready]').waitFor()
  return page
}

const answers = (page: Page) => page.locator('.answers li')
const outcome = (page: Page) => page.locator('section[aria-labelledby="wb-stream"] .sentence').textContent()
const region = (page: Page, name: string) => page.getByRole('region', { name })

describe.each(['en', 'zh-cn'])('%s', (locale) => {
  it('has no axe violation in either theme, and is never wider than the screen', async () => {
    const page = await open(`${locale}/workbench/`)
    // Everything open: a frame that is wrong is looked at below.
    await page.locator('[aria-labelledby="wb-take"] .btn').nth(1).click()
    await page.locator('.file pre').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await axeViolations(page, { colours: true })).toEqual([])
    for (const width of [390, 861, 1281]) {
      await page.setViewportSize({ width, height: 900 })
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(over, `${width} px`).toBeLessThanOrEqual(0)
    }
    await page.setViewportSize({ width: 390, height: 900 })
    expect(await axeViolations(page, { within: '.workbench' })).toEqual([])
    await page.context().close()
  })
})

describe('the bench', () => {
  it('is worked by keyboard: a preset, a new field that is named and moved, a cut', async () => {
    const page = await open('en/workbench/')
    await page.getByRole('button', { name: 'Lines' }).focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('.runs').textContent()).toContain('text')
    await page.getByRole('button', { name: 'Add a field' }).focus()
    await page.keyboard.press('Enter')
    // The focus is in the new field's name.
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('sequence')
    const up = page.getByRole('button', { name: 'Move sequence up' })
    await up.focus()
    await page.keyboard.press('Enter')
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    expect(await focused()).toBe('Move sequence down') // at the top there is no further up
    expect(
      await page
        .locator('.row .mono[data-act="name"]')
        .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)),
    ).toEqual(['sequence', 'text'])
    // Its value is missing in all three messages, and each says so.
    expect(await page.locator('.message .bad').count()).toBe(3)
    for (const [n, box] of (await page.getByLabel('sequence', { exact: true }).all()).entries())
      await box.fill(String(n + 1))
    await page.getByRole('button', { name: 'All at once' }).press('Enter')
    await page.locator('.snip[tabindex="0"]').focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('Cut after byte 2')
    // 3 messages of 2 bytes of number and a line: 7 + 3 + 6 bytes, cut after the first two.
    expect(await answers(page).allTextContents()).toEqual([
      expect.stringMatching(/^read 1: 2 bytes.*Waits in text, for at least 1 byte more\.$/),
      expect.stringMatching(/^read 2: 14 bytes.*frame 1.*frame 2.*frame 3.*Nothing is left/),
    ])
    await page.context().close()
  })

  const names = (page: Page) =>
    page.locator('.row .mono[data-act="name"]').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
  const middle = async (page: Page, selector: string, at: number) => {
    const box = (await page.locator(selector).nth(at).boundingBox())!
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, bottom: box.y + box.height }
  }

  it('moves a field that is dragged by the mouse to where it is let go, and says so', async () => {
    const page = await open('en/workbench/')
    await page.getByRole('button', { name: 'Add a field' }).click()
    expect(await names(page)).toEqual(['length', 'payload', 'number'])
    await page.locator('.rows').scrollIntoViewIfNeeded()
    const grip = await middle(page, '[data-grip]', 2)
    await page.mouse.move(grip.x, grip.y)
    await page.mouse.down()
    await page.mouse.move(grip.x, (await middle(page, '.row', 0)).y - 5, { steps: 8 })
    // Before it is let go one sees which is held, and where it would go.
    expect(await page.locator('.row.held').count()).toBe(1)
    expect(await page.locator('.row').nth(0).getAttribute('class')).toBe('row before')
    expect(await names(page)).toEqual(['length', 'payload', 'number'])
    await page.mouse.up()
    expect(await names(page)).toEqual(['number', 'length', 'payload'])
    expect(await page.locator('.row.held, .row.before, .row.after').count()).toBe(0)
    expect(await page.getByRole('status').filter({ hasText: 'number is now field 1 of 3.' }).count()).toBe(1)
    // The bytes follow: no value of the new field is known yet.
    expect(await page.locator('.message .bad').count()).toBe(3)

    // Down again, behind the last.
    const first = await middle(page, '[data-grip]', 0)
    await page.mouse.move(first.x, first.y)
    await page.mouse.down()
    await page.mouse.move(first.x, (await middle(page, '.row', 2)).bottom - 2, { steps: 8 })
    expect(await page.locator('.row').nth(2).getAttribute('class')).toBe('row after')
    await page.mouse.up()
    expect(await names(page)).toEqual(['length', 'payload', 'number'])
    await page.context().close()
  })

  it('leaves a field where it was when the drag is broken off, or ends where it began', async () => {
    const page = await open('en/workbench/')
    const grip = await middle(page, '[data-grip]', 0)
    const below = (await middle(page, '.row', 1)).bottom - 2
    await page.mouse.move(grip.x, grip.y)
    await page.mouse.down()
    await page.mouse.move(grip.x, below, { steps: 4 })
    await page.keyboard.press('Escape')
    expect(await page.locator('.row.held').count()).toBe(0)
    await page.mouse.up()
    expect(await names(page)).toEqual(['length', 'payload'])
    await page.mouse.move(grip.x, grip.y)
    await page.mouse.down()
    await page.mouse.move(grip.x, below, { steps: 4 })
    await page.mouse.move(grip.x, grip.y, { steps: 4 })
    await page.mouse.up()
    expect(await names(page)).toEqual(['length', 'payload'])
    expect(new URL(page.url()).hash).toBe('')
    await page.context().close()
  })

  it('moves a field that is dragged by a finger on a narrow screen', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 900 }, hasTouch: true, isMobile: true })
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    await page.goto(`${site.url}zh-cn/workbench/`)
    await page.locator('.workbench[data-ready]').waitFor()
    await page.locator('.row').nth(1).scrollIntoViewIfNeeded()
    await page.locator('[data-grip]').nth(0).scrollIntoViewIfNeeded()
    const client = await context.newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
      client.send('Input.dispatchTouchEvent', { type, touchPoints })
    const grip = await middle(page, '[data-grip]', 0)
    const below = (await middle(page, '.row', 1)).bottom - 4
    const before = await page.evaluate(() => scrollY)
    await touch('touchStart', grip)
    for (const part of [0.25, 0.5, 0.75, 1])
      await touch('touchMove', { x: grip.x, y: grip.y + (below - grip.y) * part })
    expect(await page.locator('.row.held').count()).toBe(1)
    // The finger moves the field, and not the page.
    expect(await page.evaluate(() => scrollY)).toBe(before)
    await touch('touchEnd')
    expect(await names(page)).toEqual(['payload', 'length'])
    expect(await page.getByRole('status').filter({ hasText: 'length 现在是 2 个字段中的第 2 个。' }).count()).toBe(1)
    await context.close()
  })

  it('shows what a receiver makes of it that believes otherwise', async () => {
    const page = await open('en/workbench/')
    await page.getByRole('button', { name: 'As written' }).click()
    expect(await outcome(page)).toBe('3 messages → 3 reads → 3 frames. All came out as they were sent.')
    await page.getByLabel('The receiver believes').selectOption({ label: 'the other byte order' })
    expect(await answers(page).first().textContent()).toContain(
      'payload would have 33554432 bytes, and at most 1048576',
    )
    expect(await outcome(page)).toContain('0 of 3 came out')
    await page.context().close()
  })

  it('says of a wrong definition where, what and what next, and shows no bytes of it', async () => {
    const page = await open('en/workbench/')
    await page.getByLabel('name', { exact: true }).nth(1).fill('length')
    const box = page.getByLabel('name', { exact: true }).nth(1)
    expect(await box.getAttribute('aria-invalid')).toBe('true')
    const told = await box.getAttribute('aria-describedby')
    expect(await page.locator(`#${told}`).textContent()).toContain(
      'There is a field length already. Give this one another name.',
    )
    expect(await page.locator('.runs').count()).toBe(0)
    expect(await axeViolations(page, { within: '.workbench' })).toEqual([])
    await page.context().close()
  })

  it('keeps its state, gives it away as a link, and refuses a link that is none', async () => {
    const page = await open('zh-cn/workbench/')
    await region(page, '三条消息').getByLabel('payload').first().fill('张三')
    await page.waitForFunction(() => location.hash.startsWith('#frame=1.'))
    const link = page.url()
    await page.goto(link.split('#')[0]!)
    await page.locator('.workbench[data-ready]').waitFor()
    expect(await region(page, '三条消息').getByLabel('payload').first().inputValue()).toBe('张三')

    const other = await open(`en/workbench/${new URL(link).hash}`)
    expect(await region(other, 'Three messages').getByLabel('payload').first().inputValue()).toBe('张三')
    await other.context().close()
    const broken = await open(`en/workbench/${new URL(link).hash.slice(0, 40)}`)
    expect(await broken.getByText('This link cannot be read').isVisible()).toBe(true)
    expect(await region(broken, 'Three messages').getByLabel('payload').first().inputValue()).toBe('hi')
    await broken.context().close()

    // A link over what is kept here: that one is not lost.
    await page.getByRole('button', { name: '按行' }).click()
    await page.waitForFunction((before) => location.href !== before && location.hash !== '', link)
    await page.goto('about:blank')
    await page.goto(link)
    await page.getByText('这里的帧来自链接').waitFor()
    await page.getByRole('button', { name: '换回我的' }).click()
    expect(await page.locator('.runs').textContent()).toContain('text')
    await page.context().close()
  })

  it('does not throw a frame away when a ready-made one is chosen', async () => {
    const page = await open('en/workbench/')
    await page.getByLabel('name', { exact: true }).nth(1).fill('mine')
    await page.getByRole('button', { name: 'Lines' }).click()
    expect(await page.locator('.runs').textContent()).not.toContain('mine')
    await page.getByRole('button', { name: 'Back to mine' }).click()
    expect(await page.locator('.runs').textContent()).toContain('mine')
    // What is no digit does not stay in a box for numbers.
    const most = page.getByLabel('at most, bytes')
    await most.fill('12x')
    expect(await most.inputValue()).toBe('12')
    await page.context().close()
  })

  it('gives the codec, and the exercise as a zip with the paths of a course', async () => {
    const page = await open('en/workbench/')
    await page.getByRole('button', { name: 'TypeScript codec' }).click()
    await page.locator('.file pre').waitFor()
    expect(await page.locator('.file pre').textContent()).toBe(codecText(PLAN))
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download', exact: true }).click(),
    ])
    expect(saved.suggestedFilename()).toBe('message.ts')
    expect(readFileSync(await saved.path(), 'utf8')).toBe(codecText(PLAN))

    await page.getByRole('button', { name: 'Exercise skeleton' }).click()
    const id = page.getByLabel('Id of the exercise')
    await id.fill('Wrong')
    expect(await page.getByText('An id is unit/name').isVisible()).toBe(true)
    await id.fill('framing/mine')
    const [zip] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as .zip' }).click(),
    ])
    const entries = Object.entries(unzipSync(readFileSync(await zip.path())))
    expect(Object.fromEntries(entries.map(([path, bytes]) => [path, Buffer.from(bytes).toString()]))).toEqual(
      Object.fromEntries(
        Object.entries(exerciseFiles(PLAN, 'framing/mine')!).map(([path, text]) => [`labs/framing/mine/${path}`, text]),
      ),
    )
    await page.context().close()
  })

  it('is found from the outline and from the palette', async () => {
    const page = await open('en/workbench/')
    const link = page
      .getByRole('navigation', { name: 'Course outline' })
      .getByRole('link', { name: 'Protocol workbench' })
    expect(await link.getAttribute('aria-current')).toBe('page')
    await page.keyboard.press('Control+k')
    const dialog = page.locator('dialog.palette')
    await dialog.waitFor()
    await dialog.getByRole('combobox').fill('codec')
    await dialog.getByRole('option').filter({ hasText: 'Protocol workbench' }).waitFor()
    await page.context().close()
  })
})
