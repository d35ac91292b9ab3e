/** The text of the course, searched by pagefind's index of this language. It is loaded with the first search. */
import { asWritten, phrases } from './query.ts'

export type Hit = {
  url: string
  /** Lesson, and section within it. */
  title: string
  /** With `<mark>` around what was found; everything else in it is escaped. */
  excerpt: string
}

type SubResult = { title: string; url: string; excerpt: string }
type Pagefind = {
  init(): Promise<void>
  options(options: { baseUrl: string; excerptLength: number }): Promise<void>
  search(query: string): Promise<{ results: Result[] }>
}
/** `id` names the page; `score` grows with how well it fits. */
type Result = {
  id: string
  score: number
  data(): Promise<{ url: string; meta: { title?: string }; sub_results: SubResult[] }>
}

const PAGES = 6
const SECTIONS_EACH = 2
const PAUSE_MS = 120
/** Words of an excerpt; a Han character is one. */
const EXCERPT = 18
const EXCERPT_HAN = 40

let loading: Promise<Pagefind> | null = null

let searches = 0

/** Null when a later search has overtaken this one. Throws where this site has no index. */
export async function searchText(query: string): Promise<Hit[] | null> {
  searches += 1
  const own = searches
  loading ??= load()
  const pagefind = await loading
  await new Promise((done) => setTimeout(done, PAUSE_MS))
  if (own !== searches) return null
  const found = common(await Promise.all(phrases(query).map((phrase) => pagefind.search(phrase))))
  const pages = await Promise.all(found.slice(0, PAGES).map((result) => result.data()))
  if (own !== searches) return null
  return pages.flatMap(({ meta, sub_results, url }) => {
    const lesson = asWritten(meta.title ?? url)
    return sub_results.slice(0, SECTIONS_EACH).map((part) => {
      const title = asWritten(part.title)
      return {
        url: part.url,
        title: title === lesson ? lesson : `${lesson} › ${title}`,
        excerpt: asWritten(part.excerpt),
      }
    })
  })
}

/** Pages that answer everything, with the words of the first; the best first. */
function common([first, ...others]: { results: Result[] }[]): Result[] {
  if (!first || others.length === 0) return first?.results ?? []
  const scoreOf = ({ id, score }: Result) =>
    others.reduce((sum, { results }) => sum + (results.find((one) => one.id === id)?.score ?? Number.NaN), score)
  return first.results
    .map((result) => ({ result, score: scoreOf(result) }))
    .filter(({ score }) => !Number.isNaN(score))
    .toSorted((a, b) => b.score - a.score)
    .map(({ result }) => result)
}

async function load(): Promise<Pagefind> {
  const { dataset, lang } = document.documentElement
  const { base = '/' } = dataset
  const address = `${base}pagefind/pagefind.js`
  const pagefind = (await import(/* @vite-ignore */ address)) as Pagefind
  await pagefind.options({ baseUrl: base, excerptLength: lang === 'zh-CN' ? EXCERPT_HAN : EXCERPT })
  await pagefind.init()
  return pagefind
}
