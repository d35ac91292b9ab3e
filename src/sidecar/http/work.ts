/**
 * A learner's work over HTTP: GET gives all of it, POST takes some in, `?preview` only says what that would change. Only
 * our own pages may ask for it: a foreign page could not read the answer, but a POST of its own would write.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { addAbortSignal, Readable } from 'node:stream'
import { parseJson } from '../../protocol/json.ts'
import { WORK_LIMITS, Work, type Work as WorkType } from '../../protocol/work.ts'
import type { Person } from '../person.ts'
import { type Store, StoreError, type Stores } from '../store/store.ts'
import { intakeOf, takeIn } from '../store/take-in.ts'
import { type SidecarWords, sidecarWords, told } from '../words/index.ts'
import { originIsHost } from './host.ts'
import { chosenLocale, preferredLocale } from './locale.ts'
import type { Handler } from './site.ts'
import { targetOf } from './target.ts'

export const WORK_PATH = '/api/work'

export type WorkOptions = {
  stores: Stores
  /** Whose work it is; null refuses. */
  identify(request: IncomingMessage): Promise<Person | null>
  /** Whether a page of ours asks. Default: Origin and Host are the same. */
  isOurPage?(request: IncomingMessage): boolean
  limits?: Partial<WorkDoor>
}

/** What is taken of those who bring work. */
export const WORK_DOOR = {
  /** Of a body, bytes. */
  bytes: WORK_LIMITS.bytes,
  /** From a body's first byte to its last, ms. */
  withinMs: 120_000,
  /** Bodies that are read or taken in at the same time: of one person, and of all. */
  ofPerson: 2,
  atOnce: 8,
}
export type WorkDoor = typeof WORK_DOOR

/** Answers `{ code, message }` with a status of 400 and above when it refuses. */
export function workHandler({ stores, identify, isOurPage = originIsHost, ...options }: WorkOptions): Handler {
  const limits = { ...WORK_DOOR, ...options.limits }
  /** Person -> bodies of theirs under way. */
  const busy = new Map<string, number>()
  const one = async (person: string, words: SidecarWords, work: () => Promise<Answer>): Promise<Answer> => {
    const own = busy.get(person) ?? 0
    const all = [...busy.values()].reduce((sum, count) => sum + count, 0)
    if (own >= limits.ofPerson || all >= limits.atOnce)
      return { ...refusal(429, 'WORK_BUSY', words.workBusy()), headers: { 'Retry-After': '5', Connection: 'close' } }
    busy.set(person, own + 1)
    try {
      return await work()
    } finally {
      const left = busy.get(person)! - 1
      if (left === 0) busy.delete(person)
      else busy.set(person, left)
    }
  }
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const person = await identify(request)
    if (person === null) return refusal(401, 'NOT_SIGNED_IN', 'sign in first')
    const words = await wordsOf(request)
    const answering = () => respond(stores.of(person.id), request, { isOurPage, limits, words })
    return request.method === 'POST' ? one(person.id, words, answering) : answering()
  }
  return (request, response) => {
    answer(request).then(
      ({ status, body, headers }) => send(response, status, body, headers),
      async (error: unknown) => {
        const ours = error instanceof StoreError ? error : null
        const message = ours ? told(await wordsOf(request), ours.told) : (error as Error).message
        // 507: RFC 4918 §11.5.
        const status = ours?.code === 'STORE_PERSON_FULL' ? 507 : 500
        send(response, status, { code: ours?.code ?? 'WORK_FAILED', message })
      },
    )
  }
}

type Answer = { status: number; body: object; headers?: Record<string, string> }
const refusal = (status: number, code: string, message: string): Answer => ({ status, body: { code, message } })

type Door = { isOurPage: (request: IncomingMessage) => boolean; limits: WorkDoor; words: SidecarWords }

async function respond(store: Store, request: IncomingMessage, { isOurPage, limits, words }: Door): Promise<Answer> {
  if (request.method === 'GET') return { status: 200, body: await workOf(store) }
  if (request.method !== 'POST')
    return { ...refusal(405, 'METHOD_UNKNOWN', 'GET or POST'), headers: { Allow: 'GET, POST' } }
  if (!isOurPage(request)) return refusal(403, 'ORIGIN_FOREIGN', 'only a page of this server may write')
  const { bytes, withinMs } = limits
  const text = await bodyOf(request, limits)
  if (text === 'large') return { ...refusal(413, 'WORK_TOO_LARGE', words.workTooLarge(bytes >> 20)), headers: CLOSE }
  if (text === 'slow') return { ...refusal(408, 'WORK_TOO_SLOW', words.workTooSlow(withinMs / 1_000)), headers: CLOSE }
  const parsed = parse(text.text)
  if (typeof parsed === 'string') return refusal(400, 'WORK_MALFORMED', parsed)
  const intake = intakeOf(await store.everything(Number.MAX_SAFE_INTEGER), parsed)
  if (!targetOf(request)?.searchParams.has('preview')) await takeIn(store, intake)
  return { status: 200, body: intake.plan }
}

async function workOf(store: Store): Promise<WorkType> {
  const { texts, attempts } = await store.everything(WORK_LIMITS.versions)
  return { texts: texts.map(({ target, text, at, by, aside }) => ({ target, text, at, by, aside })), attempts }
}

function parse(text: string): WorkType | string {
  let json: unknown
  try {
    json = parseJson(text)
  } catch (error) {
    return (error as Error).message
  }
  const result = Work.safeParse(json)
  if (result.success) return result.data as WorkType
  const { path, message } = result.error.issues[0]!
  return `${path.map(String).join('.') || 'work'}: ${message}`
}

/** What is over a bound is left unread: the connection has to end. */
const CLOSE = { Connection: 'close' }

async function bodyOf(
  request: IncomingMessage,
  { bytes: most, withinMs }: WorkDoor,
): Promise<{ text: string } | 'large' | 'slow'> {
  if (Number(request.headers['content-length'] ?? 0) > most) return 'large'
  const late = AbortSignal.timeout(withinMs)
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of addAbortSignal(late, Readable.from(request))) {
      bytes += (chunk as Buffer).length
      if (bytes > most) return 'large'
      chunks.push(chunk as Buffer)
    }
  } catch (error) {
    if (late.aborted) return 'slow'
    throw error
  }
  return { text: Buffer.concat(chunks).toString('utf8') }
}

const LOCALES = ['en', 'zh-cn']

/** In the language that the reader chose for the pages. */
function wordsOf({ headers }: IncomingMessage): Promise<SidecarWords> {
  const locale = chosenLocale(headers.cookie, LOCALES) ?? preferredLocale(headers['accept-language'], LOCALES)
  return sidecarWords(locale === 'zh-cn' ? 'zh-cn' : 'en')
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Resource-Policy': 'same-origin',
    ...headers,
  })
  response.end(`${JSON.stringify(body)}\n`)
}
