/** Serves the built site: precompressed files, the policy that its build wrote down, and our own 404. */
import { existsSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import sirv from 'sirv'
import { z } from 'zod'
import { chosenLocale, preferredLocale } from './locale.ts'
import { targetOf } from './target.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

const Csp = z.object({ scriptHashes: z.array(z.string().regex(/^'?sha256-[A-Za-z0-9+/=]+'?$/)) })

/** `dist` as the site's build left it. Throws when its csp.json makes no sense. */
export function siteHandler(dist: string): Handler {
  const locales = ['en', 'zh-cn'].filter((locale) => existsSync(join(dist, locale, 'index.html')))
  const notFound = existsSync(join(dist, '404.html')) ? readFileSync(join(dist, '404.html')) : 'Not found'
  const policy = contentPolicy(scriptHashes(dist))
  const serve = sirv(dist, {
    etag: true,
    brotli: true,
    gzip: true,
    dotfiles: false,
    setHeaders(response, path) {
      const hashed = path.startsWith('/_astro/')
      response.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  return (request, response) => {
    response.setHeader('Content-Security-Policy', policy)
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Referrer-Policy', 'same-origin')
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
    const target = targetOf(request)
    if (target === null) {
      response.writeHead(400, { 'Content-Type': 'text/plain', Connection: 'close' }).end('TARGET_MALFORMED\n')
      return
    }
    const { pathname, search } = target
    if (pathname === '/' && locales.length > 0) {
      const { cookie, 'accept-language': languages } = request.headers
      const locale = chosenLocale(cookie, locales) ?? preferredLocale(languages, locales)
      response.writeHead(302, {
        Location: `/${locale}/${search}`,
        Vary: 'Accept-Language, Cookie',
        'Cache-Control': 'no-cache',
      })
      response.end()
      return
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end()
      return
    }
    // Nothing here is so large that a part of it is wanted, and a range may be ignored (RFC 9110 §14.2); sirv throws at some.
    delete request.headers.range
    // sirv does not listen: a file that a new build has taken away would end the process.
    response.on('pipe', (file) => file.on('error', () => response.destroy()))
    serve(request, response, () => {
      response.writeHead(404, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-cache' })
      response.end(notFound)
    })
  }
}

function scriptHashes(dist: string): string[] {
  const file = join(dist, 'csp.json')
  if (!existsSync(file)) return []
  return Csp.parse(JSON.parse(readFileSync(file, 'utf8'))).scriptHashes
}

/** Scripts of ours and inline ones known by their hash; styles may be inline (the editor and code colours need it). */
export function contentPolicy(hashes: string[]): string {
  return [
    "default-src 'none'",
    // Search runs in WebAssembly; nothing else may be compiled.
    `script-src ${["'self'", "'wasm-unsafe-eval'", ...hashes.map((hash) => `'${hash.replaceAll("'", '')}'`)].join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
