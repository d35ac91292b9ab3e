/**
 * Makes the pictures of this folder: `sh bin/node docs/pictures/make.ts [name or part of one …]`. The course is served as a
 * reader has it and looked at with the tests' Chromium; what is on a bench's wire was captured in that run.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { BenchPage, PATIENCE_MS } from '../../tests/e2e/support/bench.ts'
import { startWirebook } from '../../tests/e2e/support/server.ts'
import { launchChromium } from '../../tests/support/chromium.ts'
import { openClass } from './class.ts'

type Theme = 'light' | 'dark'
type Look = { width: 1440 | 390; theme: Theme; locale: 'en' | 'zh-cn' }
/** Brings the page to what is shown; what it resolves to is the picture, otherwise the view is. */
type Scene = (page: Page) => Promise<Locator | undefined>
type Picture = Look & { name: string; path: string; scene: Scene }
/** Of a class: `path` after `?cohort=<id>`, and who looks. */
type ClassPicture = Look & { name: string; search: string; of: 'teach' | 'mine' }

const HEIGHT = { 1440: 900, 390: 844 }
const ROOT = join(import.meta.dirname, '../..')
const LAB = 'boundaries/stream-1'
const EXERCISE = 'boundaries/byte-reader'
const LESSON = 'boundaries/stream/'

const asItIs: Scene = async () => undefined

const ran: Scene = async (page) => {
  const bench = await new BenchPage(page, LAB).ready()
  await bench.run()
  await bench.packets.nth(3).click()
  await page.mouse.move(0, 0)
  return bench.section
}

/** The view with the bench's pane of this name, where panes are tabs. */
const ranAndShows =
  (pane: RegExp): Scene =>
  async (page) => {
    const section = await ran(page)
    await section?.locator('.paneTabs').getByRole('button', { name: pane }).click()
    await section?.evaluate((one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 60))
    return undefined
  }

const checked =
  (solved: boolean): Scene =>
  async (page) => {
    const panel = page.locator(`[data-exercise-panel="${EXERCISE}"]`)
    await page.locator(`[data-exercise="${EXERCISE}"]`).scrollIntoViewIfNeeded()
    await panel.locator('[data-editor="open"]').waitFor({ state: 'attached' })
    const solution = join(ROOT, 'labs', EXERCISE, 'solution/byte-reader.ts')
    if (solved) await panel.getByRole('textbox').fill(readFileSync(solution, 'utf8'))
    await panel.getByRole('button', { name: 'Check', exact: true }).click()
    await panel
      .getByRole('status')
      .filter({ hasText: /tests passed/i })
      .waitFor({ timeout: 4 * PATIENCE_MS })
    await page.mouse.move(0, 0)
    return panel
  }

const searched: Scene = async (page) => {
  await page.keyboard.press('Control+k')
  await page.locator('dialog.palette').getByRole('combobox').fill('window')
  await page.locator('dialog.palette mark').first().waitFor()
  return undefined
}

const wide: Look = { width: 1440, theme: 'light', locale: 'en' }
const narrow: Look = { width: 390, theme: 'dark', locale: 'en' }
const zh = 'zh-cn' as const

const lessons: Picture[] = (['en', zh] as const).flatMap((locale) =>
  ([1440, 390] as const).flatMap((width) =>
    (['light', 'dark'] as const).map((theme) => ({
      name: `lesson-${locale === 'en' ? 'en' : 'zh'}-${width}-${theme}`,
      path: LESSON,
      ...{ locale, width, theme },
      scene: asItIs,
    })),
  ),
)

