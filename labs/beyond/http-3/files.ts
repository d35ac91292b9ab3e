// From a path of the request to a file of the folder. decodeFirst=false checks too early, on purpose.
import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'

const ROOT = '/tmp/site'
const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.css': 'text/css' }

type Answer = { status: string; type: string; body: Buffer }
const plain = (status: string): Answer => ({ status, type: 'text/plain', body: Buffer.from(status) })
const climbs = (path: string): boolean => path.split('/').includes('..')

export function answerTo(path: string, decodeFirst: boolean): Answer {
  try {
    const decoded = decodeURIComponent(path) // throws for a % that is none
    if (climbs(decodeFirst ? decoded : path)) return plain('400 Bad Request')
    const name = join(ROOT, decoded === '/' ? 'index.html' : decoded)
    return { status: '200 OK', type: TYPES[extname(name)] ?? 'text/plain', body: readFileSync(name) }
  } catch (error) {
    return plain(error instanceof URIError ? '400 Bad Request' : '404 Not Found')
  }
}
