/** One netd process as its sidecar sees it: requests with answers, events, and its end. */
import type { ChildProcess } from 'node:child_process'
import type { SidecarSentence } from '../../words/index.ts'
import { SandboxError } from '../error.ts'
import { launchFailure, launchNamespaced } from '../launch.ts'
import { NETD_ENTRY } from '../paths.ts'
import { FrameReader, frame } from './frames.ts'
import type { Answer, FromNetd, NetdOptions, Notice, Request } from './messages.ts'

export type Ready = Extract<FromNetd, { type: 'ready' }>
type Event = Exclude<FromNetd, { type: 'ready' | 'unable' | 'answer' | 'refused' }>

/** Kept of what netd prints, for the error that tells of its end. */
const SAID_TEXT = 2_000
/** How long netd gets to end by itself, ms. */
const GRACE_MS = 3_000

/** Nobody sends it SIGKILL but the kernel when memory runs out; 12 is ENOMEM (errno(3)). */
const NO_MEMORY = /errno 12\b|ENOMEM|out of memory|cannot allocate memory/i

function helperGone(how: string | number | null, said: string): SidecarSentence {
  if (how === 'SIGKILL' || NO_MEMORY.test(said)) return ['helperNoMemory']
  return ['helperEnded', how, said]
}

export class NetdLink {
  /** Rejects with the SandboxError that says why not. */
  readonly ready: Promise<Ready>
  /** Resolves when the process has ended, however. */
  readonly ended: Promise<SandboxError>
  gone = false
  readonly #child: ChildProcess
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>()
  readonly #ready = Promise.withResolvers<Ready>()
  readonly #onEvent: (event: Event) => void
  #next = 1
  #said = ''
  #unable: SandboxError | null = null

  /** Throws what launchNamespaced throws. */
  constructor(options: NetdOptions, onEvent: (event: Event) => void) {
    this.#onEvent = onEvent
    this.#child = launchNamespaced(NETD_ENTRY, [JSON.stringify(options)], ['pipe', 'pipe', 'pipe'])
    this.ready = this.#ready.promise
    this.ready.catch(() => {})
    const reader = new FrameReader<FromNetd>()
    this.#child.stdout?.on('data', (chunk: Buffer) => reader.push(chunk, (message) => this.#receive(message)))
    this.#child.stdin?.on('error', () => {})
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-SAID_TEXT)
    })
    this.ended = new Promise((resolve) => {
      const end = (error: SandboxError) => {
        this.gone = true
        this.#ready.reject(error)
        for (const { reject } of this.#pending.values()) reject(error)
        this.#pending.clear()
        resolve(error)
      }
      let up = false
      this.ready.then(
        () => {
          up = true
        },
        () => {},
      )
      this.#child.once('error', (error) => end(launchFailure(error.message)))
      this.#child.once('close', (code, signal) => {
        if (this.#unable !== null) end(this.#unable)
        else if (!up) end(launchFailure(this.#said))
        else end(new SandboxError('SANDBOX_HELPER_GONE', helperGone(signal ?? code, this.#said.trim())))
      })
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** `asked` is told the id under which the request can be cancelled. */
  async ask<R extends Request>(request: R, asked?: (id: number) => void): Promise<Answer<R['type']>> {
    if (this.gone) throw await this.ended
    const id = this.#next++
    const pending = Promise.withResolvers<unknown>()
    this.#pending.set(id, pending)
    this.#child.stdin?.write(frame({ id, ...request }))
    asked?.(id)
    return (await pending.promise) as Answer<R['type']>
  }

  notify(notice: Notice): void {
    if (!this.gone) this.#child.stdin?.write(frame(notice))
  }

  async close(): Promise<void> {
    if (!this.gone) this.#child.stdin?.end()
    const late = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS)
    await this.ended
    clearTimeout(late)
  }

  #receive(message: FromNetd): void {
    switch (message.type) {
      case 'ready':
        this.#ready.resolve(message)
        return
      case 'unable':
        this.#unable = new SandboxError(message.code, message.told ?? plain(message))
        return
      case 'answer':
        this.#take(message.id)?.resolve(message.value)
        return
      case 'refused':
        this.#take(message.id)?.reject(new SandboxError(message.code, message.told ?? plain(message)))
        return
      default:
        this.#onEvent(message)
    }
  }

  #take(id: number): PromiseWithResolvers<unknown> | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    return pending
  }
}

/** The message without the code in front, which the new error adds again. */
function plain({ code, message }: { code: string; message: string }): string {
  return message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message
}
