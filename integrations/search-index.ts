/**
 * The index of the lessons' texts, one for each language, made by pagefind.
 *
 * Chinese has no spaces, so somebody must say where words end. Pagefind does so twice, with two dictionaries that
 * disagree: one when it indexes, the browser's own when it searches; and whoever looks for 半包 wants it wherever these
 * two characters stand. So every Han character is indexed as a word of its own, and a query in Han is a phrase of them
 * (src/site/islands/palette/query.ts). The spaces that this takes are written here and taken out again where an excerpt
 * is shown.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const EXCLUDED = ['.bench', '.exercise', '.panelbox', '.ask', 'pre', '[popover]']

/** Writes the index of the site in `dist` to the folder `to`; returns how many pages are in it. Throws SEARCH_INDEX. */
export async function writeSearchIndex(dist: string, to: string): Promise<number> {
  const pagefind = await import('pagefind')
  const { index, errors } = await pagefind.createIndex({ excludeSelectors: EXCLUDED })
  if (!index) throw new Error(`SEARCH_INDEX: ${errors.join('; ')}`)
  let pages = 0
  for (const sourcePath of globSync('**/*.html', { cwd: dist }).sort()) {
    const html = readFileSync(join(dist, sourcePath), 'utf8')
    if (!html.includes('data-pagefind-body')) continue
    const added = await index.addHTMLFile({ sourcePath, content: spacedHan(html) })
    if (added.errors.length > 0) throw new Error(`SEARCH_INDEX: ${sourcePath}: ${added.errors.join('; ')}`)
    pages += 1
  }
  await index.writeFiles({ outputPath: to })
  await pagefind.close()
  return pages
}

/** Scripts, comments and tags with their attributes; a quoted value may hold `>`. */
const MARKUP = /(<!--[\s\S]*?-->|<(?:script|style)\b[\s\S]*?<\/(?:script|style)>|<(?:[^<>"']|"[^"]*"|'[^']*')*>)/

/** A space behind each Han character that another follows, in the text of a page alone. */
export function spacedHan(html: string): string {
  return html
    .split(MARKUP)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/(\p{Script=Han})(?=\p{Script=Han}|$)/gu, '$1 ')))
    .join('')
}
