/** What a learner types is never lost: not by a reload, a dead sidecar, a second tab, or two versions of one text. */
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { NAMESPACES, ownNetwork } from '../support/tier.ts'
import { type BenchPage, PATIENCE_MS } from './support/bench.ts'
import { world } from './support/browser.ts'
import { startWirebook } from './support/server.ts'

const LESSON = 'en/boundaries/stream/'
const LAB = 'boundaries/stream-1'
const course = world()

describe('what was typed', () => {
  it('is there after a reload in the same breath', async () => {
    const bench = await course.bench(LESSON, LAB)
    const word = token()
    await typeAtEnd(bench, `// ${word}`)
    await bench.page.reload()
    await bench.ready()
    await contains(bench, word)
    await bench.page.context().close()
  })

  it('survives the death of the sidecar amid typing, goes on without it, is saved when it is back, and can be run', async () => {
    const bench = await course.bench(LESSON, LAB)
    const { port, data } = course.server
    const [before, during] = [token(), token()]
    await typeAtEnd(bench, `// ${before}`)
    const death = course.server.kill()
    await bench.page.keyboard.type(` ${during}`, { delay: 20 })
    await death
    await bench.section.getByText('Reconnecting.').waitFor()
    const whileDown = token()
    await bench.page.keyboard.type(` ${whileDown}`)
    await bench.section.locator('.keeping').filter({ hasText: 'kept in this browser' }).waitFor()

    course.server = await startWirebook({ port, data })
    await bench.section.getByText('Reconnecting.').waitFor({ state: 'hidden' })
    await bench.section
      .locator('.keeping')
      .filter({ hasText: /^saved$/ })
      .waitFor()
    const all = `${before} ${during} ${whileDown}`
    await contains(bench, all)
    await bench.page.context().close()

    // A browser that has nothing of its own gets it from the sidecar, and can run it.
    const other = await course.bench(LESSON, LAB)
    await contains(other, all)
    await other.run()
    expect(await other.console('client.ts').textContent()).toContain('3 writes, 11 bytes')
    if (NAMESPACES) expect(await other.packets.count()).toBeGreaterThan(6)
    await other.page.context().close()
  })
})

describe('a second tab on the same lesson', () => {
  it('shows the run and the edit of the first', async (test) => {
    ownNetwork(test)
    const context = await course.context()
    const first = await course.bench(LESSON, LAB, { context })
    const word = token()
    await typeAtEnd(first, `// ${word}`)
    await first.run()
    const second = await course.bench(LESSON, LAB, { context })
    await contains(second, word)
    await second.packets.first().waitFor()
    expect(await second.packets.count()).toBe(await first.packets.count())
    expect(await second.ends()).toEqual(await first.ends())

    const later = token()
    await typeAtEnd(second, ` // ${later}`)
    await contains(first, later)
    await second.run()
    await first.page.bringToFront() // a page that nobody sees draws nothing
    await expect.poll(() => first.ends(), { timeout: PATIENCE_MS }).toEqual(await second.ends())
    await context.close()
  })

  it('that typed something else meanwhile loses nothing, and neither does the first', async () => {
    const context = await course.context()
    const tabs = [await course.bench(LESSON, LAB, { context }), await course.bench(LESSON, LAB, { context })]
    const words = [token(), token()]
    const { port, data } = course.server
    await course.server.kill() // neither hears of the other's text
    for (const [at, tab] of tabs.entries()) {
      await tab.page.bringToFront()
      await typeAtEnd(tab, `// ${words[at]}`)
    }
    course.server = await startWirebook({ port, data })

    const asked = await Promise.any(tabs.map((tab) => twoVersions(tab)))
    const mine = words[tabs.indexOf(asked)]!
    const theirs = words.find((word) => word !== mine)!
    await contains(asked, mine)
    await asked.page.bringToFront()
    await asked.section.getByRole('button', { name: 'Take the other one' }).click()
    await contains(asked, theirs)
    await twoVersions(asked, 'hidden')

    await asked.button('Versions').click()
    const kept = asked.section.locator('.versions').getByRole('listitem').filter({ hasText: mine })
    await kept.first().getByRole('button', { name: 'Restore' }).click()
    await contains(asked, mine)
    await context.close()
  })
})

function token(): string {
  return `kept${randomBytes(5).toString('hex')}`
}

/** At the end of the file shown first. */
async function typeAtEnd(bench: BenchPage, text: string): Promise<void> {
  const editor = bench.code('server.ts')
  await editor.click()
  await editor.press('ControlOrMeta+End')
  await bench.page.keyboard.type(text)
}

async function contains(bench: BenchPage, word: string): Promise<void> {
  await expect.poll(() => bench.text('server.ts'), { timeout: PATIENCE_MS }).toContain(word)
}

async function twoVersions(bench: BenchPage, state: 'visible' | 'hidden' = 'visible'): Promise<BenchPage> {
  await bench.section.getByText('Two versions.').waitFor({ state })
  return bench
}
