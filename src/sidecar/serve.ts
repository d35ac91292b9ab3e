/** Puts the sidecar together: one port with the site, its bridge and what stands behind it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { attachBridge } from './bridge/bridge.ts'
import type { BridgeLimits } from './bridge/limits.ts'
import { buildSite } from './build.ts'
import type { ClassroomServing } from './classroom/home.ts'
import { editorPath } from './editor/connection.ts'
import { LanguageServer } from './editor/language-server.ts'
import type { Grader } from './grader/types.ts'
import { type Home, openOwnHome } from './home.ts'
import { hostIsOurs, isLoopback, ourNames } from './http/host.ts'
import { listen, ServeError } from './http/listen.ts'
import { type Handler, siteHandler } from './http/site.ts'
import { WORK_PATH, workHandler } from './http/work.ts'
import { Lazy } from './lazy.ts'
import type { Sandbox } from './sandbox/types.ts'
import { COURSE, type Course } from './session/course.ts'
import { Sessions } from './session/sessions.ts'
import { dataFolder } from './store/folder.ts'
import { en, reasonOf, type SidecarWords, told, withCode } from './words/index.ts'

export type ServeOptions = {
  /** 0 takes any free port. */
  port: number
  /** Default 127.0.0.1. Other than loopback only with `classroom`. */
  host?: string
  /** Accounts are on: many people, in its database. Wants the full tier. */
  classroom?: ClassroomServing
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
  /** Whose work is kept, and where. Default: one person's, in `data`. It is closed at the end. */
  openHome?: (around: { grader(): Promise<Grader>; course: Course }) => Promise<Home>
}

export type Serving = {
  url: string
  close(): Promise<void>
  /** Takes nobody on, tells who is there, lets labs and gradings end within this time, and closes. */
  drain(withinMs: number): Promise<void>
}

