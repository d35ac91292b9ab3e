/** How long a bench takes to be of use from the moment it is scrolled to, in a page that nobody has touched. */
import type { Page } from 'playwright-core'
import type { Claim, Result } from './support/claim.ts'
import { type Reader, reading } from './support/lesson.ts'
import { rounds } from './support/rounds.ts'

const ROUNDS = { atMost: 4, withinMs: 30_000, warmUp: true }
const LESSON = 'en/boundaries/stream/'

export const claim: Claim = {
  title: 'a bench scrolled to, until it can be used',
  target: 'at most 200 ms',
  measure: () => reading(measure),
}

async function measure(site: Reader): Promise<Result> {
  const first: number[] = []
  const further: number[] = []
  for (const round of rounds(ROUNDS)) {
    const page = await site.open(LESSON)
    const times = await wakes(page)
    await page.context().close()
    if (round < 0) continue
    first.push(times[0]!)
    further.push(...times.slice(1))
  }
  return {
    measured: [
      {
        what: 'the first of a page, its script on the way',
        unit: 'ms',
        values: first,
        goal: { of: 'median', limit: 200 },
      },
      { what: 'the others', unit: 'ms', values: further },
    ],
    notes: ['each jumped to, in a page whose files were not cached; Chromium without a GPU at 1440 px'],
  }
}

/** ms for each bench of the page that was asleep, in their order. */
async function wakes(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const times: number[] = []
    for (const bench of document.querySelectorAll('section.bench')) {
      if (bench.matches('[data-ready]')) continue
      const began = performance.now()
      bench.scrollIntoView()
      while (!bench.matches('[data-ready]')) await new Promise((done) => requestAnimationFrame(done))
      times.push(performance.now() - began)
    }
    return times
  })
}
