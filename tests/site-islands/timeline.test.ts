/**
 * The packet timeline's instruments in a real browser, over recordings of the course: the overview of a long run, rows
 * spread and played by time, the lab's own messages, chosen bytes; and lessons on paper.
 */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { axeViolations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { servedSite } from '../support/site.ts'

const WAIT = { timeout: 30_000 }
vi.setConfig({ testTimeout: 120_000, hookTimeout: 600_000 })

let browser: Browser
let site: Awaited<ReturnType<typeof servedSite>>
beforeAll(async () => {
  site = await servedSite()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
})

type Look = { width?: number; dark?: boolean; moves?: boolean }

async function open(path: string, { width = 1440, dark = false, moves = false }: Look = {}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: moves ? 'no-preference' : 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  await page.goto(site.url + path)
  return page
}

/** The lab with its recording played to the end: nothing runs behind these pages. */
async function recorded(page: Page, lab: string, packets: number): Promise<Locator> {
  const bench = page.locator(`.bench[data-lab="${lab}"]`)
  await bench.scrollIntoViewIfNeeded()
  await bench.and(page.locator('[data-ready]')).waitFor(WAIT)
  await bench.getByRole('button', { name: /Play the recording|播放录制/ }).click(WAIT)
  await expect.poll(() => bench.locator('.p-pkts .ph .num').innerText(), { timeout: 60_000 }).toBe(`${packets}`)
  return bench
}

const numberOf = async (place: Locator, name: string) => Number(await place.getAttribute(name))

describe('the overview of 2,320 packets', () => {
  it('goes anywhere by keys and by dragging, and says where that is', async () => {
    const page = await open('en/boundaries/delimiters/')
    const bench = await recorded(page, 'boundaries/delimiters-3', 2_320)
    const slider = bench.getByRole('slider')
    await slider.waitFor(WAIT)
    expect(await numberOf(slider, 'aria-valuemax')).toBe(2_320)
    await slider.press('Home')
    await expect.poll(() => numberOf(slider, 'aria-valuenow'), WAIT).toBe(1)
    await expect.poll(() => slider.getAttribute('aria-valuetext'), WAIT).toMatch(/Packet 1 of 2,320 packets.*rows 1 to/)
    await slider.press('ArrowRight')
    await slider.press('PageUp')
    await expect.poll(() => numberOf(slider, 'aria-valuenow'), WAIT).toBe(22)
    await slider.press('End')
    await bench.locator('[data-n="2320"][aria-selected="true"]').waitFor(WAIT)
    const { x, y, width, height } = (await slider.boundingBox())!
    await page.mouse.move(x + width * 0.9, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + width * 0.4, y + height / 2, { steps: 5 })
    await page.mouse.up()
    await expect.poll(() => numberOf(slider, 'aria-valuenow'), WAIT).toBeLessThan(2_300)
    const now = await numberOf(slider, 'aria-valuenow')
    const row = bench.locator(`[data-n="${now}"]`)
    await row.waitFor(WAIT)
    // What is chosen is in sight, and the strip says so.
    await expect
      .poll(async () =>
        /rows (\d+) to (\d+)/
          .exec((await slider.getAttribute('aria-valuetext'))!)
          ?.slice(1)
          .map(Number),
      )
      .toSatisfy(([first, last]: number[]) => first! <= now && now <= last!)
    expect(await axeViolations(page, { within: '.p-pkts' })).toEqual([])
  })

  it('leaves a run that fits in the pane alone', async () => {
    const page = await open('en/boundaries/stream/')
    const bench = await recorded(page, 'boundaries/stream-1', 12)
    expect(await bench.getByRole('slider').count()).toBe(0)
  })
})

describe('the clock of the ladder', () => {
  it('spreads rows by time, and puts them back', async () => {
    const page = await open('en/boundaries/length-prefix/', { dark: true })
    const bench = await recorded(page, 'boundaries/length-prefix-1', 14)
    const height = () => bench.locator('.ladder').evaluate((ladder) => ladder.scrollHeight)
    const even = await height()
    await bench.getByRole('button', { name: 'Time' }).click()
    await bench.getByRole('button', { name: 'Further apart' }).click(WAIT)
    await bench.locator('output', { hasText: 'one row = 10 ms' }).waitFor(WAIT)
    await bench.locator('.ladder [data-n="1"]').focus()
    await page.keyboard.press('+')
    await bench.locator('output', { hasText: 'one row = 1.0 ms' }).waitFor(WAIT)
    expect(await height()).toBeGreaterThan(even + 100)
    // Motion is not wanted here: no player, and a sentence why.
    expect(await bench.getByRole('button', { name: 'Play slowly' }).count()).toBe(0)
    await bench.locator('.timebar', { hasText: 'step by step' }).waitFor(WAIT)
    expect(await axeViolations(page, { within: '.p-pkts' })).toEqual([])
    await bench.getByRole('button', { name: 'Time' }).click()
    expect(await height()).toBe(even)
  })

  it('plays packet after packet, pauses, steps on foot, and shows all at the end', async () => {
    const page = await open('zh-cn/boundaries/stream/', { moves: true })
    const bench = await recorded(page, 'boundaries/stream-1', 12)
    await bench.locator('.ladder [data-n="1"]').focus()
    await page.keyboard.press('Space')
    await bench.getByRole('combobox', { name: '速度' }).selectOption('0.001')
    await bench
      .locator('.pk.later')
      .first()
      .waitFor({ ...WAIT, state: 'attached' })
    await bench.locator('.pk.now[data-n="3"]').waitFor(WAIT)
    await bench.getByRole('button', { name: '暂停' }).click()
    const chosen = bench.locator('.pk[aria-selected="true"]')
    const at = await numberOf(chosen, 'data-n')
    const later = await bench.locator('.pk.later').count()
    expect(later).toBe(12 - at)
    await page.waitForTimeout(1_500)
    expect(await numberOf(chosen, 'data-n')).toBe(at)
    await bench.getByRole('button', { name: '下一个数据包' }).click()
    await expect.poll(() => bench.locator('.pk.later').count(), WAIT).toBe(later - 1)
    await bench.getByRole('combobox', { name: '速度' }).selectOption('1')
    await bench.getByRole('button', { name: '慢速播放' }).click()
    await expect.poll(() => bench.locator('.pk.later').count(), WAIT).toBe(0)
    await bench.getByRole('button', { name: '慢速播放' }).waitFor(WAIT)
  })
})

describe('the bytes of a packet', () => {
  it('are messages of the lab’s own protocol, which lead from packet to packet', async () => {
    const page = await open('en/boundaries/length-prefix/')
    const bench = await recorded(page, 'boundaries/length-prefix-3', 32)
    await bench.locator('.ladder [data-n="10"]').click()
    const tree = bench.getByRole('tree')
    await tree.locator('.L', { hasText: 'Message 3' }).waitFor(WAIT)
    await tree.locator('.L', { hasText: 'continues in #11' }).waitFor(WAIT)
    expect(await tree.locator('.f', { hasText: 'length' }).last().innerText()).toContain('10000')
    await tree.locator('.f', { hasText: 'continues in' }).click()
    await bench.locator('.p-hex .ph', { hasText: 'packet 11' }).waitFor(WAIT)
    await tree.locator('.L', { hasText: 'began in #10' }).waitFor(WAIT)
    await tree.locator('.f', { hasText: 'began in' }).press('Enter')
    await bench.locator('.p-hex .ph', { hasText: 'packet 10' }).waitFor(WAIT)
  })

  it('of HTTP are told by its decoder', async () => {
    const page = await open('en/beyond/http/')
    const bench = await recorded(page, 'beyond/http-1', 12)
    await bench.locator('.ladder .k-data').first().click()
    await bench.getByRole('tree').locator('.L', { hasText: 'HTTP request' }).waitFor(WAIT)
    await bench.getByRole('tree').getByText('Request line', { exact: true }).waitFor(WAIT)
  })

  it.each([1440, 390])('can be chosen, read in every way and copied, at %i px', async (width) => {
    const page = await open('en/boundaries/length-prefix/', { width, dark: width < 800 })
    const bench = await recorded(page, 'boundaries/length-prefix-1', 14)
    await bench.locator('.ladder [data-n="4"]').evaluate((row: HTMLElement) => row.click())
    if (width < 800) await bench.getByRole('button', { name: 'Bytes', exact: true }).click()
    const first = 54
    await bench.locator(`.hex .b[data-x="${first}"]`).first().click()
    const panel = bench.locator('.inspect')
    await panel.waitFor(WAIT)
    expect(await panel.getByLabel('How many').inputValue()).toBe('4')
    expect(await panel.locator('tr.exact', { hasText: 'u32' }).locator('td').first().innerText()).toMatch(/^2 >I/)
    expect(await panel.getByLabel('struct format').inputValue()).toBe('>I')
    await panel.getByLabel('struct format').fill('>HH')
    await panel.getByText('(0, 2)').waitFor(WAIT)
    await panel.getByLabel('How many').fill('6')
    await panel.getByLabel('struct format').fill('>I2s')
    await panel.getByText("(2, b'hi')").waitFor(WAIT)
    const copied = async (name: string) => {
      await panel.getByRole('button', { name, exact: true }).click()
      await panel.getByText('Copied.').waitFor(WAIT)
      return page.evaluate(() => navigator.clipboard.readText())
    }
    expect(await copied('hex')).toBe('00 00 00 02 68 69')
    expect(await copied('Buffer.from(…)')).toBe('Buffer.from([0x00, 0x00, 0x00, 0x02, 0x68, 0x69])')
    expect(await copied('Python')).toBe("b'\\x00\\x00\\x00\\x02hi'")
    expect(await axeViolations(page, { within: '.p-hex' })).toEqual([])
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wide).toBe(0)
    await panel.getByRole('button', { name: 'Close' }).click()
    await panel.waitFor({ ...WAIT, state: 'detached' })
  })

  it('are chosen with a mouse drawn over them, and from the keyboard', async () => {
    const page = await open('en/boundaries/length-prefix/')
    const bench = await recorded(page, 'boundaries/length-prefix-1', 14)
    await bench.locator('.ladder [data-n="4"]').click()
    const byte = (at: number) => bench.locator(`.hex .hr > .b[data-x="${at}"]`)
    await byte(58).scrollIntoViewIfNeeded()
    await byte(58).hover()
    await page.mouse.down()
    await byte(59).hover()
    await page.mouse.up()
    await bench.locator('.inspect').getByText('hi', { exact: true }).waitFor(WAIT)
    await bench.getByRole('treeitem').filter({ hasText: 'Window' }).press('Enter')
    await expect.poll(() => bench.locator('.inspect').getByLabel('First byte').inputValue(), WAIT).toBe('48')
  })
})

