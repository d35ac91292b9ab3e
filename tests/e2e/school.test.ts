/**
 * A class of thirty as it is held: an instructor and six learners in real browsers, twenty-four over the protocol, on one
 * `serve --classroom`. The class view is looked at after each step, and the grades it exports are worked out by hand here.
 *
 * What the class network shows to whom, packet by packet, is in `class-network.test.ts`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Page as BrowserPage, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadExercise } from '../../src/course/load.ts'
import type { ClassView } from '../../src/protocol/classroom/view.ts'
import { enter, type Member, member, Page } from '../classroom/beside/serving.ts'
import { launchChromium } from '../support/chromium.ts'
import { FULL, fullTier } from '../support/tier.ts'
import { BenchPage, PATIENCE_MS, paste } from './support/bench.ts'
import { openFirstClass } from './support/class.ts'
import { ChatPage, ClassPackets } from './support/class-network.ts'
import { dataFolder, startWirebook, type Wirebook } from './support/server.ts'

const LESSON = 'tcp/handshake'
const LAB = 'tcp/handshake-1'
const EXERCISE = 'tcp/seq-ack'
const FILE = 'number.ts'
const HERE = join(import.meta.dirname, '../../labs', EXERCISE)
const SOLUTION = readFileSync(join(HERE, 'solution', FILE), 'utf8')
/** Right in nine points of ten: sequence numbers do not wrap. */
const NEARLY = readFileSync(join(HERE, 'mutants/no-wrap', FILE), 'utf8')
const POINTS = 7
/** Due so long ago that two days have begun; each costs a tenth. Whoever has an extension is in time. */
const LATE_HOURS = 30
const LATE = 0.8
const PASSPHRASE = 'blue horses over Weimar'
const LEARNERS = 30
const IN_BROWSERS = 6
/** Six pages share two cores with what they start. */
const LONG_MS = 4 * PATIENCE_MS

const NAMES = Array.from({ length: LEARNERS }, (_, n) =>
  n === 7 ? ['小明', '林'] : [`L${String(n).padStart(2, '0')}`, 'Lee'],
)
const ROSTER = [
  'sourcedId,role,givenName,familyName,email',
  ...NAMES.map(([given, family], n) => `s-${n},student,${given},${family},l${n}@school.example`),
].join('\n')

type Pupil = { name: string; id: string; link: string }

