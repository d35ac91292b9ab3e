/**
 * A class from its first link to its grades, in a real browser: `serve --classroom` on SQLite, an instructor and a learner
 * in contexts of their own, and the class view that shows each step without being asked anew.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { FULL, fullTier } from '../support/tier.ts'
import { PATIENCE_MS, paste } from './support/bench.ts'
import { openFirstClass } from './support/class.ts'
import { dataFolder, startWirebook, type Wirebook } from './support/server.ts'

const EXERCISE = 'boundaries/byte-reader'
const SOLUTION = join(import.meta.dirname, '../../labs', EXERCISE, 'solution/byte-reader.ts')
const PASSPHRASE = 'blue horses over Weimar'
/** Worth half of what the exercise's own tests add up to, so that points have to be scaled. */
const POINTS = 7

describe('a class in two browsers', { timeout: 4 * PATIENCE_MS }, () => {
  let server: Wirebook
  let browser: Awaited<ReturnType<typeof launchChromium>>
  const contexts: BrowserContext[] = []
  let teacher: Page
  let learner: Page
  let joinAddress = ''

  beforeAll(async () => {
    if (!FULL) return
    ;[server, browser] = await Promise.all([startWirebook({ classroom: dataFolder() }), launchChromium()])
    teacher = await person()
    learner = await person()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await server?.end()
  })

  const person = async (): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    context.setDefaultTimeout(PATIENCE_MS)
    contexts.push(context)
    return context.newPage()
  }
  const row = () => teacher.locator('tr[data-learner="ada"]')

  it('is opened by the link that was printed, and gives a code to join by', async (context) => {
    fullTier(context)
    await openFirstClass(teacher, { printed: server.printed(), passphrase: PASSPHRASE, title: 'Tuesday group' })
    await teacher.getByRole('button', { name: 'New code' }).click()
    joinAddress = (await teacher.locator('.codes .copied code').textContent()) ?? ''
    expect(joinAddress).toMatch(/\/en\/class\/join\/#\S+$/)
  })

  it('gets an assignment whose lateness is told with an example', async (context) => {
    fullTier(context)
    await teacher.getByRole('link', { name: 'Assignments' }).click()
    await teacher.getByRole('button', { name: 'New assignment' }).click()
    await teacher.getByLabel('Title').fill('Exact reads')
    await teacher.getByLabel('Unit').selectOption('boundaries')
    await teacher.getByLabel('What', { exact: true }).selectOption(`exercise ${EXERCISE}`)
    await teacher.getByRole('button', { name: 'Add', exact: true }).click()
    await teacher.getByLabel(`Points: ${EXERCISE}`).fill(`${POINTS}`)
    await teacher.getByLabel('Due').fill('2099-11-27T20:00')
    await teacher.getByLabel('Percent per day').fill('10')
    await teacher.getByText('7 points, handed in 30 hours late, count 5.6').waitFor()
    await teacher.getByRole('button', { name: 'Save' }).click()
    // On the class's clocks, wherever this browser is.
    await teacher.locator('time[datetime="2099-11-27T12:00:00.000Z"]').waitFor()
    await teacher.getByRole('link', { name: 'Live', exact: true }).click()
    await teacher.getByText('No learners yet').waitFor()
  })

  it('shows a learner who joins, and where they are', async (context) => {
    fullTier(context)
    await learner.goto(joinAddress)
    await learner.getByRole('button', { name: 'Continue' }).click()
    await learner.getByText('Tuesday group, as learner').waitFor()
    await learner.getByLabel('Your name').fill('Ada')
    await learner.getByLabel('Passphrase').fill(PASSPHRASE)
    await learner.getByRole('button', { name: 'Join', exact: true }).click()
    expect(await learner.locator('.handle').textContent()).toBe('ada')
    await row().getByText('never here').waitFor()

    await learner.goto(`${server.url}en/boundaries/stream/`)
    await learner.getByText('Exact reads: due').waitFor()
    await row().getByText(/^at /).waitFor()
  })

  it('shows a lab that runs, and a note reaches its page', async (context) => {
    fullTier(context)
    const bench = learner.locator('section.bench[data-lab]').first()
    await bench.scrollIntoViewIfNeeded()
    await bench.and(learner.locator('[data-ready]')).waitFor()
    await bench.locator('[data-run]').click()
    await bench
      .locator('.pk, [data-n]')
      .first()
      .waitFor({ timeout: 2 * PATIENCE_MS })
    await row()
      .getByText(/^at .+: .+/)
      .waitFor()
    await teacher.getByRole('textbox', { name: 'Note' }).fill('Ten minutes left <b>!')
    await teacher.getByRole('button', { name: 'Send' }).click()
    await learner.getByText('Ten minutes left <b>!').waitFor()
  })

  it('shows a submission that fails and one that passes', async (context) => {
    fullTier(context)
    const panel = learner.locator(`[data-exercise-panel="${EXERCISE}"]`)
    await learner.locator(`[data-exercise="${EXERCISE}"]`).scrollIntoViewIfNeeded()
    await panel.and(learner.locator('[data-ready]')).waitFor()
    await panel.locator('[data-editor="open"]').waitFor({ state: 'attached' })
    const check = panel.getByRole('button', { name: 'Check', exact: true })
    await check.click()
    await row()
      .locator('.pip.failing')
      .waitFor({ timeout: 2 * PATIENCE_MS })
    await paste(panel.locator('.cm-content'), readFileSync(SOLUTION, 'utf8'))
    await check.waitFor()
    await check.click()
    await row()
      .locator('td.exercise .pip.passed')
      .waitFor({ timeout: 2 * PATIENCE_MS })
    expect(await row().locator('td.exercise .pip .k').textContent()).toBe('2')
  })

  it('shows a raised hand, and its answer reaches the learner', async (context) => {
    fullTier(context)
    await learner.getByRole('button', { name: 'Raise hand' }).click()
    await learner.getByText('you are next').waitFor()
    await teacher.getByRole('button', { name: /^I am going/ }).click()
    await learner.getByText('Grace is coming to you').waitFor()
    await teacher.getByText('No hand is up').waitFor()
  })

  it('shows the attempt with its code, and grades as one works them out by hand', async (context) => {
    fullTier(context)
    await row().getByRole('link', { name: 'Ada' }).click()
    await teacher.locator('.attemptlist').getByText('failed').waitFor()
    await teacher.locator('.codeshown .cm-content').first().getByText('ByteReader').first().waitFor()
    await teacher.getByRole('link', { name: 'Gradebook' }).click()
    // In time, and all tests passed: all of its points.
    await row()
      .getByRole('button', { name: `${POINTS} / ${POINTS}` })
      .click()
    const points = teacher.getByLabel(`Points, 0 to ${POINTS}`)
    await points.fill('6.5')
    await teacher.getByLabel('Reason').fill('explained it well')
    await teacher.getByRole('button', { name: 'Set by hand' }).click()
    await row()
      .getByRole('button', { name: `6.5 / ${POINTS}` })
      .waitFor()
    const download = teacher.waitForEvent('download')
    await teacher.getByRole('link', { name: 'Grades as CSV' }).click()
    const csv = readFileSync(await (await download).path(), 'utf8').replace(/^\uFEFF/, '')
    const [head, ada] = csv.split(/\r?\n/)
    expect(head).toBe(`Name,Handle,Email,School id,Exact reads: ${EXERCISE} (${POINTS}),Total (${POINTS})`)
    expect(ada).toBe('Ada,ada,,,6.5,6.5')
  })

  it("keeps grades back until they are released, then they are on the learner's page", async (context) => {
    fullTier(context)
    await learner.goto(`${server.url}en/class/`)
    await learner.getByText('not released yet').waitFor()
    expect(await learner.getByText('explained it well').count()).toBe(0)
    await teacher.getByRole('link', { name: 'Assignments' }).click()
    await teacher.getByRole('button', { name: 'Release grades' }).click()
    await learner.getByText(`6.5 / ${POINTS}`).waitFor()
    await learner.getByText('explained it well').waitFor()
  })

  it('is not open to whoever signs out', async (context) => {
    fullTier(context)
    await learner.goto(`${server.url}en/class/account/`)
    await learner.getByRole('button', { name: 'Sign out', exact: true }).click()
    await learner.getByRole('heading', { name: 'Sign in' }).waitFor()
    await learner.goto(`${server.url}en/teach/`)
    await learner.getByRole('heading', { name: 'Sign in' }).waitFor()
    await learner.goto(`${server.url}en/boundaries/stream/`)
    await learner.locator('.classbar').getByRole('link', { name: 'Join with a code' }).waitFor()
  })

  it('tells on every page that it is about to end', async (context) => {
    fullTier(context)
    await teacher.goto(`${server.url}en/glossary/`)
    await teacher.locator('.classlink').waitFor()
    const other = await contexts[0]!.newPage()
    await other.goto(`${server.url}en/teach/`)
    await other.getByRole('link', { name: 'Tuesday group' }).waitFor()
    for (const page of [teacher, other]) await page.locator('p.leaving[data-heard]').waitFor({ state: 'attached' })
    const ended = server.end()
    for (const page of [teacher, other]) await page.getByText('The server is restarting. Your work is kept').waitFor()
    await ended
  })
})
