/** Fifty reloads, and a sidecar that dies between two of them: not one keystroke is lost. */
import { expect, it } from 'vitest'
import { type BenchPage, PATIENCE_MS } from './support/bench.ts'
import { world } from './support/browser.ts'
import { startWirebook } from './support/server.ts'

const LESSON = 'en/boundaries/stream/'
const LAB = 'boundaries/stream-1'
const FILE = 'server.ts'
const RELOADS = 50
/** Before this reload the sidecar is killed, amid a run and between two keys. */
const DIES_AT = 20
const course = world()

it(`keeps every key through ${RELOADS} reloads, and through the death of the sidecar amid a run and a word`, async () => {
  const bench = await course.bench(LESSON, LAB)
  const { page } = bench
  let written = '// '
  await toEnd(bench)
  await page.keyboard.type(written)
  for (let reload = 1; reload <= RELOADS; reload++) {
    const word = `w${reload}`
    if (reload === DIES_AT) await typeThroughDeath(bench, word)
    else await page.keyboard.type(word)
    written += word
    await page.reload({ waitUntil: 'commit' })
    await bench.ready()
    await expect.poll(() => lastLine(bench), { message: `after reload ${reload}`, timeout: PATIENCE_MS }).toBe(written)
    await toEnd(bench)
  }
  await page.context().close()

  // Nor is it kept by that browser alone.
  const other = await course.bench(LESSON, LAB)
  await expect.poll(() => lastLine(other), { timeout: PATIENCE_MS }).toBe(written)
  await other.page.context().close()
}, 900_000)

/** The sidecar goes with SIGKILL while the lab runs, some letters before the end of the word, and comes back. */
async function typeThroughDeath(bench: BenchPage, word: string): Promise<void> {
  const { page } = bench
  const { port, data } = course.server
  await bench.press()
  await toEnd(bench)
  const death = course.server.kill()
  await page.keyboard.type(word, { delay: 20 })
  await death
  course.server = await startWirebook({ port, data })
  await bench.section.getByText('Reconnecting.').waitFor({ state: 'hidden' })
}

async function toEnd(bench: BenchPage): Promise<void> {
  const editor = bench.code(FILE)
  await editor.click()
  await editor.press('ControlOrMeta+End')
}

/** What stands at the end, where it was typed. Lines far from the view are not in the page, so it is gone to first. */
async function lastLine(bench: BenchPage): Promise<string> {
  await toEnd(bench)
  return (await bench.text(FILE)).split('\n').at(-1) ?? ''
}
