/**
 * After Astro has written dist/: the texts are indexed for the search, what islands will need is named in their pages, the
 * hashes of every inline script go to dist/csp.json, from which the server makes its Content-Security-Policy, and every
 * text file gets its .gz and .br twins.
 */
import { createHash } from 'node:crypto'
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { AstroIntegration } from 'astro'
import { writePreloads } from './preloads.ts'
import { writeSearchIndex } from './search-index.ts'

const COMPRESSED = /\.(html|js|css|svg|json|xml|txt)$/
/** Below this many bytes a packet is a packet: compressing gains nothing. */
const SMALLEST = 1024

export function afterBuild(): AstroIntegration {
  let base = '/'
  return {
    name: 'wirebook:after-build',
    hooks: {
      'astro:config:done': ({ config }) => {
        base = config.base.endsWith('/') ? config.base : `${config.base}/`
      },
      'astro:build:done': async ({ dir, logger }) => {
        const dist = fileURLToPath(dir)
        logger.info(`search: ${await indexTexts(dist)} pages`)
        logger.info(`preloads: ${writePreloads(dist, base)} pages`)
        const hashes = new Set(
          globSync('**/*.html', { cwd: dist }).flatMap((file) => scriptHashes(readFileSync(join(dist, file), 'utf8'))),
        )
        writeFileSync(join(dist, 'csp.json'), `${JSON.stringify({ scriptHashes: [...hashes].sort() }, null, 2)}\n`)
        logger.info(`csp: ${hashes.size} inline scripts`)
        // Hosts of static files compress by themselves.
        if (process.env.WIREBOOK_STATIC !== '1') compress(dist)
      },
    },
  }
}

/** Writes the index of the lessons' texts to dist/pagefind; returns how many pages are in it. */
async function indexTexts(dist: string): Promise<number> {
  const to = join(dist, 'pagefind')
  const pages = await writeSearchIndex(dist, to)
  // Its own user interfaces: the palette is ours.
  for (const file of globSync('pagefind-*-ui.*', { cwd: to }).concat(
    globSync('pagefind-{ui,highlight}.*', { cwd: to }),
  ))
    rmSync(join(to, file))
  return pages
}

/** CSP sources (`sha256-…`, unquoted) of the inline scripts in a page; data blocks such as JSON need none. */
export function scriptHashes(html: string): string[] {
  return [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)]
    .filter(([, attributes = '']) => !/\bsrc=/.test(attributes) && !/type="application\/(ld\+)?json"/.test(attributes))
    .map(([, , code = '']) => `sha256-${createHash('sha256').update(code).digest('base64')}`)
}

/**
 * Brotli's best takes three times the processor time of its next best (a minute for the course) and gains 2 % of a page,
 * 6 % of a recording. Scripts and styles are a tenth of all that, and what a first visit waits for.
 */
function qualityFor(file: string): number {
  return /\.(js|css)$/.test(file) ? constants.BROTLI_MAX_QUALITY : constants.BROTLI_MAX_QUALITY - 1
}

function compress(dist: string): void {
  for (const file of globSync('**/*', { cwd: dist }).filter((name) => COMPRESSED.test(name))) {
    const bytes = readFileSync(join(dist, file))
    if (bytes.length < SMALLEST) continue
    writeFileSync(join(dist, `${file}.gz`), gzipSync(bytes, { level: 9 }))
    const params = { [constants.BROTLI_PARAM_QUALITY]: qualityFor(file) }
    writeFileSync(join(dist, `${file}.br`), brotliCompressSync(bytes, { params }))
  }
}
