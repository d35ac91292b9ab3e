/** Following one thread's system calls: ptrace(2), Linux 5.3 or newer. Only the thread that attached may make the calls. */
import { closeSync, openSync, readlinkSync, readSync } from 'node:fs'
import koffi from 'koffi'
import type { ReadMemory } from './arguments.ts'

const library = koffi.load(null)
const ptrace = library.func('long ptrace(long, int, ulong, ulong)')
const ptraceInto = library.func('long ptrace(long, int, ulong, void *)')
const waitpid = library.func('int waitpid(int, void *, int)')

const REQUEST = { seize: 0x4206, interrupt: 0x4207, syscall: 24, detach: 17, syscallInfo: 0x420e }
const O_TRACESYSGOOD = 1
const WALL = 0x4000_0000
const SIGTRAP = 5
const SYSCALL_STOP = SIGTRAP | 0x80
/** A stop of ptrace's own making, in the third byte of the status. */
const EVENT_STOP = 128

/** `struct ptrace_syscall_info`. */
const INFO_BYTES = 88
const OP = { entry: 1, exit: 2 }
const AT = { number: 24, args: 32, result: 24 }
const ARGUMENTS = 6

export type Stop =
  | { type: 'entry'; number: number; args: bigint[] }
  | { type: 'exit'; result: bigint }
  | { type: 'signal'; signal: number }
  | { type: 'ended' }

export class Tracee {
  readonly #pid: number
  readonly #memory: number
  readonly #status = Buffer.alloc(4)
  readonly #info = Buffer.alloc(INFO_BYTES)

  /** Attaches, and stops the thread. Throws where that is refused. */
  constructor(pid: number) {
    this.#pid = pid
    if (Number(ptrace(REQUEST.seize, pid, 0, O_TRACESYSGOOD)) !== 0)
      throw new Error(`PTRACE_SEIZE: errno ${koffi.errno()}`)
    ptrace(REQUEST.interrupt, pid, 0, 0)
    this.#wait()
    this.#memory = openSync(`/proc/${pid}/mem`, 'r')
  }

  /** Lets the thread run until its next stop; `signal` is handed on to it. */
  next(signal = 0): Stop {
    if (Number(ptrace(REQUEST.syscall, this.#pid, 0, signal)) !== 0) return { type: 'ended' }
    const status = this.#wait()
    const stopped = status !== null && (status & 0xff) === 0x7f
    if (!stopped) return { type: 'ended' }
    const why = (status >> 8) & 0xff
    if (why === SYSCALL_STOP) return this.#syscall()
    return { type: 'signal', signal: status >> 16 === EVENT_STOP || why === SIGTRAP ? 0 : why }
  }

  /** Lets it go for good. */
  detach(): void {
    ptrace(REQUEST.detach, this.#pid, 0, 0)
    closeSync(this.#memory)
  }

  readonly read: ReadMemory = (address, length) => {
    const bytes = Buffer.alloc(length)
    try {
      return readSync(this.#memory, bytes, 0, length, address) === length ? bytes : null
    } catch {
      return null
    }
  }

  /** `socket:[4711]`; empty for what is no descriptor of it. */
  readonly target = (descriptor: number): string => {
    try {
      return readlinkSync(`/proc/${this.#pid}/fd/${descriptor}`)
    } catch {
      return ''
    }
  }

  #wait(): number | null {
    return Number(waitpid(this.#pid, this.#status, WALL)) === this.#pid ? this.#status.readInt32LE() : null
  }

  #syscall(): Stop {
    const size = Number(ptraceInto(REQUEST.syscallInfo, this.#pid, INFO_BYTES, this.#info))
    const op = size > 0 ? this.#info[0] : undefined
    if (op === OP.exit) return { type: 'exit', result: this.#info.readBigInt64LE(AT.result) }
    if (op !== OP.entry) return { type: 'signal', signal: 0 }
    const args = Array.from({ length: ARGUMENTS }, (_, n) => this.#info.readBigUInt64LE(AT.args + 8 * n))
    return { type: 'entry', number: Number(this.#info.readBigUInt64LE(AT.number)), args }
  }
}