describe('a class of thirty', { timeout: 2 * LONG_MS }, () => {
  let server: Wirebook
  let browser: Awaited<ReturnType<typeof launchChromium>>
  let teacher: BrowserPage
  let grace: Member
  let cohort = ''
  let assignment = ''
  let pupils: Pupil[] = []
  let inBrowsers: BrowserPage[] = []
  let telling: NodeJS.Timeout | undefined
  const overProtocol: { pupil: Pupil; who: Member; page: Page }[] = []
  /** Name -> share of the exercise's points, as told to whoever handed in. */
  const shares = new Map<string, number>()

  beforeAll(async () => {
    if (!FULL) return
    ;[server, browser] = await Promise.all([startWirebook({ classroom: dataFolder() }), launchChromium()])
    teacher = await visitor()
  }, 240_000)
  afterAll(async () => {
    clearInterval(telling)
    for (const { page } of overProtocol) await page.close()
    await browser?.close()
    await server?.end()
  })

  const visitor = async (): Promise<BrowserPage> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    context.setDefaultTimeout(LONG_MS)
    return context.newPage()
  }
  const path = (rest = '') => `cohorts/${cohort}${rest}`
  const row = (name: string): Locator => teacher.locator('table.mx tbody tr').filter({ hasText: name })
  const pips = (state: string) => teacher.locator(`table.mx td.exercise .pip.${state}`)
  const pupilsIn = (from: number, to: number) => pupils.slice(from, to)

  it('is set up by its instructor, and filled from a roster', async (context) => {
    fullTier(context)
    await openFirstClass(teacher, { printed: server.printed(), passphrase: PASSPHRASE, title: 'Networks' })
    cohort = new URL(teacher.url()).searchParams.get('cohort')!
    const [cookie] = await teacher.context().cookies()
    grace = member(server.url, `${cookie!.name}=${cookie!.value}`)

    const content = Buffer.from(ROSTER).toString('base64')
    const preview = await grace.ask<{ hash: string; counts: { new: number }; errorCount: number }>(
      'POST',
      path('/roster/preview'),
      { content },
    )
    expect(preview.json).toMatchObject({ counts: { new: LEARNERS }, errorCount: 0 })
    const applied = await grace.ask<{ links: { csv: string } }>('POST', path('/roster/apply'), {
      content,
      hash: preview.json.hash,
    })
    const links = parse(applied.json.links.csv, { bom: true, from_line: 2 })
    const members = (await grace.ask<{ members: { id: string; name: string }[] }>('GET', path('/members'))).json.members
    pupils = links.map(([name = '', , , url = '']) => {
      return { name, link: url, id: members.find((one) => one.name === name)!.id }
    })
    expect(pupils.length).toBe(LEARNERS)

    const made = await grace.ask<{ id: string }>('POST', path('/assignments'), {
      title: 'Sequence numbers',
      items: [{ kind: 'exercise', ref: EXERCISE, points: POINTS }],
      opensAt: null,
      dueAt: Date.now() - LATE_HOURS * 3_600_000,
      closesAt: null,
      late: { percentPerDay: 10, floorPercent: 0, graceMinutes: 0 },
      attemptLimit: null,
      cooldownMs: 0,
      hiddenTests: 'after-release',
      keep: 'best',
    })
    assignment = made.json.id
    await teacher.goto(`${server.url}en/teach/?cohort=${cohort}`)
    await expect.poll(() => teacher.locator('table.mx tbody tr').count(), { timeout: LONG_MS }).toBe(LEARNERS)
    expect(await teacher.locator('dl.kv').textContent()).toContain(`0 / ${LEARNERS}`)
  })

  it('shows who is there: twenty-four over the protocol, six in browsers at once', async (context) => {
    fullTier(context)
    const come = pupilsIn(IN_BROWSERS, LEARNERS).map(async (pupil) => {
      const who = await enter(server.url, 'link', { token: new URL(pupil.link).hash.slice(1) })
      const page = (await Page.open(server, who, LESSON)) as Page
      await page.until((message) => message.type === 'opened')
      return { pupil, who, page }
    })
    overProtocol.push(...(await Promise.all(come)))
    const here = () =>
      Promise.all(
        overProtocol.map(({ who }) =>
          who.ask('PUT', path('/presence'), { lesson: LESSON, cell: `exercise:${EXERCISE}` }),
        ),
      )
    await here()
    // As their pages would.
    telling = setInterval(() => void here().catch(() => {}), 25_000)
    await teacher.getByText(`${LEARNERS - IN_BROWSERS} / ${LEARNERS}`).waitFor()
    inBrowsers = await Promise.all(
      pupilsIn(0, IN_BROWSERS).map(async ({ link }) => {
        const page = await visitor()
        await page.goto(link)
        await page.getByRole('button', { name: 'Sign me in' }).click()
        await page.getByRole('heading', { name: 'Choose a passphrase' }).waitFor()
        await page.goto(`${server.url}en/${LESSON}/`)
        await page.getByRole('button', { name: 'Raise hand' }).waitFor()
        return page
      }),
    )
    const away = async () => {
      const { json } = await grace.ask<ClassView>('GET', path('/view'))
      return json.learners.filter(({ presence }) => !presence?.here).map(({ name }) => name)
    }
    await expect.poll(away, { timeout: LONG_MS }).toEqual([])
    await teacher.getByText(`${LEARNERS} / ${LEARNERS}`).waitFor()
    expect(await pips('working').count()).toBe(LEARNERS - IN_BROWSERS)
  })

  it('runs the same lab on all six pages at once, each its own', async (context) => {
    fullTier(context)
    await grace.ask('POST', path('/warm'), { lab: LAB })
    await Promise.all(
      inBrowsers.map(async (page) => {
        const bench = await new BenchPage(page, LAB).ready()
        await bench.press()
        await bench.packets.first().waitFor()
      }),
    )
    for (const { name } of pupilsIn(0, IN_BROWSERS))
      await row(name)
        .getByText(/^at .+: .+/)
        .waitFor()
  })

  it('takes what thirty hand in, and shows each as it stands', async (context) => {
    fullTier(context)
    const total = Object.values(loadExercise(EXERCISE).exercise.tests).reduce((sum, { points }) => sum + points, 0)
    const protocol = overProtocol.map(async ({ pupil, page }, n) => {
      const target = { kind: 'exercise', id: EXERCISE, file: FILE } as const
      const text = n % 3 === 0 ? SOLUTION : n % 3 === 1 ? NEARLY : null
      if (text !== null) page.send({ type: 'edit', target, text, base: 0 })
      page.send({ type: 'grade', exercise: EXERCISE })
      const { attempt } = await page.graded()
      shares.set(pupil.name, attempt.points / attempt.maxPoints)
    })
    const pages = inBrowsers.map(async (page, n) => {
      const panel = page.locator(`[data-exercise-panel="${EXERCISE}"]`)
      await page.locator(`[data-exercise="${EXERCISE}"]`).scrollIntoViewIfNeeded()
      await panel.and(page.locator('[data-ready]')).waitFor()
      await panel.locator('[data-editor="open"]').waitFor({ state: 'attached' })
      if (n % 2 === 0) await paste(panel.locator('.cm-content'), SOLUTION)
      await panel.locator('[data-check]').click()
    })
    await Promise.all([...protocol, ...pages])
    expect(new Set(overProtocol.map(({ pupil }) => shares.get(pupil.name))).size).toBe(3)
    const passed = IN_BROWSERS / 2 + overProtocol.length / 3
    await expect.poll(() => pips('passed').count(), { timeout: LONG_MS }).toBe(passed)
    await expect.poll(() => pips('failing').count(), { timeout: LONG_MS }).toBe(LEARNERS - passed)
    // What fails for most is told, and what it gave.
    await teacher.getByText(`${LEARNERS} tried, ${passed} passed`).waitFor()
    const { json } = await grace.ask<{ tests: { learners: number; answers: unknown[] }[] }>(
      'GET',
      path(`/insight/${EXERCISE}`),
    )
    expect(json.tests[0]!.learners).toBeGreaterThanOrEqual(overProtocol.length / 3)
    expect(json.tests[0]!.answers.length).toBeGreaterThan(0)
    for (const [n, { id, name }] of pupilsIn(0, IN_BROWSERS).entries()) {
      const { attempts } = (
        await grace.ask<{ attempts: { points: number; maxPoints: number }[] }>('GET', path(`/people/${id}/attempts`))
      ).json
      expect(attempts.length).toBe(1)
      if (n % 2 === 0) expect(attempts[0]).toMatchObject({ points: total, maxPoints: total })
      shares.set(name, attempts[0]!.points / attempts[0]!.maxPoints)
    }
  })

  it('has its instructor watch a page, and work beside whoever asks, until they end it', async (context) => {
    fullTier(context)
    const [first] = inBrowsers as [BrowserPage]
    const { name, id } = pupils[0]!
    await row(name).getByRole('link', { name }).click()
    await teacher.getByRole('link', { name: 'Watch their page' }).click()
    await teacher.getByText(`You are watching ${name}`).waitFor()
    await first.getByText('Grace is watching').waitFor()
    const watched = new BenchPage(teacher, LAB)
    await watched.ready()
    // The run of the learner's page, told from its beginning; its code is read only, and nothing can be pressed.
    await watched.packets.first().waitFor()
    expect(await teacher.locator('[data-run]:visible').count()).toBe(0)
    expect(await watched.section.getByRole('button', { name: /^Run/ }).count()).toBe(0)
    const file = await watched.section.locator('[data-file]').first().getAttribute('data-file')
    await watched.code(file!).pressSequentially('xx')
    expect(await watched.text(file!)).not.toContain('xx')

    await first.getByRole('button', { name: 'Raise hand' }).click()
    await first.getByRole('button', { name: 'Let them join' }).click()
    await first.locator('[aria-pressed="true"]', { hasText: 'Let them join' }).waitFor()
    await teacher.getByRole('link', { name: 'Back to the class' }).click()
    await teacher.getByRole('button', { name: /^I am going, and join in/ }).click()
    await teacher.getByText(`You are working with ${name}`).waitFor()
    await first.getByText('Grace is working with you').waitFor()
    await watched.ready()
    const own = new BenchPage(first, LAB)
    const before = await own.text(file!)
    await paste(watched.code(file!), `// both see this\n${before}\n`)
    await expect.poll(() => own.text(file!), { timeout: LONG_MS }).toContain('// both see this')
    await own.button('Versions').click()
    await own.section.getByText('by Grace').first().waitFor()

    await first.getByRole('button', { name: 'End it' }).click()
    await teacher.getByText(`You are watching ${name}`).waitFor()
    const { entries } = (await grace.ask<{ entries: { action: string; subject: string }[] }>('GET', path('/audit')))
      .json
    const told = entries.filter(({ subject }) => subject === id).map(({ action }) => action)
    expect(new Set(told)).toEqual(new Set(['lab.watch', 'lab.join', 'lab.part']))
  })

  it('joins six labs in the class network, where five reach the chat of the sixth', async (context) => {
    fullTier(context)
    const chats = await Promise.all(inBrowsers.map((page, n) => new ChatPage(page).run(server.url, `guest${n}`)))
    await teacher.goto(`${server.url}en/teach/?cohort=${cohort}`)
    await teacher.getByRole('button', { name: 'Open the class network' }).click()
    const hosts = await Promise.all(chats.map((chat) => chat.join()))
    expect(new Set(hosts).size).toBe(IN_BROWSERS)
    const [first, ...others] = chats as [ChatPage, ...ChatPage[]]
    await Promise.all(
      others.map(async (chat, n) => {
        await chat.type(`/to ${hosts[0]}`)
        await chat.hears(`in the chat of ${hosts[0]}, as guest${n + 1}`)
        await chat.type(`${hosts[n + 1]} was here`)
      }),
    )
    for (const [n, host] of hosts.slice(1).entries()) await first.hears(`<guest${n + 1}> ${host} was here`)

    const lifelines = [...hosts.map((host) => host.replace(/\.class$/, '')), 'class'].toSorted()
    await expect
      .poll(async () => (await new ClassPackets(teacher).ends()).toSorted(), { timeout: LONG_MS })
      .toEqual(lifelines)
    await teacher.getByRole('button', { name: 'Close it' }).click()
    await teacher.getByRole('button', { name: 'Open the class network' }).waitFor()
  })

  it('exports the grades that one works out by hand', async (context) => {
    fullTier(context)
    const excused = pupilsIn(IN_BROWSERS, IN_BROWSERS + 3)
    for (const { id } of excused) {
      const body = { dueAt: Date.now() + 3_600_000, closesAt: null, moreAttempts: 0, reason: 'was ill' }
      expect((await grace.ask('PUT', path(`/assignments/${assignment}/extensions/${id}`), body)).status).toBe(200)
    }
    await teacher.goto(`${server.url}en/teach/?cohort=${cohort}&view=gradebook`)
    const download = teacher.waitForEvent('download')
    await teacher.getByRole('link', { name: 'Grades as CSV' }).click()
    const csv = parse(readFileSync(await (await download).path(), 'utf8'), { bom: true, from_line: 2 })
    const exported = Object.fromEntries(csv.map(([name = '', , , , points]) => [name, Number(points)]))
    const byHand = pupils.map(({ name, id }) => {
      const inTime = excused.some((one) => one.id === id)
      return [name, Math.round(POINTS * shares.get(name)! * (inTime ? 1 : LATE) * 100) / 100] as const
    })
    expect(exported).toEqual(Object.fromEntries(byHand))
    // Of a right answer: late all of 7 · 0.8, in time all of it.
    expect([exported[pupils[0]!.name], exported[excused[0]!.name]]).toEqual([5.6, POINTS])
  })
})