const PICTURES: Picture[] = [
  { name: 'home', path: '', ...wide, scene: asItIs },
  { name: 'home-zh-dark', path: '', ...wide, locale: zh, theme: 'dark', scene: asItIs },
  { name: 'home-390', path: '', ...narrow, scene: asItIs },
  ...lessons,
  { name: 'lesson', path: LESSON, ...wide, scene: ran },
  { name: 'bench-dark', path: LESSON, ...wide, theme: 'dark', scene: ran },
  { name: 'bench-390-packets', path: LESSON, ...narrow, theme: 'light', scene: ranAndShows(/^Packets/) },
  { name: 'bench-390-stream', path: LESSON, ...narrow, scene: ranAndShows(/^Stream/) },
  { name: 'exercise-failed', path: LESSON, ...wide, scene: checked(false) },
  { name: 'exercise-passed', path: LESSON, ...wide, theme: 'dark', scene: checked(true) },
  { name: 'glossary', path: 'glossary/', ...wide, scene: asItIs },
  { name: 'reference', path: 'reference/sockets/', ...wide, scene: asItIs },
  { name: 'not-found', path: 'no-such-page/', ...wide, scene: asItIs },
  { name: 'palette', path: LESSON, ...wide, theme: 'dark', scene: searched },
]

const CLASS_PICTURES: ClassPicture[] = [
  { name: 'class-live', search: '', of: 'teach', ...wide },
  { name: 'class-live-zh-dark', search: '', of: 'teach', ...wide, locale: zh, theme: 'dark' },
  { name: 'class-live-390', search: '', of: 'teach', ...narrow },
  { name: 'class-gradebook', search: '&view=gradebook', of: 'teach', ...wide },
  { name: 'class-learner', search: '&learner=', of: 'teach', ...wide },
  { name: 'class-mine-390', search: '', of: 'mine', ...narrow, theme: 'light' },
]

const asked = process.argv.slice(2)
const names = new Set([...PICTURES, ...CLASS_PICTURES].map(({ name }) => name))
const isAsked = (name: string) => asked.some((part) => (names.has(part) ? name === part : name.includes(part)))
const isWanted = ({ name }: { name: string }) => asked.length === 0 || isAsked(name)
const browser = await launchChromium()
try {
  await takePages(PICTURES.filter(isWanted))
  await takeClass(CLASS_PICTURES.filter(isWanted))
} finally {
  await browser.close()
}

async function takePages(pictures: Picture[]): Promise<void> {
  if (pictures.length === 0) return
  const server = await startWirebook()
  try {
    for (const picture of pictures) await take(server.url, picture)
  } finally {
    await server.end()
  }
}

async function takeClass(pictures: ClassPicture[]): Promise<void> {
  if (pictures.length === 0) return
  const { server, cohort, learner, teacher, pupils, signIn, end } = await openClass()
  try {
    for (const { name, search, of, width, theme, locale } of pictures) {
      const context = await contextFor({ width, theme })
      await signIn(context, of === 'teach' ? teacher : pupils[1]!.who)
      const page = await context.newPage()
      const path =
        of === 'mine' ? 'class/' : `teach/?cohort=${cohort}${search.replace('learner=', `learner=${learner}`)}`
      await page.goto(`${server.url}${locale}/${path}`, { waitUntil: 'load' })
      await page.locator('.cbox, .classmain article').first().waitFor()
      await page.screenshot({ path: join(import.meta.dirname, `${name}.png`) })
      console.log(name)
      await context.close()
    }
  } finally {
    await end()
  }
}

async function contextFor({ width, theme }: Pick<Look, 'width' | 'theme'>): Promise<BrowserContext> {
  const viewport = { width, height: HEIGHT[width] }
  const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' })
  context.setDefaultTimeout(PATIENCE_MS)
  return context
}

async function take(url: string, { name, path, width, theme, locale, scene }: Picture): Promise<void> {
  const context = await contextFor({ width, theme })
  const page = await context.newPage()
  const answer = await page.goto(`${url}${locale}/${path}`, { waitUntil: 'networkidle' })
  if (answer?.status() === 404 && name !== 'not-found') console.log(`${name}: there is no ${locale}/${path}`)
  else {
    // The lamp of a lesson has been lit by then.
    await page.locator('.lamp[data-state="connecting"]').waitFor({ state: 'detached' })
    const shown = (await scene(page)) ?? page
    const path = join(import.meta.dirname, `${name}.png`)
    // The header stays at the top of the view, where a part of the page would have it in its middle.
    if (shown === page) await page.screenshot({ path })
    else await shown.screenshot({ path, style: 'header.top { visibility: hidden }' })
    console.log(name)
  }
  await context.close()
}
