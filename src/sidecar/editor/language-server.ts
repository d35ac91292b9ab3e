/**
 * One `tsc --lsp` for all pages.
 *
 *     page A  file:///labs/tcp/handshake-1/server.ts ─┐ ids 1, 2, 3 …         ids 1 … n
 *     page B  file:///labs/tcp/handshake-1/server.ts ─┴► names and ids ──► file://…/clients/<random>/labs/tcp/…
 *
 *     off ──a page asks──► starting ──► ready ──its end──► waiting ──► starting
 *      ▲                                  │
 *      └────────nobody asks any more──────┘
 *
 * Each lab has a folder of its own with a tsconfig.json, hence a program of its own: otherwise a `declare global` of
 * one page would be seen by another. The latest text of each document is kept here, so that a language server that
 * died is started again and told of them.
 */
import { pathToFileURL } from 'node:url'
import {
  EDITOR_ERROR,
  EDITOR_LIMITS,
  type EditorMessage,
  type EditorQuestion,
  targetOf,
} from '../../protocol/editor.ts'
import type { Course } from '../session/course.ts'
import { completionsFor, forPage, type Json, renamingFor, type Surroundings, withoutPaths } from './answers.ts'
import { INITIALIZE, offered } from './capabilities.ts'
import { type House, openHouse } from './house.ts'
import { LANGUAGE_LIMITS, type LanguageLimits } from './limits.ts'
import { folderOf, Page } from './page.ts'
import { Questions, type ServerError } from './questions.ts'
import { answerWish } from './wishes.ts'
import { filesOfTarget, TSCONFIG } from './workspace.ts'

export type LanguageServerOptions = {
  course: Course
  limits?: Partial<LanguageLimits>
  /** Contained, or not; default: as well as this machine allows. */
  contained?: boolean
  log?: (line: string) => void
}

/** A page's side. */
export type Attached = { receive(message: EditorMessage): void; close(): void }

type Phase = 'off' | 'starting' | 'ready' | 'waiting' | 'closed'
type FromServer = { id?: number | string; method?: string; params?: Json; result?: Json; error?: ServerError }

export class LanguageServer {
  readonly #options: LanguageServerOptions
  readonly #limits: LanguageLimits
  readonly #pages = new Set<Page>()
  readonly #questions = new Questions((message) => this.#house?.say(message))
  readonly #watch: NodeJS.Timeout
  #phase: Phase = 'off'
  #house: House | null = null
  #capabilities: object | null = null
  #heardAt = 0
  #readyAt = 0
  #ends = 0
  #restart: NodeJS.Timeout | undefined

  constructor(options: LanguageServerOptions) {
    this.#options = options
    this.#limits = { ...LANGUAGE_LIMITS, ...options.limits }
    this.#watch = setInterval(() => this.#look(), Math.min(1_000, this.#limits.abandonedMs, this.#limits.answerMs))
    this.#watch.unref()
  }

  get running(): boolean {
    return this.#phase === 'ready'
  }

  /** How it is kept from the machine's disk; null: it is not, or it does not run. */
  get contained(): 'rootview' | 'bubblewrap' | null {
    return this.#house?.ready.contained ?? null
  }

  attach(send: (body: object) => void): Attached {
    const page = new Page(send)
    this.#pages.add(page)
    return {
      receive: (message) => this.#receive(page, message),
      close: () => this.#leave(page),
    }
  }

