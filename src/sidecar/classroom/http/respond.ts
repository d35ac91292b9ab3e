/** Answers and refusals as bytes on a response. */
import type { ServerResponse } from 'node:http'
import { inWords } from '../../../protocol/sentence.ts'
import { type DatabaseState, stateOf } from '../operate/database-state.ts'
import { wordsFor } from '../words/index.ts'
import { cookieFor } from './cookie.ts'
import { type Answer, Refusal } from './route.ts'

/** Nothing here is a page of the course: nothing is loaded, framed or kept. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
}
const JSON_TYPE = 'application/json; charset=utf-8'

/** The answer's own cookie replaces one that is on the response already. */
export function send(response: ServerResponse, answer: Answer, of: { origin: string; cookieMs: number }): void {
  const { status, headers, body } = shapeOf(answer)
  const token = 'cookie' in answer ? answer.cookie : undefined
  const set: Record<string, string> =
    token === undefined ? {} : { 'Set-Cookie': cookieFor(token, of.origin, of.cookieMs) }
  write(response, status, { ...headers, ...answer.headers, ...set }, body)
}

function shapeOf(answer: Answer): { status: number; headers: Record<string, string>; body: string | Uint8Array } {
  if ('json' in answer)
    return {
      status: answer.status ?? 200,
      headers: { 'Content-Type': JSON_TYPE },
      body: `${JSON.stringify(answer.json)}\n`,
    }
  if ('file' in answer) {
    const headers = { 'Content-Type': answer.type, 'Content-Disposition': attachment(answer.file) }
    return { status: 200, headers, body: answer.content }
  }
  if ('redirect' in answer) return { status: 303, headers: { Location: answer.redirect }, body: '' }
  return { status: answer.status ?? 200, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: answer.html }
}

/** RFC 6266 §4.1, RFC 8187: an ASCII name for old clients, and the real one. */
function attachment(name: string): string {
  const ascii = name.replace(/[^\w.-]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

/** `{ code, message, where? }`. */
export function refuse(response: ServerResponse, refusal: Refusal, locale: 'en' | 'zh-cn'): void {
  const { status, code, told, where, retryAfterMs } = refusal
  const message = told === null ? refusal.message : inWords(wordsFor(locale), told)
  const wait = retryAfterMs === undefined ? null : Math.max(1, Math.ceil(retryAfterMs / 1_000))
  const retry: Record<string, string> = wait === null ? {} : { 'Retry-After': String(wait) }
  const body = `${JSON.stringify({ code, message, ...(where !== undefined && { where }) })}\n`
  write(response, status, { 'Content-Type': JSON_TYPE, 'Content-Language': locale, ...retry }, body)
}

/** What is told of a failure; `ours`: it has to be noted. */
export function refusalOf(error: unknown): { refusal: Refusal; ours: boolean } {
  if (error instanceof Refusal) return { refusal: error, ours: false }
  return { refusal: ofDatabase(stateOf(error)) ?? new Refusal(500, 'UNEXPECTED', ['unexpected']), ours: true }
}

/** RFC 4918 §11.5 has the status for a server without room. */
function ofDatabase(state: DatabaseState | null): Refusal | null {
  if (state === 'full') return new Refusal(507, 'DATABASE_FULL', ['databaseFull'])
  if (state === 'read-only') return new Refusal(503, 'DATABASE_READ_ONLY', ['databaseReadOnly'])
  if (state === 'away' || state === 'busy')
    return new Refusal(503, 'DATABASE_AWAY', ['databaseAway'], { retryAfterMs: 1_000 })
  return null
}

function write(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | Uint8Array,
): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { ...HEADERS, ...headers, 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}
