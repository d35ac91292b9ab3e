/** First-load JavaScript of a lesson: everything its page and its islands import before anything is asked for. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compressedBytes, firstLoad } from '../support/first-load.ts'
import { builtSite } from '../support/site.ts'

const BUDGET = 40 * 1024
/** A phrase of the catalogue that every bench loads, in each language. */
const PHRASES = { en: 'Not run yet', 'zh-cn': '尚未运行' }

it('loads at most 40 kB of compressed JavaScript for any lesson, editor and instruments apart', async () => {
  const dist = await builtSite()
  const lessons = lessonsOf(dist)
  expect(lessons.length).toBeGreaterThan(0)
  const sizes = lessons.map((page) => {
    const files = firstLoad(dist, page)
    return { page, bytes: compressedBytes(dist, files), files: files.size }
  })
  for (const { page, bytes } of sizes) expect(bytes, `${page}: ${bytes} bytes`).toBeLessThanOrEqual(BUDGET)
  expect(sizes.every(({ bytes }) => bytes > 2_000)).toBe(true) // the islands were found at all
  console.log(sizes.map(({ page, bytes, files }) => `${page}: ${(bytes / 1024).toFixed(1)} kB in ${files}`).join('\n'))
}, 120_000)

it('brings the words of one language alone', async () => {
  const dist = await builtSite()
  const own = (page: string) => (page.startsWith('en/') ? (['en', 'zh-cn'] as const) : (['zh-cn', 'en'] as const))
  let benches = 0
  for (const page of lessonsOf(dist)) {
    if (!readFileSync(join(dist, page), 'utf8').includes('data-lab=')) continue
    benches += 1
    const code = [...firstLoad(dist, page)].map((file) => readFileSync(join(dist, file), 'utf8')).join('\n')
    const [here, there] = own(page)
    expect(code.includes(PHRASES[here]), page).toBe(true)
    expect(code.includes(PHRASES[there]), page).toBe(false)
  }
  expect(benches).toBeGreaterThan(10)
}, 120_000)

/** Pages of a class lie as deep and are none. */
function lessonsOf(dist: string): string[] {
  return globSync('{en,zh-cn}/*/*/index.html', { cwd: dist }).filter((page) => !page.includes('/class/'))
}
