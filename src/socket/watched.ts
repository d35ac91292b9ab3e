/** Tells the page's reporter, where there is one, when a call begins and how it ends. */
import { type AnyAddress, addressText } from './address.ts'
import { type CallEnd, type CallReporter, reporter } from './calls.ts'
import { nameOf } from './descriptor.ts'
import { CLOSED, type Handle } from './handle.ts'

/** Whose call it is; null for one on several sockets (select, poll). */
type Whose = Handle | null
type Outcome<T> = (value: T) => CallEnd
const nothing = () => ({})

/** Runs a blocking call. `outcome` says what to tell of its result. */
export function watched<T>(call: string, whose: Whose, run: () => T, outcome: Outcome<T> = nothing): T {
  const told = begin(call, whose)
  if (!told) return run()
  try {
    const value = run()
    told(() => outcome(value))
    return value
  } catch (error) {
    told(() => ({ result: codeOf(error) }))
    throw error
  }
}

/** The same for an awaitable call. */
export async function watchedAsync<T>(
  call: string,
  whose: Whose,
  run: () => Promise<T>,
  outcome: Outcome<T> = nothing,
): Promise<T> {
  const told = begin(call, whose)
  if (!told) return run()
  try {
    const value = await run()
    told(() => outcome(value))
    return value
  } catch (error) {
    told(() => ({ result: codeOf(error) }))
    throw error
  }
}

type Told = (outcome: () => CallEnd) => void

function begin(call: string, whose: Whose): Told | null {
  const watcher = reporter()
  if (!watcher) return null
  try {
    const known = ends(whose)
    const id = watcher.begin({ call, ...known })
    // Not wanted, as of a program that hurries; the bytes of its outcome are counted all the same.
    if (id === 0) return (outcome) => void quietly(outcome)
    return (outcome) => finish(watcher, id, () => ({ ...known, ...ends(whose), ...outcome() }))
  } catch {
    return null
  }
}

function quietly(outcome: () => CallEnd): void {
  try {
    outcome()
  } catch {
    // Watching never fails a program.
  }
}

function finish(watcher: CallReporter, id: number, outcome: () => CallEnd): void {
  try {
    watcher.end(id, outcome())
  } catch {
    // Watching never fails a program.
  }
}

function ends(whose: Whose): { local?: string; remote?: string } {
  if (whose === null || whose.fd === CLOSED) return {}
  if (whose.ends !== null) return whose.ends
  const known = { local: end(whose, 'getsockname'), remote: end(whose, 'getpeername') }
  // A connection's ends never change; asking costs two calls.
  if (known.local !== undefined && known.remote !== undefined) whose.ends = known
  return known
}

function end(handle: Handle, syscall: 'getsockname' | 'getpeername'): string | undefined {
  try {
    return shownEnd(nameOf(handle.fd, handle.family, syscall))
  } catch {
    return undefined
  }
}

/** As `addressText`; nothing of an address that says nothing. */
export function shownEnd(address: AnyAddress): string | undefined {
  return address === '' || address[0] === '' ? undefined : addressText(address)
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'error'
}