  async close(): Promise<void> {
    this.#phase = 'closed'
    clearInterval(this.#watch)
    await this.#stop()
  }

  #receive(page: Page, message: EditorMessage): void {
    this.#heardAt = performance.now()
    if (this.#phase === 'off') void this.#start()
    const ready = this.#phase === 'ready'
    switch (message.method) {
      case 'initialize':
        if (ready) page.answer(message.id, this.#capabilities)
        else page.greetings.push(message.id)
        return
      case 'initialized':
        return
      case '$/cancelRequest':
        this.#questions.cancel(page, message.params.id)
        return
      case 'textDocument/didOpen':
      case 'textDocument/didChange':
        this.#take(page, message)
        return
      case 'textDocument/didClose': {
        const { uri } = message.params.textDocument
        if (!page.documents.delete(uri) || !ready || page.setAside) return
        this.#house?.say({ method: message.method, params: { textDocument: { uri: this.#serverUri(page, uri) } } })
        return
      }
      default:
        this.#question(page, message)
    }
  }

  #take(page: Page, message: Extract<EditorMessage, { method: 'textDocument/didOpen' | 'textDocument/didChange' }>) {
    const { uri, version } = message.params.textDocument
    const opening = message.method === 'textDocument/didOpen'
    const text = opening ? message.params.textDocument.text : message.params.contentChanges[0]!.text
    const known = page.documents.has(uri)
    if (!known && (!opening || page.documents.size >= EDITOR_LIMITS.documents)) return
    page.documents.set(uri, { version, text })
    if (this.#phase !== 'ready') return
    if (page.setAside) {
      page.setAside = false
      this.#openAll(page)
      page.tell('ready')
    } else if (known) {
      const textDocument = { uri: this.#serverUri(page, uri), version }
      this.#house?.say({ method: 'textDocument/didChange', params: { textDocument, contentChanges: [{ text }] } })
    } else this.#open(page, uri)
  }

  #question(page: Page, question: EditorQuestion): void {
    const { id, method, params } = question
    const uri = 'textDocument' in params ? params.textDocument.uri : null
    const refusal = this.#refusal(page, uri)
    if (refusal) {
      page.refuse(id, refusal.code, refusal.message)
      return
    }
    const asked =
      uri === null ? this.#offeredItem(page, params) : { ...params, textDocument: { uri: this.#serverUri(page, uri) } }
    if (asked === undefined) {
      page.answer(id, null)
      return
    }
    this.#questions.ask(method, asked, page, id).then(
      (result) => this.#answer(page, question, result),
      ({ code, message }: ServerError) =>
        page.refuse(id, code, withoutPaths(message, this.#around(page)).slice(0, ERROR_TEXT)),
    )
  }

  #refusal(page: Page, uri: string | null): ServerError | null {
    if (this.#phase !== 'ready' || page.setAside)
      return { code: EDITOR_ERROR.notNow, message: 'the language server is starting' }
    if (page.pending >= EDITOR_LIMITS.pending)
      return { code: EDITOR_ERROR.tooMany, message: `more than ${EDITOR_LIMITS.pending} questions at once` }
    if (uri !== null && !page.documents.has(uri))
      return { code: EDITOR_ERROR.parameters, message: 'this document is not open' }
    return null
  }

  #offeredItem(page: Page, params: EditorQuestion['params']): Json | undefined {
    return 'label' in params ? page.offered.get(params.label) : undefined
  }

  #answer(page: Page, { id, method, params }: EditorQuestion, result: Json): void {
    const around = this.#around(page)
    if (method === 'textDocument/completion') {
      const shown = completionsFor(result, page.beside(params.textDocument.uri))
      page.offered = byLabel(shown)
      page.answer(id, forPage(shown, around))
    } else if (method === 'textDocument/rename' && result !== null) {
      const edits = renamingFor(result, around, (uri) => page.documents.has(uri))
      if (edits === null) page.refuse(id, EDITOR_ERROR.failed, 'this name stands in a file that cannot be changed here')
      else page.answer(id, edits)
    } else page.answer(id, forPage(result, around))
  }

  #leave(page: Page): void {
    if (!this.#pages.delete(page)) return
    this.#heardAt = performance.now()
    if (this.#phase !== 'ready') return
    for (const uri of page.documents.keys()) {
      const textDocument = { uri: this.#serverUri(page, uri) }
      this.#house?.say({ method: 'textDocument/didClose', params: { textDocument } })
    }
    this.#house?.tell({ wirebook: 'remove', folder: page.folder })
  }

  async #start(): Promise<void> {
    this.#phase = 'starting'
    try {
      this.#house ??= await this.#openHouse()
      if (this.#is('closed')) {
        await this.#stop()
        return
      }
      this.#house.tell({ wirebook: 'start' })
      this.#capabilities = offered(await this.#questions.ask('initialize', INITIALIZE, null))
    } catch (error) {
      // It ended meanwhile, and `#ended` sees to it; or the house does not stand at all.
      if (this.#phase === 'starting') this.#cannot(error as Error)
      return
    }
    if (this.#phase !== 'starting') return
    this.#house.say({ method: 'initialized', params: {} })
    this.#phase = 'ready'
    this.#readyAt = performance.now()
    for (const page of this.#pages) {
      if (!page.setAside) this.#openAll(page)
      for (const id of page.greetings.splice(0)) page.answer(id, this.#capabilities)
      page.tell('ready')
    }
  }

  async #openHouse(): Promise<House> {
    const house: House = await openHouse(
      {
        message: (body) => this.#fromServer(JSON.parse(body) as FromServer),
        ended: (how, limit) => this.#ended(how, limit),
        gone: () => {
          if (this.#house !== house) return
          this.#house = null
          this.#forgetFolders()
          this.#ended('its house is gone', null)
        },
      },
      this.#options.contained,
    )
    return house
  }

  /** Editors go on without; the next page that asks tries again. */
  #cannot({ message }: Error): void {
    this.#options.log?.(`the editor has no language server: ${message}`)
    this.#phase = 'waiting'
    this.#later()
    for (const page of this.#pages) {
      for (const id of page.greetings.splice(0)) page.refuse(id, EDITOR_ERROR.failed, 'there is no language server')
      page.tell('off')
    }
  }

  #ended(how: string, limit: 'memory' | null): void {
    if (this.#phase === 'off' || this.#phase === 'closed' || this.#phase === 'waiting') return
    const oldest = this.#questions.oldest?.page
    if (limit !== null && oldest) oldest.setAside = true
    this.#options.log?.(`the editor's language server ended (${limit ? `${limit} limit` : how}) and is started again`)
    if (this.#phase === 'ready' && performance.now() - this.#readyAt > this.#limits.steadyMs) this.#ends = 0
    this.#phase = 'waiting'
    this.#later()
    this.#questions.refuseAll()
    for (const page of this.#pages) page.tell('restarting')
  }

  #later(): void {
    const { restartMs } = this.#limits
    const wait = restartMs[Math.min(this.#ends, restartMs.length - 1)]!
    this.#ends += 1
    clearTimeout(this.#restart)
    this.#restart = setTimeout(() => {
      if (this.#phase !== 'waiting') return
      if (this.#pages.size > 0) void this.#start()
      else void this.#sleep()
    }, wait)
    this.#restart.unref()
  }

  /** Once a second: an answer that never comes, and whether anybody is there. */
  #look(): void {
    if (this.#phase !== 'ready') return
    const now = performance.now()
    const { answerMs, abandonedMs, idleMs } = this.#limits
    const { oldest } = this.#questions
    if (oldest && now - oldest.at > answerMs) {
      if (oldest.page) oldest.page.setAside = true
      this.#house?.tell({ wirebook: 'kill' })
    } else if (now - this.#heardAt > (this.#pages.size === 0 ? abandonedMs : idleMs)) void this.#sleep()
  }

  async #sleep(): Promise<void> {
    this.#phase = 'off'
    await this.#stop()
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#restart)
    const house = this.#house
    this.#house = null
    this.#forgetFolders()
    this.#questions.refuseAll()
    await house?.close()
  }

  #forgetFolders(): void {
    for (const page of this.#pages) page.folders.clear()
  }

  #openAll(page: Page): void {
    for (const uri of page.documents.keys()) this.#open(page, uri)
  }

  #open(page: Page, uri: string): void {
    const document = page.documents.get(uri)!
    const files = this.#folder(page, uri)
    if (files === null) {
      page.documents.delete(uri)
      return
    }
    const textDocument = { uri: this.#serverUri(page, uri), languageId: 'typescript', ...document }
    this.#house?.say({ method: 'textDocument/didOpen', params: { textDocument } })
  }

  /** Names of the files of a document's folder, which is written first; null when the course has no such file. */
  #folder(page: Page, uri: string): ReadonlySet<string> | null {
    const folder = folderOf(uri)
    const target = targetOf(uri)!
    const written = page.folders.get(folder)
    if (written !== undefined) return written.has(target.file) ? written : null
    const files = filesOfTarget(this.#options.course, target)
    if (files === null) return null
    const texts = { ...files, 'tsconfig.json': TSCONFIG }
    const placed = Object.entries(texts).map(([name, text]) => [`${page.folder}/${folder}/${name}`, text])
    this.#house?.tell({ wirebook: 'write', files: Object.fromEntries(placed) })
    const names = new Set(Object.keys(files))
    page.folders.set(folder, names)
    return names
  }

  #fromServer({ id, method, params, result, error }: FromServer): void {
    if (method === undefined) {
      this.#questions.answered(Number(id), error ? { error } : { result: result ?? null })
      return
    }
    if (id === undefined) return // its log and its progress are nobody's business
    const { answer, refresh } = answerWish(method, params)
    this.#house?.say({ id, ...answer })
    if (refresh) for (const page of this.#pages) page.tell('ready')
  }

  #around(page: Page): Surroundings {
    const { clients, libraries } = this.#house?.ready ?? { clients: '/', libraries: {} }
    return { own: `${clients}/${page.folder}`, clients, libraries }
  }

  #serverUri(page: Page, uri: string): string {
    return `${pathToFileURL(this.#around(page).own).href}/${uri.slice('file:///'.length)}`
  }

  #is(phase: Phase): boolean {
    return this.#phase === phase
  }
}

/** Characters of an error of the language server that a page is told. */
const ERROR_TEXT = 200

function byLabel(completions: Json): ReadonlyMap<string, Json> {
  const list = typeof completions === 'object' && completions !== null && !Array.isArray(completions) ? completions : {}
  const items = Array.isArray(list.items) ? list.items : []
  return new Map(
    items.flatMap((item) =>
      typeof item === 'object' && item !== null && !Array.isArray(item) && typeof item.label === 'string'
        ? [[item.label, item] as const]
        : [],
    ),
  )
}
