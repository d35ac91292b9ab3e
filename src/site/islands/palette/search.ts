/** The text of the course, searched by pagefind's index of this language. It is loaded with the first search. */

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
  debouncedSearch(query: string, options: object, ms: number): Promise<{ results: Result[] } | null>
}
type Result = { data(): Promise<{ url: string; meta: { title?: string }; sub_results: SubResult[] }> }

const PAGES = 6
const SECTIONS_EACH = 2
const PAUSE_MS = 120

let loading: Promise<Pagefind> | null = null

/** Null when a later search has overtaken this one. Throws where this site has no index. */
export async function searchText(query: string): Promise<Hit[] | null> {
  loading ??= load()
  const pagefind = await loading
  const found = await pagefind.debouncedSearch(query, {}, PAUSE_MS)
  if (found === null) return null
  const pages = await Promise.all(found.results.slice(0, PAGES).map((result) => result.data()))
  return pages.flatMap(({ meta, sub_results, url }) => {
    const lesson = meta.title ?? url
    return sub_results.slice(0, SECTIONS_EACH).map((part) => ({
      url: part.url,
      title: part.title === lesson ? lesson : `${lesson} › ${part.title}`,
      excerpt: part.excerpt,
    }))
  })
}

async function load(): Promise<Pagefind> {
  const { base = '/' } = document.documentElement.dataset
  const address = `${base}pagefind/pagefind.js`
  const pagefind = (await import(/* @vite-ignore */ address)) as Pagefind
  await pagefind.options({ baseUrl: base, excerptLength: 18 })
  await pagefind.init()
  return pagefind
}
