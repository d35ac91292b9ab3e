/** Puts the sidecar together: one port with the site, its bridge and what stands behind it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { attachBridge } from './bridge/bridge.ts'
import type { BridgeLimits } from './bridge/limits.ts'
import { buildSite } from './build.ts'
import { editorPath } from './editor/connection.ts'
import { LanguageServer } from './editor/language-server.ts'
import type { Grader } from './grader/types.ts'
import { hostIsOurs, isLoopback, ourNames } from './http/host.ts'
import { listen, ServeError } from './http/listen.ts'
import { type Handler, siteHandler } from './http/site.ts'
import { WORK_PATH, workHandler } from './http/work.ts'
import { Lazy } from './lazy.ts'
import type { Sandbox } from './sandbox/types.ts'
import { COURSE, type Course } from './session/course.ts'
import { Sessions } from './session/sessions.ts'
import { dataFolder } from './store/folder.ts'
import { openStore } from './store/sqlite.ts'
import { en, reasonOf, type SidecarWords, withCode } from './words/index.ts'

export type ServeOptions = {
  /** 0 takes any free port. */
  port: number
  /** Loopback only. Default 127.0.0.1. */
  host?: string
  /** Folder of the learner's texts and attempts. Default: `dataFolder()`. */
  data?: string
  /** A built site to serve as it is. Default: ours, built when stale. */
  site?: string
  /** Answers in place of a built site, when pages come from elsewhere. */
  pages?: Handler
  /** Where lines of progress go. Default: console.log. */
  log?: (line: string) => void
  /** Those in which `log` is told. Default: English. */
  words?: SidecarWords
  /** End with this process's SIGINT and SIGTERM. Default true. */
  signals?: boolean
  /** How long a session lives without a connection, ms. */
  lingerMs?: number
  bridge?: Partial<BridgeLimits>
  course?: Course
  openSandbox?: () => Promise<Sandbox>
  openGrader?: () => Promise<Grader>
}

export type Serving = { url: string; close(): Promise<void> }

/**
 * Serves until `close()` or a signal; logs `wirebook ready at …` when pages can be fetched. Throws ServeError
 * (`PORT_TAKEN`, `HOST_REFUSED` …), StoreError or BuildError.
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { host = '127.0.0.1', log = console.log, words = en } = options
  if (!isLoopback(host)) throw new ServeError('HOST_REFUSED', ['hostRefused', host])
  const names = ourNames(host)
  let site: Handler = building
  const server = createServer((request, response) => {
    if (!hostIsOurs(request, names)) return answer(response, 403, { code: 'HOST_FOREIGN' })
    if (request.url?.startsWith('/api/')) return api(request, response)
    site(request, response)
  })
  const port = await listen(server, options.port, host) // first: a taken port is told before anything takes time
  const stopping = new AbortController()
  const closers: (() => unknown)[] = [() => stopListening(server), () => stopping.abort()]
  const close = once(async () => {
    for (const closer of closers.toReversed()) await closer()
  })
  let health: () => object = () => ({ ok: false, tier: null })
  let work: Handler = building
  const api = (request: IncomingMessage, response: ServerResponse) =>
    request.url === '/api/health'
      ? answer(response, 200, health())
      : request.url?.split('?')[0] === WORK_PATH
        ? work(request, response)
        : answer(response, 404, { code: 'PATH_UNKNOWN' })

  try {
    if (options.signals !== false) closers.push(endWithSignals(close))
    const store = openStore(options.data ?? dataFolder())
    closers.push(() => store.close())
    work = workHandler(store)
    const sandbox = new Lazy(options.openSandbox ?? openOurSandbox)
    const grader = new Lazy(options.openGrader ?? openOurGrader)
    closers.push(() => Promise.all([sandbox.close(), grader.close()]))
    const services = {
      store,
      course: options.course ?? COURSE,
      sandbox: () => sandbox.get(),
      grader: () => grader.get(),
    }
    const sessions = new Sessions(services, { lingerMs: options.lingerMs })
    closers.push(() => sessions.close())
    // Starts when the first editor asks.
    const languageServer = new LanguageServer({ course: services.course, log })
    closers.push(() => languageServer.close())
    const others = [editorPath(languageServer)]
    const bridge = attachBridge(server, { names, sessions, limits: options.bridge, others })
    closers.push(() => bridge.close())

    site = options.pages ?? siteHandler(options.site ?? (await buildSite({ log, words, signal: stopping.signal })))
    let tier: string | null = null
    health = () => ({ ok: true, tier })
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`
    log(words.ready(url))
    // In the background: the first page needs neither.
    sandbox.get().then(
      (opened) => {
        tier = opened.tier
        if (opened.reason !== null) log(words.lowerTier(opened.tier, reasonOf(opened, words)))
        void grader.get().catch((error: unknown) => log(words.cannotGrade(withCode(error, words))))
      },
      (error: unknown) => log(words.cannotRun(withCode(error, words))),
    )
    return { url, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openOurSandbox(): Promise<Sandbox> {
  const { openSandbox } = await import('./sandbox/open.ts')
  return openSandbox()
}

/** Loaded late: it brings Vitest. */
async function openOurGrader(): Promise<Grader> {
  const { openGrader } = await import('./grader/grader.ts')
  return openGrader({})
}

const building: Handler = (_request, response) => {
  response.setHeader('Retry-After', '2')
  answer(response, 503, { code: 'SITE_BUILDING' })
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'X-Content-Type-Options': 'nosniff' })
  response.end(`${JSON.stringify(body)}\n`)
}

/** Time to close in order after a signal, ms. Whatever is left then ends with this process. */
const CLOSE_WITHIN_MS = 2_000

/** The first signal closes in order; a second one does not wait. */
function endWithSignals(close: () => Promise<void>): () => void {
  let asked = false
  const end = () => {
    if (asked) process.exit(130)
    asked = true
    setTimeout(() => process.exit(0), CLOSE_WITHIN_MS).unref()
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(2)
      },
    )
  }
  process.on('SIGINT', end).on('SIGTERM', end)
  return () => {
    if (!asked) process.off('SIGINT', end).off('SIGTERM', end)
  }
}

async function stopListening(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}

function once<T>(action: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null
  return () => {
    result ??= action()
    return result
  }
}
