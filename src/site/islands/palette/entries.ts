/** What the palette offers besides the text of the course: pages, labs, exercises, terms and commands. */
import { KEYMAPS, setKeymap } from '../shared/keys/setting.ts'
import { keysWords } from '../shared/keys/words.ts'
import type { PaletteWords } from './words.ts'

export type Group = keyof PaletteWords['groups']
/** `keywords` are searched and not shown. `go`: an address, or what to do. `sought`: not offered before it is. */
export type Entry = {
  group: Group
  title: string
  detail: string
  keywords: string
  go: string | (() => void)
  sought?: true
}

/** As `palette.json` of the language has it. */
export type Catalogue = {
  lessons: { title: string; unit: string; url: string; lede: string }[]
  work: { kind: 'lab' | 'exercise'; id: string; title: string; lesson: string; url: string }[]
  terms: { term: string; text: string; url: string; also: string }[]
}

export function catalogueEntries({ lessons, work, terms }: Catalogue, words: PaletteWords): Entry[] {
  return [
    ...lessons.map(
      ({ title, unit, url, lede }): Entry => ({ group: 'pages', title, detail: unit, keywords: lede, go: url }),
    ),
    ...work.map(
      ({ kind, id, title, lesson, url }): Entry => ({
        group: 'work',
        title,
        detail: `${words[kind]} · ${lesson}`,
        keywords: id,
        go: url,
      }),
    ),
    ...terms.map(
      ({ term, text, url, also }): Entry => ({ group: 'terms', title: term, detail: text, keywords: also, go: url }),
    ),
  ]
}

export function pageEntries(words: PaletteWords, onKeys: () => void): Entry[] {
  const { base = '/' } = document.documentElement.dataset
  const locale = document.documentElement.lang === 'zh-CN' ? 'zh-cn' : 'en'
  const theme = (name: 'light' | 'dark' | null) => () => setTheme(name)
  const command = (title: string, go: Entry['go'], keywords = ''): Entry => ({
    group: 'do',
    title,
    detail: '',
    keywords,
    go,
  })
  return [
    ...benchEntries(words),
    ...headings(),
    command(words.home, `${base}${locale}/`, 'home units 首页'),
    command(words.glossary, `${base}${locale}/glossary/`, 'glossary terms words 术语'),
    command(words.workbench, `${base}${locale}/workbench/`, 'protocol frame codec struct 协议 帧 编解码'),
    command(words.keys, onKeys, '? keyboard shortcuts 快捷键'),
    ...keymapEntries(locale),
    command(words.light, theme('light'), 'theme bright 浅色'),
    command(words.dark, theme('dark'), 'theme night 深色'),
    command(words.system, theme(null), 'theme auto 系统'),
  ]
}

/** Where there are editors on the page. */
function keymapEntries(locale: 'en' | 'zh-cn'): Entry[] {
  if (!document.querySelector('.bench, .exq')) return []
  const { commands, label } = keysWords[locale]
  return KEYMAPS.map((keymap) => ({
    group: 'do',
    title: commands[keymap],
    detail: label,
    keywords: 'editor keys keymap vim vi emacs vscode 编辑器 键位 快捷键',
    go: () => setKeymap(keymap),
    sought: true,
  }))
}

/** The lab nearest to the middle of the screen first. */
function benchEntries(words: PaletteWords): Entry[] {
  const middle = innerHeight / 2
  const distance = (place: Element) => {
    const { top, bottom } = place.getBoundingClientRect()
    return top <= middle && bottom >= middle ? 0 : Math.min(Math.abs(top - middle), Math.abs(bottom - middle))
  }
  const benches = [...document.querySelectorAll<HTMLElement>('section.bench[data-lab]')]
  return benches
    .toSorted((a, b) => distance(a) - distance(b))
    .map((bench) => {
      const title = bench.querySelector('.bar h3, .bar b')?.textContent?.trim() || bench.dataset.lab!
      return {
        group: 'here',
        title: words.run(title),
        detail: bench.dataset.lab!,
        keywords: 'run 运行',
        go: () => {
          bench.scrollIntoView({ block: 'start' })
          bench.querySelector<HTMLButtonElement>('[data-run]')?.click()
        },
      }
    })
}

function headings(): Entry[] {
  const all = [...document.querySelectorAll<HTMLElement>('article h2[id]')]
  return all.map((heading) => ({
    group: 'here',
    title: heading.textContent?.trim() ?? '',
    detail: '',
    keywords: '',
    go: `#${heading.id}`,
  }))
}

function setTheme(name: 'light' | 'dark' | null): void {
  const button = document.querySelector<HTMLButtonElement>(`[data-set-theme="${name}"]`)
  if (button) {
    button.click()
    return
  }
  delete document.documentElement.dataset.theme
  try {
    localStorage.removeItem('wirebook.theme')
  } catch {} // storage may be refused; the page still changes
  document.dispatchEvent(new CustomEvent('wirebook:theme'))
}

/** Entries in which every word of the query stands, best first. Without a query, what this page offers. */
export function matching(entries: readonly Entry[], query: string, most: number): Entry[] {
  const wanted = query.trim().toLowerCase().split(/\s+/u).filter(Boolean)
  if (wanted.length === 0) return offered(entries, most)
  return entries
    .flatMap((entry) => {
      const score = scoreOf(entry, wanted)
      return score === null ? [] : [{ entry, score }]
    })
    .toSorted((a, b) => a.score - b.score)
    .slice(0, most)
    .map(({ entry }) => entry)
}

/** What can be done from here, labs first; headings as far as there is room. */
function offered(entries: readonly Entry[], most: number): Entry[] {
  const here = entries.filter(({ group }) => group === 'here')
  const labs = here.filter(({ go }) => typeof go !== 'string').slice(0, NEAREST)
  const commands = entries.filter(({ group, sought }) => group === 'do' && !sought)
  const room = Math.max(0, most - labs.length - commands.length)
  return [...labs, ...here.filter(({ go }) => typeof go === 'string').slice(0, room), ...commands]
}

/** Labs offered before anything is typed. */
const NEAREST = 3

/** Lower is better: at the start of the title, at the start of a word of it, within it, elsewhere. */
function scoreOf({ title, detail, keywords }: Entry, wanted: readonly string[]): number | null {
  const name = title.toLowerCase()
  const rest = `${detail} ${keywords}`.toLowerCase()
  let score = 0
  for (const word of wanted) {
    const at = name.indexOf(word)
    if (at === 0) score += 0
    else if (at > 0) score += /[\s/(“"-]/u.test(name[at - 1]!) ? 1 : 2
    else if (rest.includes(word)) score += 5
    else return null
  }
  return score + name.length / 1_000
}
