/**
 * What those who run a class ask its process: /healthz (it answers), /readyz (people may be sent here), /metrics. And a
 * line of the log for each call, by its route: neither path nor query, which may name people or hold what is secret.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { WORK_PATH } from '../../http/work.ts'
import type { Log } from '../classroom.ts'
import { ClassroomError } from '../error.ts'
import { type Proxies, proxiesOf } from '../http/address.ts'
import { routes } from '../http/routes.ts'
import { tableOf } from '../http/table.ts'
import { type LogFormat, openLog } from '../log.ts'
import { type Gauges, type Metrics, openMetrics } from './metrics.ts'
import type { NotReady } from './ready.ts'
import { newRequestId, within } from './request.ts'
import { mayScrape } from './who-may.ts'

export type OperatingOptions = {
  logFormat?: LogFormat
  /** In place of one made here. */
  log?: Log
  /** Addresses or networks that may read /metrics, beside loopback. */
  scrapers?: readonly string[]
  /** Opens /metrics from anywhere. */
  metricsToken?: string
}

export type Operating = {
  readonly log: Log
  readonly metrics: Metrics
  readonly draining: boolean
  /** Answers /healthz, /readyz and /metrics; false for any other path. Under whatever name the process is addressed. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** Answers another request by `answer`: its lines have its id, and it is counted when it has ended. */
  observe(request: IncomingMessage, response: ServerResponse, answer: () => void): void
  /** From now on /readyz asks this, and the gauges are read. */
  opened(parts: { ready: () => Promise<NotReady[]>; gauges: Gauges }): void
  /** From now on nobody should be sent here. */
  drain(): void
}

/** Throws ClassroomError CLASSROOM_SCRAPER. */
export function startOperating(options: OperatingOptions = {}): Operating {
  const log = options.log ?? openLog(options.logFormat ? { format: options.logFormat } : {})
  const metrics = openMetrics()
  const scrapers = { named: namedScrapers(options.scrapers ?? []), token: options.metricsToken ?? null }
  const table = tableOf(routes)
  let ready: () => Promise<NotReady[]> = async () => ['STARTING']
  let draining = false

  async function answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (path === '/healthz') return send(response, 200, JSON_TYPE, `${JSON.stringify({ ok: true })}\n`)
    if (path === '/readyz') {
      const codes = draining ? ['DRAINING'] : await ready()
      const body = `${JSON.stringify({ ready: codes.length === 0, codes })}\n`
      return send(response, codes.length === 0 ? 200 : 503, JSON_TYPE, body)
    }
    if (!mayScrape(request, scrapers)) return send(response, 403, JSON_TYPE, '{"code":"METRICS_FOREIGN"}\n')
    send(response, 200, metrics.contentType, await metrics.text())
  }

  return {
    log,
    metrics,
    get draining() {
      return draining
    },
    handle(request, response) {
      const path = pathOf(request)
      if (!PATHS.has(path)) return false
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('Allow', 'GET, HEAD')
        send(response, 405, JSON_TYPE, '{"code":"METHOD_UNKNOWN"}\n')
        return true
      }
      answer(path, request, response).catch((error: unknown) => {
        log.error({ err: error }, 'a probe could not be answered')
        send(response, 500, JSON_TYPE, '{"code":"UNEXPECTED"}\n')
      })
      return true
    },
    observe(request, response, answering) {
      const id = newRequestId()
      const began = performance.now()
      response.setHeader('X-Request-Id', id)
      response.once('close', () => {
        const ms = performance.now() - began
        const method = METHODS.has(request.method ?? '') ? request.method! : 'OTHER'
        const route = routeOf(request, method)
        // 499: the caller went before the answer was sent.
        const status = response.writableFinished ? response.statusCode : 499
        metrics.request(method, route, status, ms / 1_000)
        if (route.startsWith('/api/') || status >= 500)
          log.info({ request: id, method, route, status, ms: Math.round(ms) }, 'request')
      })
      within(id, answering)
    },
    opened(parts) {
      ready = parts.ready
      metrics.watch(parts.gauges)
    },
    drain() {
      draining = true
    },
  }

  /** As the table has it: there are few, whatever is asked. */
  function routeOf(request: IncomingMessage, method: string): string {
    const path = pathOf(request)
    if (path === '/api/health' || path === WORK_PATH) return path
    if (path.startsWith('/_astro/')) return '(asset)'
    const found = table.find(method, path)
    if ('route' in found) return found.route.path
    return path.startsWith('/api/') ? '/api/(none)' : '(page)'
  }
}

const PATHS: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics'])
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const JSON_TYPE = 'application/json; charset=utf-8'

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split(/[?#]/, 1)[0]!
}

function namedScrapers(named: readonly string[]): Proxies {
  try {
    return proxiesOf(named)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new ClassroomError('CLASSROOM_SCRAPER', ['classroomScraper', error.message])
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(body)
}
