/**
 * Starts a program without copying this process. Node's own spawn() forks, and a fork copies the page tables of all that
 * this process holds, with the event loop stopped: 10 to 40 ms in one of 200 MiB. posix_spawn(3) shares the memory until
 * the program is there (CLONE_VFORK).
 *
 * The child leads a session of its own, has no handler and no blocked signal, and inherits from the calling thread what
 * fork would (its network namespace above all).
 */
import { EventEmitter } from 'node:events'
import { Socket } from 'node:net'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import koffi from 'koffi'
import { checked, int32 } from './libc.ts'

const library = koffi.load(null)
const libc = {
  socketpair: library.func('int socketpair(int, int, int, void *)'),
  close: library.func('int close(int)'),
  waitpid: library.func('int waitpid(int, void *, int)'),
  sigfillset: library.func('int sigfillset(void *)'),
  actionsInit: library.func('int posix_spawn_file_actions_init(void *)'),
  actionsDup2: library.func('int posix_spawn_file_actions_adddup2(void *, int, int)'),
  actionsDestroy: library.func('int posix_spawn_file_actions_destroy(void *)'),
  attributesInit: library.func('int posix_spawnattr_init(void *)'),
  attributesFlags: library.func('int posix_spawnattr_setflags(void *, short)'),
  attributesDefault: library.func('int posix_spawnattr_setsigdefault(void *, void *)'),
  attributesDestroy: library.func('int posix_spawnattr_destroy(void *)'),
  spawn: library.func('int posix_spawnp(void *, const char *, void *, void *, char **, char **)'),
}

const AF_UNIX = 1
const SOCK_STREAM_CLOEXEC = 1 | 0x80000
const WNOHANG = 1
/** SETSIGDEF, SETSIGMASK (to the empty set that init leaves) and SETSID of spawn.h. */
const FLAGS = 0x04 | 0x08 | 0x80
/** More than either of glibc's and musl's structures takes (at most 336). */
const STRUCT_BYTES = 512
const SIGSET_BYTES = 128

/** What of ChildProcess is used of a child; its events are `exit`, `close` and `error`, as there. */
export interface Child {
  readonly pid?: number | undefined
  readonly stdio: readonly (Readable | Writable | null | undefined)[]
  readonly exitCode: number | null
  readonly signalCode: NodeJS.Signals | null
  kill(signal: NodeJS.Signals): boolean
  once(event: 'exit' | 'close', listener: (code: number | null, signal: NodeJS.Signals | null) => void): this
  once(event: 'error', listener: (error: Error) => void): this
}

/**
 * `stdio`: for each descriptor of the child from 0 on a pipe, or one of ours, which stays ours. Whatever else is open
 * here is closed there. A program that cannot be started is told by `error`.
 */
export function spawnShared(
  words: readonly string[],
  { env, stdio }: { env: Record<string, string>; stdio: readonly ('pipe' | number)[] },
): Child {
  listen()
  const pairs = stdio.map((one) => (one === 'pipe' ? socketPair() : null))
  const ends = stdio.map((one, index) => (one === 'pipe' ? pairs[index]!.child : one))
  const pid = int32(0)
  const error = started(pid, words, env, ends)
  for (const pair of pairs) if (pair) libc.close(pair.child)
  const sockets = pairs.map((pair, index) => pair && new Socket({ fd: pair.ours, readable: index > 0, writable: true }))
  const child = new SharedChild(error === 0 ? pid.readInt32LE() : undefined, sockets)
  if (error === 0) living.add(child)
  else child.fail(new Error(`${words[0]} could not be started: errno ${error}`))
  return child
}

/** 0, or the errno. */
function started(pid: Buffer, words: readonly string[], env: Record<string, string>, ends: number[]): number {
  const [actions, attributes, signals] = [STRUCT_BYTES, STRUCT_BYTES, SIGSET_BYTES].map((size) => Buffer.alloc(size))
  libc.actionsInit(actions)
  libc.attributesInit(attributes)
  try {
    // Ours are far above those of the child, so that none is overwritten before it is copied.
    for (const [target, fd] of ends.entries()) libc.actionsDup2(actions, fd, target)
    libc.sigfillset(signals)
    libc.attributesDefault(attributes, signals)
    libc.attributesFlags(attributes, FLAGS)
    const environment = Object.entries(env).map(([name, value]) => `${name}=${value}`)
    return libc.spawn(pid, words[0], actions, attributes, [...words, null], [...environment, null])
  } finally {
    libc.actionsDestroy(actions)
    libc.attributesDestroy(attributes)
  }
}

function socketPair(): { ours: number; child: number } {
  const pair = Buffer.alloc(8)
  checked(libc.socketpair(AF_UNIX, SOCK_STREAM_CLOEXEC, 0, pair), 'socketpair')
  return { ours: pair.readInt32LE(0), child: pair.readInt32LE(4) }
}

/** Once for good: a signal that came and was not told yet is lost when its only listener is taken away and put back. */
function listen(): void {
  if (!process.listeners('SIGCHLD').includes(reap)) process.on('SIGCHLD', reap)
}

const living = new Set<SharedChild>()
const status = int32(0)

/** Of several that end at once one signal tells. Those of others are left to who started them. */
function reap(): void {
  for (const child of living) {
    if (libc.waitpid(child.pid!, status, WNOHANG) === 0) continue
    living.delete(child)
    child.end(status.readInt32LE())
  }
}

class SharedChild extends EventEmitter implements Child {
  readonly pid: number | undefined
  readonly stdio: readonly (Socket | null)[]
  exitCode: number | null = null
  signalCode: NodeJS.Signals | null = null
  /** Streams that may still have something to read, and the process itself. */
  #open = 1

  constructor(pid: number | undefined, stdio: readonly (Socket | null)[]) {
    super()
    this.pid = pid
    this.stdio = stdio
    for (const socket of stdio.slice(1)) {
      if (!socket) continue
      this.#open += 1
      socket.once('close', () => this.#closed())
    }
  }

  kill(signal: NodeJS.Signals): boolean {
    return living.has(this) && process.kill(this.pid!, signal)
  }

  /** As wait(2) tells it. */
  end(how: number): void {
    const signal = how & 0x7f
    if (signal === 0) this.exitCode = (how >> 8) & 0xff
    else this.signalCode = nameOf(signal)
    this.stdio[0]?.destroy()
    this.emit('exit', this.exitCode, this.signalCode)
    this.#closed()
  }

  fail(error: Error): void {
    for (const socket of this.stdio) socket?.destroy()
    setImmediate(() => this.emit('error', error))
  }

  #closed(): void {
    this.#open -= 1
    if (this.#open === 0) this.emit('close', this.exitCode, this.signalCode)
  }
}

function nameOf(number: number): NodeJS.Signals | null {
  const found = Object.entries(constants.signals).find(([, value]) => value === number)
  return (found?.[0] as NodeJS.Signals | undefined) ?? null
}
