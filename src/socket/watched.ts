/** Tells the page's reporter, where there is one, when a call begins and how it ends. */
import { addressText } from './address.ts'
import { type CallEnd, type CallReporter, reporter } from './calls.ts'
import { nameOf } from './descriptor.ts'

/** Runs a blocking call. `outcome` says what to tell of its result. */
export function watched<T>(call: string, fd: number, run: () => T, outcome: (value: T) => CallEnd = () => ({})): T {
  const told = begin(call, fd)
  if (!told) return run()
  try {
    const value = run()
    told.end(() => outcome(value))
    return value
  } catch (error) {
    told.end(() => ({ result: codeOf(error) }))
    throw error
  }
}

/** The same for an awaitable call. */
export async function watchedAsync<T>(
  call: string,
  fd: number,
  run: () => Promise<T>,
  outcome: (value: T) => CallEnd = () => ({}),
): Promise<T> {
  const told = begin(call, fd)
  if (!told) return run()
  try {
    const value = await run()
    told.end(() => outcome(value))
    return value
  } catch (error) {
    told.end(() => ({ result: codeOf(error) }))
    throw error
  }
}

type Told = { end(outcome: () => CallEnd): void }

function begin(call: string, fd: number): Told | null {
  const watcher = reporter()
  if (!watcher) return null
  try {
    const id = watcher.begin({ call, ...ends(fd) })
    return { end: (outcome) => finish(watcher, id, fd, outcome) }
  } catch {
    return null
  }
}

function finish(watcher: CallReporter, id: number, fd: number, outcome: () => CallEnd): void {
  try {
    watcher.end(id, { ...ends(fd), ...outcome() })
  } catch {
    // Watching never fails a program.
  }
}

function ends(fd: number): { local?: string; remote?: string } {
  return { local: end(fd, 'getsockname'), remote: end(fd, 'getpeername') }
}

function end(fd: number, syscall: 'getsockname' | 'getpeername'): string | undefined {
  try {
    const address = nameOf(fd, syscall)
    return address[0] === '' ? undefined : addressText(address)
  } catch {
    return undefined
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'error'
}
