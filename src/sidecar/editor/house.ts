/** The house from the sidecar's side: starts it, in namespaces where this machine has them, and speaks with it. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { ownModule } from '../own-module.ts'
import { SandboxError } from '../sandbox/error.ts'
import { launchFailure, launchNamespaced } from '../sandbox/launch.ts'
import { mortal } from '../sandbox/plain/mortal.ts'
import { ordinaryPerson } from '../sandbox/plain/person.ts'
import { LspReader, lspFrame } from './frames.ts'
import { type FromHouse, type HouseOptions, isForHouse, type ToHouse } from './house/messages.ts'
import { LANGUAGE_LIMITS } from './limits.ts'

export type HouseReady = Extract<FromHouse, { wirebook: 'ready' }>

export type HouseEvents = {
  /** A message of the language server, as JSON text. */
  message(body: string): void
  /** The language server ended; the house still stands. */
  ended(how: string, limit: 'memory' | null): void
  /** The house itself is gone. */
  gone(): void
}

/** What `house/main.ts` is to the rest; tests may bring another. */
export interface House {
  readonly ready: HouseReady
  /** Sends a message to the language server. */
  say(message: object): void
  tell(message: ToHouse): void
  close(): Promise<void>
}

const ENTRY = ownModule(import.meta, './house/main.ts')
const PIPES: StdioOptions = ['pipe', 'pipe', 'pipe']
const STDERR_TEXT = 2_000

/**
 * Contained where that works, otherwise as an ordinary process of whoever runs the sidecar. Rejects with a SandboxError
 * when not even that starts. `contained`: this way and no other.
 */
export async function openHouse(events: HouseEvents, contained?: boolean): Promise<House> {
  if (contained !== undefined) return HouseProcess.open(events, { contained })
  try {
    return await HouseProcess.open(events, { contained: true })
  } catch (error) {
    if (error instanceof SandboxError && error.code === 'SANDBOX_UNREADABLE') throw error
    return HouseProcess.open(events, { contained: false })
  }
}

class HouseProcess implements House {
  readonly ready: HouseReady
  readonly #child: ChildProcess
  readonly #exited: Promise<void>

  private constructor(child: ChildProcess, ready: HouseReady, exited: Promise<void>) {
    this.#child = child
    this.ready = ready
    this.#exited = exited
  }

  static async open(events: HouseEvents, options: HouseOptions): Promise<HouseProcess> {
    const child = start(options)
    const exited = new Promise<void>((resolve) => {
      child.once('error', () => resolve())
      child.once('exit', () => resolve())
    })
    const { promise, resolve, reject } = Promise.withResolvers<HouseReady>()
    let said = ''
    let stands = false
    const reader = new LspReader()
    child.stdin?.on('error', () => {}) // 'exit' follows
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-STDERR_TEXT)
    })
    child.stdout?.on('data', (chunk: Buffer) => {
      for (const body of reader.push(chunk)) {
        if (!isForHouse(body)) {
          events.message(body.toString())
          continue
        }
        const message = JSON.parse(body.toString()) as FromHouse
        if (message.wirebook === 'ready') resolve(message)
        else if (message.wirebook === 'ended') events.ended(message.how, message.limit)
        else reject(new SandboxError('SANDBOX_START_FAILED', message.message))
      }
    })
    void exited.then(() => {
      if (stands) events.gone()
      else reject(launchFailure(said))
    })
    const late = setTimeout(() => child.kill('SIGKILL'), LANGUAGE_LIMITS.startMs)
    try {
      const ready = await promise
      stands = true
      return new HouseProcess(child, ready, exited)
    } finally {
      clearTimeout(late)
    }
  }

  say(message: object): void {
    this.#write(JSON.stringify({ jsonrpc: '2.0', ...message }))
  }

  tell(message: ToHouse): void {
    this.#write(JSON.stringify(message))
  }

  async close(): Promise<void> {
    this.#child.stdin?.end()
    const late = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS)
    await this.#exited
    clearTimeout(late)
  }

  #write(body: string): void {
    if (this.#child.stdin?.writable) this.#child.stdin.write(lspFrame(body))
  }
}

/** For the house to tidy up, ms. */
const GRACE_MS = 1_000

function start(options: HouseOptions): ChildProcess {
  const argument = JSON.stringify(options)
  if (options.contained) return launchNamespaced(ENTRY, [argument], PIPES)
  const words = [process.execPath, '--disable-warning=ExperimentalWarning', ENTRY, argument]
  const env: Record<string, string> = { NODE_DISABLE_COMPILE_CACHE: '1' }
  for (const name of ['PATH', 'TMPDIR', 'SystemRoot', 'TEMP']) {
    const value = process.env[name]
    if (value !== undefined) env[name] = value
  }
  return spawn(...mortal(words), { ...ordinaryPerson([ENTRY]), cwd: '/', env, stdio: PIPES })
}
