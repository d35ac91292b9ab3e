/** The JavaScript that a built page loads before anything is asked for. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Files of scripts, islands and preloads of a page, and all they import, as paths in `dist`. */
export function firstLoad(dist: string, page: string): Set<string> {
  const html = readFileSync(join(dist, page), 'utf8')
  const entries = [
    ...html.matchAll(/<script\b[^>]*\ssrc="([^"]+)"/g),
    ...html.matchAll(/\b(?:component|renderer)-url="([^"]+)"/g),
    ...html.matchAll(/<link rel="modulepreload" href="([^"]+)"/g),
  ].map(([, address = '']) => address.replace(/^\//, ''))
  return closure(dist, entries)
}

/** Bytes of files in `dist`, each compressed by gzip. */
export function compressedBytes(dist: string, files: Iterable<string>): number {
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0)
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
