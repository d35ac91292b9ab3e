/**
 * What search engines and slow connections see first, on every page: a title and description of its own, nothing but
 * styles that holds up the first drawing, pictures that keep their place, and files that come compressed and are kept.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtSite, servedSite } from '../support/site.ts'

/** Search engines show some 160 characters of a description; a few words say nothing. */
const DESCRIPTION = { least: 20, most: 320 }
/** Chinese says as much in a third of the characters. */
const LEAST_CHINESE = 8
/** Compressed, of all style sheets that a page waits for, bytes. */
const MOST_CSS = 40 * 1024

type PageFile = { path: string; html: string }
let pages: PageFile[]
let site: Awaited<ReturnType<typeof servedSite>>

beforeAll(async () => {
  const dist = await builtSite()
  pages = globSync('{en,zh-cn}/**/index.html', { cwd: dist }).map((path) => ({
    path,
    html: readFileSync(join(dist, path), 'utf8'),
  }))
  site = await servedSite()
}, 240_000)
afterAll(() => site?.close())

const head = ({ html }: PageFile) => html.slice(0, html.indexOf('</head>'))
const one = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? ''

describe('every page', () => {
  it('has a title, a description, a language and a width of its own', () => {
    expect(pages.length).toBeGreaterThan(60)
    const titles = new Map<string, string>()
    for (const page of pages) {
      const title = one(head(page), /<title>([^<]+)<\/title>/)
      expect(title, page.path).not.toBe('')
      const language = one(page.html, /<html[^>]*\slang="([^"]+)"/)
      expect(language, page.path).toMatch(/^(en|zh-CN)$/)
      expect(titles.get(`${language} ${title}`), `${page.path}: "${title}" is another's as well`).toBeUndefined()
      titles.set(`${language} ${title}`, page.path)
      const description = one(head(page), /<meta name="description" content="([^"]+)"/)
      const least = page.path.startsWith('zh-cn') ? LEAST_CHINESE : DESCRIPTION.least
      expect(description.length, `${page.path}: ${description}`).toBeGreaterThanOrEqual(least)
      expect(description.length, `${page.path}: ${description}`).toBeLessThanOrEqual(DESCRIPTION.most)
      expect(one(head(page), /<meta name="viewport" content="([^"]+)"/)).toContain('width=device-width')
      // What stands in a template is not in the page.
      const shown = page.html.replace(/<template[\s\S]*?<\/template>/g, '')
      expect(shown.match(/<h1[\s>]/g), page.path).toHaveLength(1)
      expect(head(page)).not.toContain('noindex')
    }
  })

  it('waits for no script before it is drawn, and only for small styles', async () => {
    const css = new Map<string, number>()
    for (const page of pages) {
      const waiting = [...head(page).matchAll(/<script\b([^>]*)\ssrc="/g)].filter(
        ([, attributes = '']) => !/\b(defer|async|type="module")/.test(attributes),
      )
      expect(waiting, page.path).toEqual([])
      const sheets = [...head(page).matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, href = '']) => href)
      let bytes = 0
      for (const href of sheets) {
        if (!css.has(href)) css.set(href, await transferred(href))
        bytes += css.get(href) ?? 0
      }
      expect(bytes, page.path).toBeLessThanOrEqual(MOST_CSS)
    }
  })

  it('gives pictures their measures, so that nothing moves when they come', () => {
    for (const page of pages) {
      const loose = (page.html.match(/<img\b[^>]*>/g) ?? []).filter(
        (img) => !/\bwidth=/.test(img) || !/\bheight=/.test(img),
      )
      expect(loose, page.path).toEqual([])
      const figures = page.html.match(/<figure class="fig"[^>]*>\s*<svg\b[^>]*>/g) ?? []
      expect(
        figures.filter((svg) => !/\bviewBox=/.test(svg)),
        page.path,
      ).toEqual([])
    }
  })
})

describe('the server', () => {
  it.each(['br', 'gzip'])('sends texts compressed: %s', async (encoding) => {
    const lesson = await fetch(`${site.url}en/tcp/handshake/`, { headers: { 'Accept-Encoding': encoding } })
    expect(lesson.headers.get('content-encoding')).toBe(encoding)
    expect(lesson.headers.get('vary')).toMatch(/accept-encoding/i)
    const html = await lesson.text()
    for (const href of [one(html, /<link rel="stylesheet" href="([^"]+)"/), one(html, /<script[^>]*\ssrc="([^"]+)"/)]) {
      const file = await fetch(new URL(href, site.url), { headers: { 'Accept-Encoding': encoding } })
      const bytes = (await file.arrayBuffer()).byteLength
      if (bytes > 1024) expect(file.headers.get('content-encoding'), href).toBe(encoding)
      expect(file.headers.get('cache-control'), href).toContain('immutable')
    }
  })

  it('has a page asked for again, and answers in a word when it is the same', async () => {
    const lesson = await fetch(`${site.url}en/tcp/handshake/`)
    expect(lesson.headers.get('cache-control')).toBe('no-cache')
    const etag = lesson.headers.get('etag') ?? ''
    expect(etag).not.toBe('')
    const again = await fetch(`${site.url}en/tcp/handshake/`, { headers: { 'If-None-Match': etag } })
    expect(again.status).toBe(304)
  })
})

/** Bytes of a file on their way. */
async function transferred(href: string): Promise<number> {
  const response = await fetch(new URL(href, site.url), { headers: { 'Accept-Encoding': 'identity' } })
  const { gzipSync } = await import('node:zlib')
  return gzipSync(new Uint8Array(await response.arrayBuffer())).length
}
