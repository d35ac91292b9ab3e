/** What must hold for every page of the built site, whatever lessons there are. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { UNITS } from '../../src/course/units.ts'
import { builtSite } from '../support/site.ts'

let dist = ''
let pages: { path: string; html: string }[] = []

beforeAll(async () => {
  dist = await builtSite()
  pages = globSync('**/*.html', { cwd: dist }).map((path) => ({ path, html: readFileSync(join(dist, path), 'utf8') }))
}, 120_000)

describe('the built site', () => {
  it('has a home page in each language, a not-found page and a lesson', () => {
    const paths = pages.map(({ path }) => path)
    expect(paths).toEqual(expect.arrayContaining(['index.html', '404.html', 'en/index.html', 'zh-cn/index.html']))
    expect(paths.filter((path) => /^en\/[^/]+\/[^/]+\/index\.html$/.test(path)).length).toBeGreaterThan(0)
  })

  it('shows all ten units on both home pages', () => {
    for (const locale of ['en', 'zh-cn'] as const) {
      const html = readFileSync(join(dist, locale, 'index.html'), 'utf8')
      for (const unit of UNITS) expect(text(html)).toContain(unit.title[locale])
    }
  })

  it('leaves no Markdown marks in the text', () => {
    for (const { path, html } of pages) expect(text(html), path).not.toMatch(/\*\*/)
  })

  it('names no lab, exercise, figure, panel or term that the course does not have', () => {
    const missing = pages.flatMap(({ path, html }) =>
      [...html.matchAll(/data-missing="([^"]*)"/g)].map(([, what]) => `${path}: ${what}`),
    )
    expect(missing).toEqual([])
  })

  it('links only to pages and places that exist', () => {
    const ids = new Map(
      pages.map(({ path, html }) => [path, new Set([...html.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id))]),
    )
    const broken: string[] = []
    for (const { path, html } of pages) {
      for (const [, address = ''] of html.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)) {
        const { origin, pathname, hash } = new URL(address, `http://site/${path.replace(/index\.html$/, '')}`)
        if (origin !== 'http://site') continue
        const file = pathname.endsWith('/') ? `${pathname.slice(1)}index.html` : pathname.slice(1)
        if (!existsSync(join(dist, file))) broken.push(`${path} → ${address}`)
        else if (hash !== '' && !ids.get(file)?.has(decodeURIComponent(hash.slice(1))))
          broken.push(`${path} → ${address}`)
      }
    }
    expect(broken).toEqual([])
  })

  it('uses every id once a page', () => {
    for (const { path, html } of pages) {
      const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
      expect(
        ids.filter((id, at) => ids.indexOf(id) !== at),
        path,
      ).toEqual([])
    }
  })

  it('asks no other host for anything', () => {
    for (const { path, html } of pages) {
      const loads = [...html.matchAll(/<(?:script|link|img|iframe|source)\b[^>]*\s(?:src|href)="([^"]*)"/g)]
      expect(
        loads.map(([, address = '']) => address).filter((address) => /^(https?:)?\/\//.test(address)),
        path,
      ).toEqual([])
    }
    for (const css of globSync('**/*.css', { cwd: dist }))
      expect(readFileSync(join(dist, css), 'utf8')).not.toMatch(/url\(["']?(https?:)?\/\/|@font-face/)
  })

  it('says the hash of every inline script in csp.json, and of no other', () => {
    const { scriptHashes } = JSON.parse(readFileSync(join(dist, 'csp.json'), 'utf8')) as { scriptHashes: string[] }
    const found = new Set<string>()
    for (const { html } of pages) {
      const document = html.replace(/<!--[\s\S]*?-->/g, '')
      for (const [, attributes = '', code = ''] of document.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)) {
        if (/\ssrc=/.test(attributes) || /type="application\/json"/.test(attributes)) continue
        found.add(`sha256-${createHash('sha256').update(code).digest('base64')}`)
      }
      expect(document).not.toMatch(/\son(click|load|error|input|change)=/i)
    }
    expect([...found].sort()).toEqual([...scriptHashes].sort())
  })

  it('holds no solution in a lesson page', () => {
    /** Long enough to be told apart, and without what HTML or JSON would write otherwise. */
    const lines = (text: string) =>
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.length >= 24 && !/["'`&<>\\]/.test(line))
    const course = join(dist, '../labs')
    const given = [...globSync('*/*/!(*.spec).ts', { cwd: course }), ...globSync('*/*/starter/*.ts', { cwd: course })]
    const shown = new Set(given.flatMap((file) => lines(readFileSync(join(course, file), 'utf8'))))
    for (const file of globSync('labs/*/*/solution.json', { cwd: dist })) {
      const files = JSON.parse(readFileSync(join(dist, file), 'utf8')) as Record<string, string>
      const [, unit, slug] = file.split('/')
      const page = pages.find(({ html }) => html.includes(`data-exercise="${unit}/${slug}"`))
      const solution = Object.values(files).join('\n')
      expect(solution.length).toBeGreaterThan(0)
      // Lines of its own: a reader that the lessons' labs have, too, is no secret. The walk-through may quote some.
      const own = lines(solution).filter((line) => !shown.has(line))
      const there = own.filter((line) => page?.html.includes(line))
      expect(there.length, `${file}: ${there.slice(0, 5).join(' | ')}`).toBeLessThan(Math.max(3, own.length * 0.4))
    }
  })

  it('has a compressed twin of every large text file, with the same content', () => {
    const large = globSync('**/*.{html,js,css}', { cwd: dist }).filter(
      (file) => readFileSync(join(dist, file)).length >= 1024,
    )
    expect(large.length).toBeGreaterThan(0)
    for (const file of large) {
      expect(existsSync(join(dist, `${file}.br`)), file).toBe(true)
      expect(gunzipSync(readFileSync(join(dist, `${file}.gz`))).equals(readFileSync(join(dist, file))), file).toBe(true)
    }
  })
})

/** The words a reader sees: no scripts, styles, code or tags. */
function text(html: string): string {
  return html
    .replace(/<(script|style|pre|code)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