/**
 * Serves until `close()` or a signal; logs `wirebook ready at …` when pages can be fetched. Throws ServeError
 * (`PORT_TAKEN`, `HOST_REFUSED` …), StoreError, ClassroomError or BuildError.
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { host = '127.0.0.1', log = console.log, words = en, classroom } = options
  if (!isLoopback(host) && !classroom) throw new ServeError('HOST_REFUSED', ['hostRefused', host])
  const house = classroom && (await import('./classroom/home.ts'))
  if (classroom) house?.demandOrigin(classroom, host)
  const operating = house && classroom ? house.operate(classroom) : null
  const names = new Set(ourNames(host))
  let site: Handler = building
  const complain = (error: unknown) => {
    if (operating) operating.log.error({ err: error }, 'request-failed')
    else log(words.requestFailed(withCode(error, words)))
  }
  const server = createServer((request, response) =>
    guarded(complain, response, () => {
      if (operating === null) return answerOne(request, response)
      if (operating.handle(request, response)) return
      operating.observe(request, response, () => answerOne(request, response))
    }),
  )
  const answerOne: Handler = (request, response) => {
    if (!hostIsOurs(request, names)) return answer(response, 403, { code: 'HOST_FOREIGN' })
    if (homeAnswers(request, response)) return
    if (request.url?.startsWith('/api/')) return api(request, response)
    site(request, response)
  }
  const port = await listen(server, options.port, host) // first: a taken port is told before anything takes time
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`
  const stopping = new AbortController()
  const closers: (() => unknown)[] = [() => stopListening(server), () => stopping.abort()]
  const close = once(async () => {
    for (const closer of closers.toReversed()) await closer()
  })
  let leave: (withinMs: number) => Promise<unknown> = async () => {}
  const drain = async (withinMs: number) => {
    operating?.drain()
    operating?.log.info({ withinMs }, 'draining')
    await leave(withinMs)
    await close()
  }
  const drainMs = classroom?.drainMs ?? DRAIN_MS
  let health: () => object = () => ({ ok: false, tier: null })
  let work: Handler = building
  let otherApi: Handler = building
  let homeAnswers: NonNullable<Home['handle']> = () => false
  const api = (request: IncomingMessage, response: ServerResponse) =>
    request.url === '/api/health'
      ? answer(response, 200, health())
      : request.url?.split('?')[0] === WORK_PATH
        ? work(request, response)
        : otherApi(request, response)

  const openOwn = ({ grader }: { grader(): Promise<Grader> }) =>
    openOwnHome({
      folder: options.data ?? dataFolder(),
      grader,
      copied: (copy) => log(told(words, ['oldStoreCopied', copy])),
    })

  try {
    if (options.signals !== false)
      closers.push(classroom ? endWithSignals(() => drain(drainMs), drainMs + CLOSE_WITHIN_MS) : endWithSignals(close))
    const course = options.course ?? COURSE
    const sandbox = new Lazy(options.openSandbox ?? openOurSandbox)
    const grader = new Lazy(options.openGrader ?? (() => openOurGrader(classroom?.slots)))
    const openHome = options.openHome ?? openOwn
    // Told once its page can be fetched.
    const welcome: string[] = []
    const openClass = async (serving: ClassroomServing) => {
      await house!.demandFullTier(await sandbox.get(), serving)
      const started = (link: string) => welcome.push(words.classroomStart(link))
      const waiting = (leftMs: number) =>
        log(words.classroomWaits(house!.shown(serving.where), Math.ceil(leftMs / 1_000)))
      return house!.openClassroomHome(
        { waiting, ...serving },
        { url, course, operating: operating!, grader: () => grader.get(), sandbox: () => sandbox.get(), started },
      )
    }
    let opened: Home | null = null
    closers.push(() => opened?.close())
    closers.push(() => Promise.all([sandbox.close(), grader.close()]))
    const home = await (classroom ? openClass(classroom) : openHome({ grader: () => grader.get(), course }))
    opened = home
    closers.push(() => home.leave?.())
    work = workHandler({ ...home, ...(home.work && { limits: home.work }) })
    otherApi = unknownPath
    for (const name of home.names ?? []) names.add(name)
    homeAnswers = (request, response) => home.handle?.(request, response) ?? false
    const services = { stores: home.stores, submissions: home.submissions, course, sandbox: () => sandbox.get() }
    const { lingerMs } = options
    const sessions = new Sessions(services, { ...home.sessions, ...(lingerMs !== undefined && { lingerMs }) })
    closers.push(() => sessions.close())
    // Starts when the first editor asks.
    const languageServer = new LanguageServer({ course, log })
    closers.push(() => languageServer.close())
    const others = [editorPath(languageServer, home.editorPages), ...(home.sockets ?? [])]
    const { identify, isOurPage, visiting } = home
    const limits = { ...home.bridge, ...options.bridge }
    const bridge = attachBridge(server, { names, sessions, identify, isOurPage, visiting, limits, others })
    closers.push(() => bridge.close())
    let tier: string | null = null
    home.watch?.({
      tier: () => tier,
      sessions: () => sessions.count,
      labs: () => sessions.labs,
      connections: () => bridge.connections,
      lend: (person, lab) => sessions.lend(person, lab),
    })
    leave = (withinMs) => {
      bridge.leave(withinMs)
      return Promise.all([home.leave?.(withinMs), untilOver(() => sessions.labs === 0, withinMs)])
    }
    const deaf = await home.onSignedOut?.((person) => bridge.signOut(person))
    if (deaf) closers.push(deaf)

    site = options.pages ?? siteHandler(options.site ?? (await buildSite({ log, words, signal: stopping.signal })))
    health = () => ({ ok: true, tier, ...(classroom && { classroom: true }) })
    log(words.ready(classroom?.origin ?? url))
    for (const line of welcome) log(line)
    // In the background: the first page needs neither.
    sandbox.get().then(
      (opened) => {
        tier = opened.tier
        if (opened.reason !== null) log(words.lowerTier(opened.tier, reasonOf(opened, words)))
        // Where others grade, none is needed here.
        if (classroom?.slots !== 0)
          void grader.get().catch((error: unknown) => log(words.cannotGrade(withCode(error, words))))
      },
      (error: unknown) => log(words.cannotRun(withCode(error, words))),
    )
    return { url, close, drain }
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
async function openOurGrader(slots?: number): Promise<Grader> {
  const { openGrader } = await import('./grader/grader.ts')
  return openGrader(slots === undefined ? {} : { slots })
}

const unknownPath: Handler = (_request, response) => answer(response, 404, { code: 'PATH_UNKNOWN' })

const building: Handler = (_request, response) => {
  response.setHeader('Retry-After', '2')
  answer(response, 503, { code: 'SITE_BUILDING' })
}

/** A request that we stumble over is refused, and ends nobody else's. */
function guarded(complain: (error: unknown) => void, response: ServerResponse, work: () => void): void {
  try {
    work()
  } catch (error) {
    complain(error)
    if (response.headersSent) response.destroy()
    else answer(response, 500, { code: 'UNEXPECTED' })
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'X-Content-Type-Options': 'nosniff' })
  response.end(`${JSON.stringify(body)}\n`)
}

/** Of a class, after a signal: time for labs and gradings under way, ms. */
const DRAIN_MS = 20_000

/** Time to close in order after a signal, ms. Whatever is left then ends with this process. */
const CLOSE_WITHIN_MS = 2_000

/** Looks a few times a second: whatever ends a lab, this hears of it. */
async function untilOver(over: () => boolean, withinMs: number): Promise<void> {
  const until = performance.now() + withinMs
  while (!over() && performance.now() < until) await pause(200)
}

/** The first signal closes in order; a second one does not wait. */
function endWithSignals(close: () => Promise<void>, withinMs = CLOSE_WITHIN_MS): () => void {
  let asked = false
  const end = () => {
    if (asked) process.exit(130)
    asked = true
    setTimeout(() => process.exit(0), withinMs).unref()
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
