/** The course's frame on the built site: no dead end, no lesson or unit without something to run. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { LOCALES } from '../../src/course/schema.ts'
import { minutesOf } from '../../src/course/time-of.ts'
import { UNITS } from '../../src/course/units.ts'
import { timeText } from '../../src/site/components/unit/words.ts'
import { builtSite } from '../support/site.ts'

/** A bench or an exercise as the server-rendered page has it. */
const RUNNABLE = /\bid="(?:lab|exercise)-[a-z0-9-]+"/
/** Behind no link: they are where an address leads that is not there, and where a language is chosen. */
const UNLINKED = new Set(['404.html', 'index.html'])
/** Pages of a class: links to them are there only where the server says that it holds one. */
const OF_A_CLASS = /^[\w-]+\/(class|teach)\//

let dist = ''
const html = new Map<string, string>()

beforeAll(async () => {
  dist = await builtSite()
  for (const path of globSync('**/*.html', { cwd: dist })) html.set(path, readFileSync(join(dist, path), 'utf8'))
}, 600_000)

const page = (path: string) => html.get(`${path}/index.html`) ?? ''

describe.each(LOCALES)('%s', (locale) => {
  it('has something to run on every page of a lesson or a unit', () => {
    const lessons = UNITS.flatMap(({ id, lessons }) => [id, ...lessons.map((lesson) => lesson.id)])
    const idle = lessons.filter((id) => !RUNNABLE.test(page(`${locale}/${id}`)))
    expect(idle).toEqual([])
  })

  it('ends each unit with its list, its questions, its project and the lab to begin it with', () => {
    for (const { id } of UNITS) {
      const text = page(`${locale}/${id}`)
      for (const place of ['can-now', 'quiz', 'project', 'accept', 'start']) expect(text, id).toContain(`id="${place}"`)
      expect(text.match(/<wire-ask\b/g)?.length, id).toBeGreaterThanOrEqual(5)
      expect(text, id).toMatch(/<article class="unitpage" data-lesson="[a-z-]+\/[a-z-]+"/)
    }
  })

  it('tells one time of a lesson, wherever it tells it', () => {
    for (const { id, lessons } of UNITS)
      for (const lesson of lessons) {
        const time = timeText(minutesOf(locale, lesson.id)!, locale)
        expect(page(`${locale}/${lesson.id}`), lesson.id).toContain(time)
        expect(page(`${locale}/${id}`), lesson.id).toContain(time)
        expect(page(`${locale}/progress`), lesson.id).toContain(time)
      }
  })

  it('reaches every page by links from its home page', () => {
    const seen = new Set<string>()
    const next = [`${locale}/index.html`]
    for (let path = next.pop(); path !== undefined; path = next.pop()) {
      if (seen.has(path)) continue
      seen.add(path)
      for (const [, address = ''] of (html.get(path) ?? '').matchAll(/<a\b[^>]*\shref="([^"]*)"/g)) {
        const { origin, pathname } = new URL(address, `http://site/${path.replace(/index\.html$/, '')}`)
        const file = pathname.endsWith('/') ? `${pathname.slice(1)}index.html` : pathname.slice(1)
        if (origin === 'http://site' && html.has(file)) next.push(file)
      }
    }
    const own = [...html.keys()].filter(
      (path) => path.startsWith(`${locale}/`) && !UNLINKED.has(path) && !OF_A_CLASS.test(path),
    )
    expect(own.filter((path) => !seen.has(path))).toEqual([])
  })

  it('finds by name only what is there', () => {
    const { lessons, work, terms } = JSON.parse(readFileSync(join(dist, locale, 'palette.json'), 'utf8')) as Record<
      string,
      { url: string }[]
    >
    const broken = [...lessons!, ...work!, ...terms!].flatMap(({ url }) => {
      const { pathname, hash } = new URL(url, 'http://site')
      const file = `${pathname.slice(1)}index.html`
      if (!existsSync(join(dist, file))) return [url]
      return hash === '' || html.get(file)!.includes(` id="${decodeURIComponent(hash.slice(1))}"`) ? [] : [url]
    })
    expect(broken).toEqual([])
  })
})
