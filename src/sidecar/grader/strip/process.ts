/** One stripper process, as its owner sees it. It answers one text at a time, and none after it has ended. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Files } from '../../../course/load.ts'
import { mortal } from '../../sandbox/plain/mortal.ts'
import { treeUsage } from '../../sandbox/system/process-tree.ts'
import { FrameReader, frame } from '../learner/channel.mjs'
import type { Stripped } from './stripper.ts'

const ENTRY = join(import.meta.dirname, 'main.mjs')
const FOLDER = join(import.meta.dirname, '..')
/** Enough for the largest submission; a text that takes more breaks the stripper, which is that text's result. */
const HEAP_MIB = 128

/** `lost`: the process ended without an answer, by SIGKILL that we did not send: nothing is said about the text. */
export type Outcome = Stripped | { lost: true }

export class StripProcess {
  ended = false
  readonly #child: ChildProcess
  #asked: { id: number; done(outcome: Outcome): void } | undefined
  #next = 1
  #killed = false

  constructor() {
    const permissions = ['--permission', `--allow-fs-read=${FOLDER}/*`]
    const flags = [
      '--max-semi-space-size=1',
      '--v8-pool-size=1',
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
    ]
    // A text may keep it busy for ever, so that it would not notice the end of its input.
    const words = [process.execPath, ...permissions, ...flags, `--max-old-space-size=${HEAP_MIB}`, ENTRY]
    this.#child = spawn(...mortal(words), { env: {}, stdio: ['pipe', 'pipe', 'ignore'] })
    const reader = new FrameReader()
    this.#child.stdin?.on('error', () => {})
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      try {
        for (const message of reader.push(chunk)) this.#answered(message as { id: number } & Stripped)
      } catch {
        this.kill()
      }
    })
    this.#child.once('error', () => this.#end({ unreadable: true }))
    this.#child.once('exit', (_code, signal) => {
      this.#end(signal === 'SIGKILL' && !this.#killed ? { lost: true } : { unreadable: true })
    })
  }

  /** Not while another is being stripped. */
  strip(files: Files): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    if (this.ended) resolve({ lost: true })
    else {
      const id = this.#next++
      this.#asked = { id, done: resolve }
      this.#child.stdin?.write(frame({ id, files }))
    }
    return promise
  }

  /** Processor time it has had, ms; 0 where that cannot be seen. */
  worked(): number {
    return this.#child.pid === undefined ? 0 : treeUsage(this.#child.pid).cpu * 1_000
  }

  kill(): void {
    this.#killed = true
    this.#child.kill('SIGKILL')
    this.#end({ unreadable: true })
  }

  #answered({ id, ...stripped }: { id: number } & Stripped): void {
    if (this.#asked?.id !== id) return
    const { done } = this.#asked
    this.#asked = undefined
    done(stripped)
  }

  #end(outcome: Outcome): void {
    this.ended = true
    const asked = this.#asked
    this.#asked = undefined
    asked?.done(outcome)
  }
}
