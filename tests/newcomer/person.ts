/** Somebody new: a user without rights, a HOME with nothing in it, and what such a user is told. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type Told = { seconds: number; code: number | null; text: string }

/** The longest that anything here may take, ms: npm fetches 90 MiB of packages and more. */
const PATIENCE_MS = 900_000
const NEWCOMER = 12_345

export class Person {
  readonly folder = mkdtempSync(join(tmpdir(), 'wirebook-newcomer-'))
  readonly home = join(this.folder, 'home')
  readonly #root = process.getuid?.() === 0

  constructor() {
    chmodSync(this.folder, 0o755)
    mkdirSync(this.home)
    if (this.#root) chownSync(this.home, NEWCOMER, NEWCOMER)
  }

  /** `within`: words of a command that runs this one. The whole is a group of its own, and ends as one. */
  start(words: readonly string[], env: Record<string, string> = {}, within: readonly string[] = []): ChildProcess {
    const [command = '', ...rest] = [...within, ...words]
    const certificates = process.env.NODE_EXTRA_CA_CERTS
    return spawn(command, rest, {
      cwd: this.home,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: '/usr/local/bin:/usr/bin:/bin',
        LANG: 'C.UTF-8',
        HOME: this.home,
        ...(certificates && { NODE_EXTRA_CA_CERTS: certificates }),
        ...env,
      },
      ...(this.#root && { uid: NEWCOMER, gid: NEWCOMER }),
    })
  }

  /** Until it ends, or until it has said `enough`; then it is ended. */
  async run(
    words: readonly string[],
    options: { env?: Record<string, string>; within?: readonly string[]; enough?: RegExp } = {},
  ): Promise<Told> {
    const began = performance.now()
    const child = this.start(words, options.env, options.within)
    let text = ''
    const { promise, resolve } = Promise.withResolvers<number | null>()
    const hear = (chunk: string) => {
      text += chunk
      if (options.enough?.test(text)) resolve(null)
    }
    child.stdout!.setEncoding('utf8').on('data', hear)
    child.stderr!.setEncoding('utf8').on('data', hear)
    child.once('close', resolve).once('error', (error) => {
      text += error.message
      resolve(null)
    })
    const late = setTimeout(() => resolve(null), PATIENCE_MS)
    const code = await promise
    clearTimeout(late)
    const seconds = (performance.now() - began) / 1_000
    end(child)
    return { seconds, code, text }
  }

  gone(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** With all that it started. */
export function end(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
  } catch {
    // It has ended.
  }
}
