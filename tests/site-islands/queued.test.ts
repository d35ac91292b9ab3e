/** What the exercise panel says between Check and the verdict: the place in a queue, and why nothing was taken. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openOwnHome } from '../../src/sidecar/home.ts'
import { type Serving, serve } from '../../src/sidecar/serve.ts'
import { type Place, type Submission, SubmissionRefusal, type Watching } from '../../src/sidecar/submissions/types.ts'
import { toldWords } from '../../src/site/islands/exercise/told/words.ts'
import { launchChromium } from '../support/chromium.ts'
import { builtSite } from '../support/site.ts'
import { scriptedSandbox } from './support/scripted-sandbox.ts'

const EXERCISE = 'boundaries/byte-reader'
const WAIT = { timeout: 30_000 }
const data = mkdtempSync(join(tmpdir(), 'wirebook-queued-'))
let serving: Serving
let browser: Browser
/** The submission that waits, and what the next one is refused with. */
let waiting: { submission: Submission & Watching; end: () => void } | null = null
let refusal: SubmissionRefusal | null = null

/** A queue of which the test says where each submission stands. */
async function submit(submission: Submission & Watching) {
  if (refusal) throw refusal
  submission.onStored?.()
  await new Promise<void>((resolve, reject) => {
    waiting = { submission, end: resolve }
    submission.signal.addEventListener('abort', () => reject(submission.signal.reason))
  })
  const { id, exercise } = submission
  const at = new Date().toISOString()
  const verdict = { verdict: 'fail' as const, points: 0, maxPoints: 14, seed: 1, ms: 1, tests: [], printed: '' }
  return { id, exercise, at, ...verdict }
}
const stands = async (place: Place) => {
  await expect.poll(() => waiting, WAIT).not.toBeNull()
  waiting!.submission.onPlace?.(place)
}

beforeAll(async () => {
  const site = await builtSite()
  serving = await serve({
    port: 0,
    site,
    signals: false,
    log: () => {},
    openSandbox: async () => scriptedSandbox(),
    openHome: async ({ grader }) => ({
      ...(await openOwnHome({ folder: data, grader, copied: () => {} })),
      submissions: { submit, unfinished: async () => [] },
    }),
  })
  browser = await launchChromium()
}, 240_000)
afterAll(async () => {
  await browser?.close()
  await serving?.close()
  rmSync(data, { recursive: true, force: true })
})

async function panelOf(locale: 'en' | 'zh-cn', width = 1440, dark = false): Promise<Locator> {
  const colorScheme = dark ? ('dark' as const) : ('light' as const)
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' })
  context.setDefaultTimeout(WAIT.timeout)
  const page = await context.newPage()
  await page.goto(`${serving.url}${locale}/boundaries/stream/`)
  await page.locator(`[data-exercise="${EXERCISE}"]`).scrollIntoViewIfNeeded()
  const panel = page.locator(`[data-exercise-panel="${EXERCISE}"]`)
  await panel.and(page.locator('[data-ready]')).waitFor()
  return panel
}

describe('a submission that waits', () => {
  it('shows how many come first and about how long it takes, until its verdict', async () => {
    const panel = await panelOf('en')
    await panel.locator('[data-check]').click()
    await stands({ ahead: 3, expectedMs: 41_000 })
    await panel.getByText('3 submissions before yours. About 40 s to go.').waitFor()
    await stands({ ahead: 0, expectedMs: null })
    await panel.getByText('Yours is next.').waitFor()
    waiting!.end()
    await panel.locator('[data-queued]').waitFor({ state: 'detached' })
    await panel.locator('[data-check]').waitFor()
    await panel.page().context().close()
  }, 120_000)

  it('is told in Chinese, to a page that opens later as well, and can be called off', async () => {
    waiting = null
    const panel = await panelOf('zh-cn', 390, true)
    await panel.locator('[data-check]').click()
    await stands({ ahead: 12, expectedMs: 600_000 })
    await panel.getByText('前面还有 12 份。大约还要 10 分钟。').waitFor()
    const late = await panelOf('zh-cn')
    await late.getByText('前面还有 12 份。').waitFor()
    await panel.getByRole('button', { name: '取消' }).click()
    for (const each of [panel, late]) {
      await each.locator('[data-queued]').waitFor({ state: 'detached' })
      await each.locator('[data-check]').waitFor()
      await each.page().context().close()
    }
    expect(waiting!.submission.signal.reason).toBe('withdrawn')
  }, 120_000)

  it('that is not taken says why, and another may be tried', async () => {
    refusal = new SubmissionRefusal('COOLING_DOWN', 'Wait until 10:15.')
    const panel = await panelOf('en')
    await panel.locator('[data-check]').click()
    await panel.getByRole('alert').filter({ hasText: 'Wait until 10:15.' }).waitFor()
    await panel.locator('[data-check]').waitFor()
    refusal = null
    waiting = null
    await panel.locator('[data-check]').click()
    await stands({ ahead: 1, expectedMs: 2_000 })
    await panel.getByText('1 submission before yours. About 5 s to go.').waitFor()
    expect(await panel.getByRole('alert').count()).toBe(0)
    waiting!.end()
    await panel.page().context().close()
  }, 120_000)
})

it('what is expected is told in seconds first, then in minutes', () => {
  const { en, 'zh-cn': zh } = toldWords
  expect([1_000, 62_000, 89_000, 90_000, 600_000].map(en.expected)).toEqual([
    'About 5 s to go.',
    'About 60 s to go.',
    'About 90 s to go.',
    'About 2 min to go.',
    'About 10 min to go.',
  ])
  expect([0, 7].map(zh.ahead)).toEqual(['下一个就是你的。', '前面还有 7 份。'])
})
