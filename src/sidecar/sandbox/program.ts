/**
 * Supervises one contained program: its output, its limits, its end. The same for every tier. Where the kernel bounds its
 * memory (memory-group/) it ends the process that takes most; the rest of the program is ended here.
 */
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { ExitReason, LimitName, ProgramExit, SocketCall } from '../../protocol/lab.ts'
import { CALL_LIMITS } from '../calls/parse.ts'
import type { Limits } from '../limits.ts'
import type { ContainedExit, ContainedProcess } from './contain/process.ts'
import { LAST_WORDS, limitSigned } from './limit-signs.ts'
import { proportionalBytes, treeUsage } from './system/process-tree.ts'
import type { Program, ProgramEvents } from './types.ts'

/** Memory and processor time are looked at this often while a program works, and less often while it only waits, ms. */
const WATCH_MS = 100
const IDLE_WATCH_MS = 400

/** RLIMIT_NPROC comes first where it binds; processes of ours that hold the program are in the tree as well. */
const UNCOUNTED_TASKS = 16

/** A line of the calls preload, as a call of this program; null when it is none. */
export type CallReader = (line: string) => SocketCall | null

export type ProgramOptions = {
  name: string
  limits: Limits
  events: ProgramEvents
  /** µs since the run began. */
  now(): number
  readCall: CallReader
}

type Ending = 'stopped' | { limit: LimitName }

export class SupervisedProgram implements Program {
  readonly name: string
  readonly exited: Promise<ProgramExit>
  readonly #process: ContainedProcess
  readonly #options: ProgramOptions
  #ending: Ending | null = null
  #kept = 0
  #cut = 0
  #cpu = 0
  /** The latest of stderr. */
  #lastWords = ''

  constructor(process: ContainedProcess, options: ProgramOptions) {
    this.name = options.name
    this.#process = process
    this.#options = options
    this.#read('stdout', process.stdout)
    this.#read('stderr', process.stderr)
    this.#readCalls(process.calls)
    this.exited = this.#live()
  }

  write(text: string): void {
    if (!this.#process.stdin.destroyed) this.#process.stdin.write(text)
  }

  endInput(): void {
    this.#process.stdin.end()
  }

  async stop(reason: Ending): Promise<void> {
    this.#ending ??= reason
    await this.#process.kill()
    await this.exited
  }

  async #live(): Promise<ProgramExit> {
    const { wallSeconds } = this.#options.limits
    const wall = wallSeconds > 0 ? setTimeout(() => void this.stop({ limit: 'wall' }), wallSeconds * 1_000) : undefined
    this.#watch(WATCH_MS)
    const ended = await this.#process.exited
    clearTimeout(wall)
    clearTimeout(this.#watching)
    const exit = this.#exit(ended)
    if (this.#cut > 0) this.#options.events.outputCut?.(this.#cut)
    this.#options.events.exit(exit)
    return exit
  }

  #exit({ code, signal }: ContainedExit): ProgramExit {
    const overflowed = this.#process.overflowed() ? ({ limit: 'memory' } as const) : null
    const ending = this.#ending ?? overflowed ?? this.#limitOf(code, signal)
    if (ending === 'stopped') return { code, signal, reason: 'stopped' }
    if (ending !== null) return { code, signal, reason: 'limit', limit: ending.limit }
    const reason: ExitReason = code === 0 ? 'exited' : 'crashed'
    return { code, signal, reason }
  }

  /** A limit that ended the program without us. */
  #limitOf(code: number | null, signal: NodeJS.Signals | null): Ending | null {
    if (code === 0) return null
    const limit = limitSigned(this.#lastWords, signal)
    if (limit !== null) return { limit }
    return this.#spentCpu(signal) ? { limit: 'cpu' } : null
  }

  /** The kernel kills at the hard limit; the last look was a little before. */
  #spentCpu(signal: NodeJS.Signals | null): boolean {
    const near = this.#cpu >= this.#options.limits.cpuSeconds - (2 * IDLE_WATCH_MS) / 1_000
    return near && (signal === 'SIGKILL' || signal === 'SIGXCPU')
  }

  #read(stream: 'stdout' | 'stderr', readable: Readable): void {
    const { events, limits, now } = this.#options
    const decoder = new StringDecoder('utf8')
    const tell = (text: string) => text !== '' && events.output(stream, text, now())
    readable.on('data', (chunk: Buffer) => {
      const room = limits.outputBytes - this.#kept
      const kept = chunk.length <= room ? chunk : chunk.subarray(0, Math.max(room, 0))
      this.#kept += kept.length
      const text = decoder.write(kept)
      tell(text)
      if (stream === 'stderr') this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS)
      this.#cut += chunk.length - kept.length
      if (this.#cut > 0) void this.stop({ limit: 'output' })
    })
    readable.on('end', () => this.#cut === 0 && tell(decoder.end()))
    readable.resume() // it may have been paused while nobody listened
  }

  #readCalls(readable: Readable): void {
    const { events, readCall } = this.#options
    let rest = ''
    let read = 0
    readable.setEncoding('utf8')
    readable.on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      read += lines.length
      rest = lines.pop() ?? ''
      if (rest.length > CALL_LIMITS.lineBytes) rest = ''
      for (const line of lines) {
        const call = line.length <= CALL_LIMITS.lineBytes ? readCall(line) : null
        if (call !== null) events.call(call)
      }
      // The preload stops by itself long before; this is somebody else's writing.
      if (read > 2 * CALL_LIMITS.perRun) readable.destroy()
    })
  }

  #watching: NodeJS.Timeout | undefined
  #watch(delay: number): void {
    this.#watching = setTimeout(() => {
      const { limits } = this.#options
      const { cpu, resident, pids, tasks } = treeUsage(this.#process.pid)
      const works = cpu > this.#cpu
      this.#cpu = Math.max(cpu, this.#cpu)
      const memory = limits.memoryMiB << 20
      if (cpu > limits.cpuSeconds) void this.stop({ limit: 'cpu' })
      else if (this.#process.overflowed()) void this.stop({ limit: 'memory' })
      else if (resident > memory && proportionalBytes(pids) > memory) void this.stop({ limit: 'memory' })
      else if (tasks > limits.processes + UNCOUNTED_TASKS) void this.stop({ limit: 'processes' })
      this.#watch(works ? WATCH_MS : IDLE_WATCH_MS)
    }, delay)
  }
}
