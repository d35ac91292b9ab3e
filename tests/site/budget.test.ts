/** First-load JavaScript of a lesson: everything its page and its islands import before anything is asked for. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
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
    const bytes = [...files].reduce(
      (sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length,
      0,
    )
    return { page, bytes, files: files.size }
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

function lessonsOf(dist: string): string[] {
  return globSync('{en,zh-cn}/*/*/index.html', { cwd: dist })
}

function firstLoad(dist: string, page: string): Set<string> {
  const html = readFileSync(join(dist, page), 'utf8')
  const entries = [
    ...html.matchAll(/<script\b[^>]*\ssrc="([^"]+)"/g),
    ...html.matchAll(/\b(?:component|renderer)-url="([^"]+)"/g),
    ...html.matchAll(/<link rel="modulepreload" href="([^"]+)"/g),
  ].map(([, address = '']) => address.replace(/^\//, ''))
  return closure(dist, entries)
}

/** The files and everything they import statically; `import()` is what loads later. */
function closure(dist: string, entries: string[]): Set<string> {
  const seen = new Set<string>()
  const visit = (file: string) => {
    if (seen.has(file) || !existsSync(join(dist, file))) return
    seen.add(file)
    const code = readFileSync(join(dist, file), 'utf8')
    for (const [, from = ''] of code.matchAll(
      /(?:^|[;}\s])(?:import|export)(?:[\w*{}$,\s]*?from)?\s*["']([^"']+\.js)["']/g,
    ))
      visit(join(dirname(file), from))
  }
  for (const entry of entries) visit(entry)
  return seen
}