describe('a strip in prose', () => {
  it.each([
    ['en', 1440],
    ['zh-cn', 390],
  ])('says in words what it shows, %s at %i px', async (locale, width) => {
    const page = await open(`${locale}/tcp/handshake/`, { width })
    const strip = page.locator('figure.wired')
    expect(await strip.locator('ol.sr li').count()).toBe(4)
    expect(await strip.locator('svg.strip-of-wire > g').count()).toBe(4)
    const link = await strip.locator('figcaption a').getAttribute('href')
    expect(await page.locator(link!).count()).toBe(1)
    expect(await strip.locator('script, astro-island').count()).toBe(0)
    expect(await axeViolations(page, { within: 'figure.wired' })).toEqual([])
    const box = (await strip.boundingBox())!
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(width)
  })
})

describe('on paper', () => {
  it.each(['en', 'zh-cn'])('a lesson has its programs, packets and footnotes, and no chrome: %s', async (locale) => {
    const page = await open(`${locale}/tcp/handshake/`, { dark: true })
    await page.emulateMedia({ media: 'print' })
    const labs = await page.locator('.bench').count()
    const shown = (place: string) => page.locator(place).filter({ visible: true }).count()
    expect(labs).toBeGreaterThan(2)
    for (const chrome of ['.top', '.side', '.bench', '.nav2']) expect(await shown(chrome), chrome).toBe(0)
    expect(await shown('.onpaper')).toBe(labs)
    expect(await shown('.onpaper svg.strip-of-wire')).toBe(labs)
    expect(await page.locator('.onpaper pre').first().innerText()).toContain('import')
    const footnotes = await page.locator('.sources li').allInnerTexts()
    expect(footnotes[0]).toMatch(/^RFC \d+.*https:\/\/www\.rfc-editor\.org\/rfc\//)
    const notes = await page.locator('a.rfc').evaluateAll((all) => all.map((one) => one.getAttribute('data-note')))
    expect(new Set(notes)).toEqual(new Set(footnotes.map((_, index) => `${index + 1}`)))
    const note = await page
      .locator('a.rfc')
      .first()
      .evaluate((one) => getComputedStyle(one, '::after').content)
    expect(note).toBe('"1"')
    // Dark screens print on white paper all the same.
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('.prose')!).color)).toBe('rgb(20, 24, 27)')
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
    expect(pages).toBeGreaterThan(4)
    expect(pages).toBeLessThan(40)
  })

  it('nothing of it is there on screen', async () => {
    const page = await open('en/tcp/handshake/')
    expect(await page.locator('.onpaper, .sources').filter({ visible: true }).count()).toBe(0)
  })
})
