/** The trusted end of the stripper process: replaces it whenever a text was too much for it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Files } from '../../../course/load.ts'
import { FrameReader, frame } from '../learner/channel.mjs'
import { GRADER_LIMITS } from '../limits.ts'

export type SyntaxProblem = { file: string; line?: number; column?: number; message: string }
/** `unreadable`: the stripper died or hung on the text. */
export type Stripped = { files: Files } | { syntax: SyntaxProblem } | { unreadable: true }

type Waiting = { id: number; done(stripped: Stripped): void }

const ENTRY = join(import.meta.dirname, 'main.mjs')
const FOLDER = join(import.meta.dirname, '..')

export class Stripper {
  #child: ChildProcess | undefined
  #waiting: Waiting[] = []
  #next = 1
  #last: Promise<unknown> = Promise.resolve()

  constructor() {
    this.#start()
  }

  /** One submission at a time: a text that breaks the process may take no other's answer with it. */
  strip(files: Files): Promise<Stripped> {
    const stripped = this.#last.then(() => this.#strip(files))
    this.#last = stripped.catch(() => {})
    return stripped
  }

  close(): void {
    this.#end(this.#child)
  }

  async #strip(files: Files): Promise<Stripped> {
    const child = this.#child ?? this.#start()
    const id = this.#next++
    const { promise, resolve } = Promise.withResolvers<Stripped>()
    const late = setTimeout(() => this.#replace(), GRADER_LIMITS.stripMs)
    this.#waiting.push({ id, done: resolve })
    child.stdin?.write(frame({ id, files }))
    const stripped = await promise
    clearTimeout(late)
    // A process that broke on one learner's text gets no other's.
    if ('unreadable' in stripped && this.#child === child) this.#replace()
    return stripped
  }

  #start(): ChildProcess {
    const permissions = ['--permission', `--allow-fs-read=${FOLDER}/*`]
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', '--max-old-space-size=128']
    const child = spawn(process.execPath, [...permissions, ...flags, ENTRY], {
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const reader = new FrameReader()
    child.stdin?.on('error', () => {})
    child.stdout?.on('data', (chunk: Buffer) => {
      try {
        for (const message of reader.push(chunk)) this.#answer(message as { id: number } & Stripped)
      } catch {
        this.#end(child)
      }
    })
    child.once('error', () => this.#end(child))
    child.once('exit', () => this.#end(child))
    this.#child = child
    return child
  }

  #answer({ id, ...stripped }: { id: number } & Stripped): void {
    const at = this.#waiting.findIndex((waiting) => waiting.id === id)
    this.#waiting.splice(at, 1)[0]?.done(stripped)
  }

  #replace(): void {
    this.#end(this.#child)
    this.#start()
  }

  /** Ends a process; what it was asked and had not answered is unreadable. */
  #end(child: ChildProcess | undefined): void {
    if (child === undefined || this.#child !== child) return
    this.#child = undefined
    child.kill('SIGKILL')
    for (const waiting of this.#waiting.splice(0)) waiting.done({ unreadable: true })
  }
}
