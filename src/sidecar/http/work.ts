/**
 * A learner's work over HTTP: GET gives all of it, POST takes some in, `?preview` only says what that would change. Only
 * our own pages may ask for it: a foreign page could not read the answer, but a POST of its own would write.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseJson } from '../../protocol/json.ts'
import { WORK_LIMITS, Work, type Work as WorkType } from '../../protocol/work.ts'
import type { Person } from '../person.ts'
import { type Store, StoreError, type Stores } from '../store/store.ts'
import { intakeOf, takeIn } from '../store/take-in.ts'
import { originIsHost } from './host.ts'
import type { Handler } from './site.ts'
import { targetOf } from './target.ts'

export const WORK_PATH = '/api/work'

export type WorkOptions = {
  stores: Stores
  /** Whose work it is; null refuses. */
  identify(request: IncomingMessage): Promise<Person | null>
  /** Whether a page of ours asks. Default: Origin and Host are the same. */
  isOurPage?(request: IncomingMessage): boolean
}

/** Answers `{ code, message }` with a status of 400 and above when it refuses. */
export function workHandler({ stores, identify, isOurPage = originIsHost }: WorkOptions): Handler {
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const person = await identify(request)
    if (person === null) return refusal(401, 'NOT_SIGNED_IN', 'sign in first')
    return respond(stores.of(person.id), request, isOurPage)
  }
  return (request, response) => {
    answer(request).then(
      ({ status, body, headers }) => send(response, status, body, headers),
      (error: unknown) => {
        const code = error instanceof StoreError ? error.code : 'WORK_FAILED'
        send(response, 500, { code, message: (error as Error).message })
      },
    )
  }
}

type Answer = { status: number; body: object; headers?: Record<string, string> }
const refusal = (status: number, code: string, message: string): Answer => ({ status, body: { code, message } })

async function respond(
  store: Store,
  request: IncomingMessage,
  isOurPage: (request: IncomingMessage) => boolean,
): Promise<Answer> {
  if (request.method === 'GET') return { status: 200, body: await workOf(store) }
  if (request.method !== 'POST')
    return { ...refusal(405, 'METHOD_UNKNOWN', 'GET or POST'), headers: { Allow: 'GET, POST' } }
  if (!isOurPage(request)) return refusal(403, 'ORIGIN_FOREIGN', 'only a page of this server may write')
  const text = await bodyOf(request)
  if (text === null) return refusal(413, 'WORK_TOO_LARGE', `at most ${WORK_LIMITS.bytes} bytes`)
  const parsed = parse(text)
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

/** null when there is more than is read; the rest of it is left unread. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > WORK_LIMITS.bytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
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
