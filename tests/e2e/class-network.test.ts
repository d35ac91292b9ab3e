/**
 * The class network in real browsers: an instructor opens it on the live page, three learners opt in from their lessons,
 * one's chat is reached by another under its name, and each page shows the packets of that run that are for it.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Member, member } from '../classroom/beside/serving.ts'
import { launchChromium } from '../support/chromium.ts'
import { FULL, fullTier } from '../support/tier.ts'
import { PATIENCE_MS } from './support/bench.ts'
import { openFirstClass, signInByLinks } from './support/class.ts'
import { CHAT, ChatPage, ClassPackets } from './support/class-network.ts'
import { dataFolder, startWirebook, type Wirebook } from './support/server.ts'

const SAID = 'the harbour is 静か tonight'
/** What a program sees of its lab, without counters. */
const LOOK = `import { readFileSync } from 'node:fs'
const devices = readFileSync('/proc/net/dev', 'utf8').split('\\n').slice(2).map((line) => line.split(':')[0].trim())
console.log('LOOK', JSON.stringify([devices, ...['/proc/net/route', '/proc/net/arp', '/etc/hosts'].map((path) => readFileSync(path, 'utf8'))]), 'END')
`

describe('the class network in browsers', { timeout: 6 * PATIENCE_MS }, () => {
  let server: Wirebook
  let browser: Awaited<ReturnType<typeof launchChromium>>
  let teacher: Page
  let grace: Member
  let [ada, bob, cyd] = [] as unknown as ChatPage[]
  let cohort = ''
  let before = ''

  beforeAll(async () => {
    if (!FULL) return
    ;[server, browser] = await Promise.all([startWirebook({ classroom: dataFolder() }), launchChromium()])
    teacher = await visitor()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await server?.end()
  })

  const visitor = async (): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, reducedMotion: 'reduce' })
    context.setDefaultTimeout(2 * PATIENCE_MS)
    return context.newPage()
  }
  /** What a program of this learner's lab sees; run in the place of the chat's client. */
  const look = async ({ bench }: ChatPage): Promise<string> => {
    await bench.write('client.ts', LOOK)
    await bench.press()
    const log = bench.console('client.ts')
    await log.getByText(/LOOK .* END/).waitFor()
    return /LOOK (.*) END/.exec((await log.textContent())!)![1]!
  }
  const memberRow = (host: string) => teacher.locator(`tr[data-host="${host}"]`)

  it('is opened by the instructor, and seen as open by learners who had their lesson open', async (context) => {
    fullTier(context)
    await openFirstClass(teacher, { printed: server.printed(), passphrase: 'blue horses over Weimar', title: '7b' })
    cohort = new URL(teacher.url()).searchParams.get('cohort')!
    const [cookie] = await teacher.context().cookies()
    grace = member(server.url, `${cookie!.name}=${cookie!.value}`)
    const pages = await Promise.all([visitor(), visitor(), visitor()])
    await signInByLinks(
      grace,
      cohort,
      ['Ada', 'Bob', 'Cyd'].map((name, n) => ({ name, page: pages[n]! })),
    )
    ;[ada, bob, cyd] = pages.map((page) => new ChatPage(page))
    await cyd!.page.goto(`${server.url}en/${CHAT.lesson}/`)
    await cyd!.bench.ready()
    before = await look(cyd!)
    await ada!.run(server.url, 'ada')
    await bob!.run(server.url, 'bob')
    for (const { page } of [ada!, bob!, cyd!])
      expect(await page.getByRole('button', { name: /^Class network/ }).count()).toBe(0)

    await teacher.goto(`${server.url}en/teach/?cohort=${cohort}`)
    await teacher.getByRole('button', { name: 'Open the class network' }).click()
    await teacher.getByText('Nobody has joined yet.').waitFor()
    for (const { page } of [ada!, bob!, cyd!]) await page.getByRole('button', { name: 'Class network (0)' }).waitFor()
  })

  it('is joined from a lesson with the lab that runs there, and tells who is in it', async (context) => {
    fullTier(context)
    expect(await ada!.join()).toBe('ada-x.class')
    expect(await bob!.join()).toBe('bob-x.class')
    expect(await cyd!.join()).toBe('cyd-x.class')
    for (const { page } of [ada!, bob!, cyd!]) {
      await page.getByRole('button', { name: /^In the class network as .* \(3\)$/ }).waitFor()
      expect(await page.locator('.netmembers b').allTextContents()).toEqual([
        'ada-x.class',
        'bob-x.class',
        'cyd-x.class',
      ])
      await page.locator('.classpackets').getByText('No packet yet.').waitFor()
    }
    await memberRow('cyd-x.class').waitFor()
    expect(await memberRow('ada-x.class').textContent()).toContain(CHAT.lab)
  })

  it('carries what one types to the chat of another, and shows these very bytes to both and to the instructor', async (context) => {
    fullTier(context)
    await bob!.type('/to ada-x.class')
    await bob!.hears('in the chat of ada-x.class, as bob')
    await bob!.hears('* welcome bob, 1 others are here')
    await ada!.hears('* bob joined')
    await bob!.type(SAID)
    await ada!.hears(`<bob> ${SAID}`)

    const lines = ['bob\n', '* welcome bob, 1 others are here\n', '* bob joined\n', `${SAID}\n`, `<bob> ${SAID}\n`]
    for (const packets of [ada!.packets, bob!.packets, new ClassPackets(teacher)]) {
      const between = () => packets.carried().then((texts) => texts.filter((text) => lines.includes(text)))
      // Ada's own client speaks on her lab's loopback: what crossed the class is Bob's conversation alone.
      await expect.poll(between, { timeout: PATIENCE_MS }).toEqual([lines[0], lines[1], lines[3]])
      expect(await packets.carried()).toEqual(await between())
      expect((await packets.ends()).toSorted()).toEqual(['ada-x', 'bob-x', 'class'])
    }
    const headlines = await bob!.packets.rows.locator('b').allTextContents()
    expect(headlines.filter((one) => one.startsWith('SYN'))).toEqual(['SYN', 'SYN ACK'])
  })

  it('shows nothing of it to a third, and nothing in the capture of one’s own lab', async (context) => {
    fullTier(context)
    await cyd!.packets.section.getByText('No packet yet.').waitFor()
    expect(await cyd!.packets.rows.count()).toBe(0)
    const spoken = (await ada!.bench.spoken()).join('\n')
    expect(spoken).not.toContain('10.200.')
    expect(await memberRow('cyd-x.class').textContent()).toContain('0 frames')
    expect(await memberRow('bob-x.class').textContent()).toMatch(/[1-9]\d* frames.*none/)
    // What the server answers the third is as empty as the page.
    const socketPackets = await cyd!.page.evaluate(async (path) => {
      const { own } = (await (await fetch(path)).json()) as { own: { traffic: { frames: number } } }
      return own.traffic.frames
    }, `/api/class/cohorts/${cohort}/network`)
    expect(socketPackets).toBe(0)
  })

  it('is closed by the instructor, and leaves every lab as it was', async (context) => {
    fullTier(context)
    await teacher.getByRole('button', { name: 'Close it' }).click()
    await teacher.getByRole('button', { name: 'Open the class network' }).waitFor()
    for (const { page } of [ada!, bob!, cyd!])
      await page.getByRole('button', { name: /lass network/ }).waitFor({ state: 'detached' })
    // Servers and clients ran all the while, and one's own chat answers.
    await ada!.type('still here')
    await bob!.type('/to ada-x.class')
    await bob!.hears('ada-x.class: getaddrinfo ENOTFOUND ada-x.class')
    await bob!.type('/to 127.0.0.1')
    await bob!.hears('in the chat of 127.0.0.1, as bob')
    expect(await ada!.bench.console('server.ts').textContent()).toContain('bob joined from 10.200.0.2')
    expect(await look(cyd!)).toBe(before)
  })
})
