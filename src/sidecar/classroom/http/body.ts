/** A request's body, bounded in bytes and time before anything looks at it. */
import type { IncomingMessage } from 'node:http'
import type { z } from 'zod'
import { locales } from 'zod'
import { parseJson } from '../../../protocol/json.ts'
import type { HttpLimits } from './limits.ts'
import { Refusal, type Route } from './route.ts'

/** Refusals after which the rest of the body is not waited for: the connection has to end. */
export const UNREAD = new Set([408, 413])

/** Lets what is left of a body go by, within bounds: who is still sending when we close would not hear why. */
export async function discard(request: IncomingMessage, { discardBytes, discardMs }: HttpLimits): Promise<void> {
  if (request.readableEnded || request.destroyed) return
  let left = discardBytes
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, discardMs)
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length
      if (left < 0) done()
    })
    request.on('end', done).on('error', done).on('close', done).resume()
  })
  request.pause()
}

/** Reads and parses it as the route says; undefined where the route has no body. Throws Refusal. */
export async function bodyFor(
  route: Route,
  request: IncomingMessage,
  locale: 'en' | 'zh-cn',
  limits: HttpLimits,
): Promise<unknown> {
  if (route.body === undefined) return undefined
  const type = route.form ? 'application/x-www-form-urlencoded' : 'application/json'
  const given = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (given !== type || (request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new Refusal(415, 'BODY_TYPE', ['bodyType', type])
  const bytes = await read(request, route.bodyBytes ?? limits.bodyBytes, limits.bodyWithinMs)
  const text = decoded(bytes)
  const value = route.form ? formOf(text) : jsonOf(text)
  if (hasNul(value)) throw new Refusal(400, 'BODY_NUL', ['nulCharacter'])
  return parsed(route.body, value, locale)
}

async function read(request: IncomingMessage, most: number, withinMs: number): Promise<Buffer> {
  const tooLarge = () => new Refusal(413, 'BODY_TOO_LARGE', ['bodyTooLarge', most])
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge()
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve, reject) => {
    const end = (error: Error | null) => {
      clearTimeout(timer)
      request.off('data', more).off('end', done).off('error', end).off('close', gone)
      if (error === null) return resolve(Buffer.concat(chunks))
      request.pause()
      reject(error)
    }
    const timer = setTimeout(() => end(new Refusal(408, 'BODY_TOO_SLOW', ['bodyTooSlow', withinMs / 1_000])), withinMs)
    const more = (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > most) end(tooLarge())
      else chunks.push(chunk)
    }
    const done = () => end(null)
    const gone = () => end(new Refusal(400, 'BODY_CUT', ['bodyNotJson']))
    request.on('data', more).on('end', done).on('error', end).on('close', gone)
  })
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal(400, 'BODY_NOT_JSON', ['bodyNotJson'])
  }
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    throw new Refusal(400, 'BODY_NOT_JSON', ['bodyNotJson'])
  }
}

/** The first value of each name. */
function formOf(text: string): Record<string, string> {
  const fields = Object.create(null) as Record<string, string>
  for (const [name, value] of new URLSearchParams(text)) fields[name] ??= value
  return { ...fields }
}

/** PostgreSQL takes every character but this one (PostgreSQL documentation, Character Types). */
function hasNul(value: unknown): boolean {
  // Without recursion: a body may nest deeper than the stack is.
  const waiting = [value]
  while (waiting.length > 0) {
    const one = waiting.pop()
    if (typeof one === 'string' && one.includes('\0')) return true
    if (one === null || typeof one !== 'object') continue
    for (const [key, below] of Object.entries(one)) {
      if (key.includes('\0')) return true
      waiting.push(below)
    }
  }
  return false
}

const ZH = locales.zhCN().localeError

/** What zod says in the caller's language, with the field it is about. */
function parsed(schema: z.ZodType, value: unknown, locale: 'en' | 'zh-cn'): unknown {
  const result = schema.safeParse(value, locale === 'zh-cn' ? { error: ZH } : undefined)
  if (result.success) return result.data
  const { path, message } = result.error.issues[0]!
  const where = path.map(String).join('.')
  throw new Refusal(400, 'BODY_WRONG', ['bodyWrong', where, message], where === '' ? {} : { where })
}
