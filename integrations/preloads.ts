/**
 * An island that wakes when it is scrolled to is named in its page by one address; what that imports the browser would
 * learn file by file, one after the other, while its reader waits. So all of it is named at the page's end, to be
 * fetched after everything else and compiled, not run.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Changes the pages in `dist`; returns how many were changed. `base`: path under which the site will be served. */
export function writePreloads(dist: string, base: string): number {
  const scripts = new Map<string, readonly string[]>()
  const below = (address: string) => address.slice(base.length)
  const pages = globSync('**/*.html', { cwd: dist }).filter((file) => {
    const path = join(dist, file)
    const html = readFileSync(path, 'utf8')
    const files = closure(islandsOf(html).map(below), (script) => {
      const known = scripts.get(script) ?? importedBy(dist, script)
      scripts.set(script, known)
      return known
    })
    if (files.length === 0) return false
    const links = files.map((script) => `<link rel="modulepreload" href="${base}${script}" fetchpriority="low">`)
    writeFileSync(path, html.replace(/<\/body>(?![\s\S]*<\/body>)/, `${links.join('')}</body>`))
    return true
  })
  return pages.length
}

/** Addresses of what the islands of a page that wait to be seen need first. Pure. */
export function islandsOf(html: string): string[] {
  const waiting = [...html.matchAll(/<astro-island\b[^>]*>/g)].filter(([tag]) => /\bclient="visible"/.test(tag))
  const addresses = waiting.flatMap(([tag]) => [...tag.matchAll(/\b(?:component|renderer)-url="([^"]+)"/g)])
  return [...new Set(addresses.map(([, address = '']) => address))]
}

/** The files and all they import, each once, those that are needed first in front. Pure. */
export function closure(entries: readonly string[], importsOf: (file: string) => readonly string[]): string[] {
  const found = new Set(entries)
  // A set that grows is walked to its end.
  for (const file of found) for (const imported of importsOf(file)) found.add(imported)
  return [...found]
}

function importedBy(dist: string, script: string): string[] {
  const path = join(dist, script)
  if (!existsSync(path)) return []
  return importsIn(readFileSync(path, 'utf8')).map((address) => join(dirname(script), address))
}

/** Addresses that a built module imports before it runs; those of `import()` are not among them. Pure. */
export function importsIn(code: string): string[] {
  const found = code.matchAll(/(?:^|[;}\s])(?:import|export)(?:[\w*{}$,\s]*?from)?\s*["'](\.{1,2}\/[^"']+\.js)["']/g)
  return [...new Set([...found].map(([, address = '']) => address))]
}
