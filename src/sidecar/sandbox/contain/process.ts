/** A contained process from outside: its streams, its end, and the one way to end it. */
import type { Duplex, Readable, Writable } from 'node:stream'
import { childrenOf } from '../system/process-tree.ts'
import { type Child, spawnShared } from '../system/spawn.ts'

export type ContainedExit = { code: number | null; signal: NodeJS.Signals | null }

export type ContainedProcess = {
  /** The outermost process of the sandbox; its tree is the whole of it. */
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** fd 3 there. */
  readonly channel: Duplex
  /** fd 4 there. */
  readonly calls: Readable
  /** Settles when everything of the sandbox is gone and its output has been read. */
  readonly exited: Promise<ContainedExit>
  /** The kernel has ended a process of it for want of memory. Where nothing but the watch bounds that: never. */
  overflowed(): boolean
  /** What the containment itself said, where that is not mixed with the program's stderr. */
  diagnostics(): string
  /** SIGKILL to the whole pid namespace; resolves as `exited` does. Idempotent, never rejects. */
  kill(): Promise<void>
}

/** How long the outer process gets to notice that all inside is dead, ms. */
const OUTER_GRACE_MS = 1_000

const SAID_TEXT = 1_000
/** unshare(1) ends itself by its child's signal, and stumbles over SIGKILL, whose handling nobody may set. */
const UNSHARE_ON_SIGKILL = 'sigprocmask unblock failed'

/** Signals that end a program which handles none; the containment's own process reports them as 128 + number. */
const FATAL: Record<number, NodeJS.Signals> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
}

const PIPES = ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'] as const

/** A descriptor that the child gets as fd 5 and that stays the caller's; or the pipe that becomes the program's stderr. */
export type FifthDescriptor = number | 'stderr'

export function startProcess(words: string[], fifth: FifthDescriptor): ContainedProcess {
  // It leads a session, and so a group, from the beginning: signals to a group know no namespaces.
  const child = spawnShared(words, {
    // What bubblewrap or unshare are started with can be read by nobody inside, and holds nothing anyway.
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin' },
    stdio: [...PIPES, fifth === 'stderr' ? 'pipe' : fifth],
  })
  return wrap(child, (pid) => killSandbox(child, pid), fifth === 'stderr' ? 5 : 2)
}

/**
 * Streams and end of a child with pipes on 0 to 4. `kill` sends the signal. `errors` is the index of the program's
 * stderr; where it is not 2, what holds the program writes there.
 */
export function wrap(child: Child, kill: (pid: number) => void, errors = 2): ContainedProcess {
  const streams = child.stdio as unknown as [Writable, Readable, Readable, Duplex, Duplex, Readable]
  const [stdin, stdout, , channel, calls] = streams
  const stderr = streams[errors] as Readable
  for (const stream of child.stdio) stream?.on('error', () => {})
  let said = ''
  if (errors !== 2)
    streams[2].setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-SAID_TEXT)
    })
  const exited = new Promise<ContainedExit>((resolve) => {
    child.once('error', () => resolve({ code: 127, signal: null }))
    child.once('close', (code, signal) => resolve(exitOf(code, signal, said)))
    child.once('exit', () => {
      stdin.destroy()
      // 'close' waits for every stream, and nobody may be reading these; what is read may not have been read to its end.
      for (const stream of [stdout, stderr, channel, calls]) if (!stream.readableFlowing) stream.resume()
    })
  })
  const pid = child.pid ?? 0
  let killed = false
  return {
    pid,
    stdin,
    stdout,
    stderr,
    channel,
    calls,
    exited,
    overflowed: () => false,
    diagnostics: () => said,
    async kill() {
      if (!killed && pid > 0 && child.exitCode === null && child.signalCode === null) {
        killed = true
        kill(pid)
      }
      await exited
    },
  }
}

/**
 * Kills pid 1 of the namespace rather than the process that watches it from outside: the kernel lets pid 1 end only
 * after everything else in its namespace has, so that the outer process's end says that all is gone.
 */
function killSandbox(child: Child, pid: number): void {
  const inner = childrenOf(pid)
  for (const init of inner) {
    try {
      process.kill(init, 'SIGKILL')
    } catch {
      // It ended meanwhile.
    }
  }
  if (inner.length === 0) child.kill('SIGKILL')
  else {
    const late = setTimeout(() => child.kill('SIGKILL'), OUTER_GRACE_MS)
    child.once('exit', () => clearTimeout(late))
  }
}

function exitOf(code: number | null, signal: NodeJS.Signals | null, said: string): ContainedExit {
  if (said.includes(UNSHARE_ON_SIGKILL)) return { code: null, signal: 'SIGKILL' }
  const fatal = code !== null && code > 128 ? FATAL[code - 128] : undefined
  return fatal === undefined ? { code, signal } : { code: null, signal: fatal }
}
