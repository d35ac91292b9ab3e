/** One grader process, as its starter sees it. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { relative } from 'node:path'
import { CourseError, ROOT } from '../../course/load.ts'
import type { Tier } from '../../protocol/lab.ts'
import { ownModule } from '../own-module.ts'
import { launchFailure, launchNamespaced } from '../sandbox/launch.ts'
import { en, type SidecarSentence, type Told, told, toldOf } from '../words/index.ts'
import { FrameReader, frame } from './learner/channel.mjs'
import { GRADER_LIMITS } from './limits.ts'
import type { FromProcess, ProcessOptions, ToProcess } from './messages.ts'
import type { GradeRequest, Verdict } from './types.ts'

const PIPES: StdioOptions = ['pipe', 'pipe', 'pipe']
const ENTRY = ownModule(import.meta, './grader-main.ts')
/** Small young generation and few helper threads: a grading makes little that lives, and memory is a class's limit. */
const FLAGS = ['--max-semi-space-size=2', '--v8-pool-size=2']
/** Otherwise each of its threads keeps freed memory for itself (mallopt(3)). */
const ENVIRONMENT = { MALLOC_ARENA_MAX: '2' }
/** Kept of what the process prints, for the message that tells of its death. */
const STDERR_TEXT = 2_000

/** The process could not start, ended, or failed at a grading. `code` is stable. */
export class GraderProcessError extends Error implements Told {
  override name = 'GraderProcessError'
  readonly code: string
  readonly told: SidecarSentence
  /** `what`: a sentence, or what the system said. */
  constructor(code: string, what: SidecarSentence | string) {
    const sentence = typeof what === 'string' ? toldOf({ code, message: what }) : what
    super(`${code}: ${told(en, sentence)}`)
    this.code = code
    this.told = sentence
  }
}

export class GraderProcess {
  readonly ready: Promise<Tier>
  ended = false
  readonly #child: ChildProcess
  readonly #pending = new Map<number, PromiseWithResolvers<Verdict>>()
  readonly #ready = Promise.withResolvers<Tier>()
  #next = 1
  /** It has said something: it could start. */
  #answered = false
  #stderr = ''

  constructor(options: ProcessOptions) {
    this.ready = this.#ready.promise
    this.ready.catch(() => {})
    this.#child = start(options)
    const reader = new FrameReader()
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      for (const message of reader.push(chunk)) this.#receive(message as FromProcess)
    })
    this.#child.stdin?.on('error', () => {})
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TEXT)
    })
    this.#child.once('error', (error) => this.#end(new GraderProcessError('GRADER_CANNOT_START', error.message)))
    this.#child.once('exit', (code, signal) => {
      // A signal says nothing about what the machine allows.
      if (!this.#answered && options.tier === 'full' && signal === null) {
        const failure = launchFailure(this.#stderr)
        return this.#end(new GraderProcessError(failure.code, toldOf(failure)))
      }
      this.#end(new GraderProcessError('GRADER_ENDED', ['graderEnded', signal ?? code, this.#stderr.trim()]))
    })
    const late = setTimeout(() => this.#child.kill('SIGKILL'), GRADER_LIMITS.openMs)
    this.ready.catch(() => {}).finally(() => clearTimeout(late))
  }

  async grade(request: GradeRequest, job: string, signal?: AbortSignal): Promise<Verdict> {
    await this.ready
    const id = this.#next++
    const pending = Promise.withResolvers<Verdict>()
    this.#pending.set(id, pending)
    const cancel = () => {
      this.#send({ type: 'cancel', id })
      pending.reject(signal?.reason)
    }
    signal?.addEventListener('abort', cancel)
    this.#send({ type: 'grade', id, job, request })
    try {
      return await pending.promise
    } finally {
      signal?.removeEventListener('abort', cancel)
      this.#pending.delete(id)
    }
  }

  async close(): Promise<void> {
    if (this.ended) return
    const exit = once(this.#child, 'exit')
    this.#child.stdin?.end()
    // One that is still starting would not notice. What it started dies with it.
    if (!this.#answered) this.#child.kill('SIGKILL')
    const late = setTimeout(() => this.#child.kill('SIGKILL'), GRADER_LIMITS.closeMs)
    await exit
    clearTimeout(late)
  }

  #send(message: ToProcess): void {
    this.#child.stdin?.write(frame(message))
  }

  #receive(message: FromProcess): void {
    this.#answered = true
    switch (message.type) {
      case 'ready':
        this.#ready.resolve(message.tier)
        return
      case 'verdict':
        this.#pending.get(message.id)?.resolve(message.verdict)
        return
      case 'refused':
        this.#pending.get(message.id)?.reject(refusal(message.code, message.message))
        return
      case 'unable':
        this.#end(new GraderProcessError(message.code, message.told ?? message.message))
        return
      default:
        message satisfies never
    }
  }

  #end(error: GraderProcessError): void {
    this.ended = true
    this.#ready.reject(error)
    for (const { reject } of this.#pending.values()) reject(error)
  }
}

function refusal(code: string, message: string): Error {
  return code === 'GRADER_FAULT' ? new GraderProcessError(code, message) : new CourseError(code, message)
}

function start(options: ProcessOptions): ChildProcess {
  const argument = JSON.stringify({ ...options, labs: seenFromRepository(options.labs) })
  if (options.tier === 'full') return launchNamespaced(ENTRY, [argument], PIPES, { flags: FLAGS, env: ENVIRONMENT })
  return spawn(process.execPath, [...FLAGS, ENTRY, argument], { stdio: PIPES, env: { ...process.env, ...ENVIRONMENT } })
}

/** The launched process may see the repository at another path. */
function seenFromRepository(folder: string): string {
  const path = relative(ROOT, folder)
  return path.startsWith('..') ? folder : path
}
