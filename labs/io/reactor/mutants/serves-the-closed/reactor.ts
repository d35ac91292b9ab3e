export type Interest = 'r' | 'w' | 'rw'
/** What the loop may ask of the system. No call waits, except `wait`. */
export interface Kernel {
  /** A new connection of a listener, as a descriptor; throws { code: 'EAGAIN' } when there is none. */
  accept(fd: number): number
  /** 1 to n bytes, none at the end of the stream. Throws { code }: 'EAGAIN', 'ECONNRESET' … */
  read(fd: number, n: number): Uint8Array
  /** How many of these bytes were taken, at least one. Throws { code }: 'EAGAIN', 'ECONNRESET' … */
  write(fd: number, bytes: Uint8Array): number
  close(fd: number): void
  /** Waits until one of them is ready, at most so many ms; null: as long as it takes. */
  wait(set: Map<number, Interest>, timeoutMs: number | null): { fd: number; r: boolean; w: boolean }[]
  /** Milliseconds on a clock that only runs forward. */
  now(): number
}

type Connection = { queue: Uint8Array[]; ended: boolean }
type Timer = { at: number; callback: () => void }

/** Bytes read from one client in one turn of the loop. */
const TURN_BYTES = 65_536

/** Runs an echo server on this kernel, and timers. */
export class Reactor {
  readonly #kernel: Kernel
  readonly #listeners = new Set<number>()
  readonly #connections = new Map<number, Connection>()
  /** By time; those of one time in the order in which they were set. */
  #timers: Timer[] = []
  /** Who used up a turn and may have more: an edge-triggered kernel will not say so again. */
  #again = new Set<number>()

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  /** Serves the clients of this listening socket. */
  listen(fd: number): void {
    this.#listeners.add(fd)
  }

  /** Calls `callback` once, when so many ms are over. */
  setTimer(ms: number, callback: () => void): void {
    this.#timers.push({ at: this.#kernel.now() + ms, callback })
    this.#timers.sort((a, b) => a.at - b.at)
  }

  /** Turns until `until()` is true: wait, serve who is ready, run the timers that are due. */
  run(until: () => boolean): void {
    while (!until()) {
      const events = this.#kernel.wait(this.#interests(), this.#timeout())
      const readable = this.#again
      this.#again = new Set()
      for (const { fd, r, w } of events) {
        if (r) readable.add(fd)
        if (w) this.#guard(fd, () => this.#flush(fd))
      }
      for (const fd of readable) {
        if (this.#listeners.has(fd)) this.#accept(fd)
        else this.#guard(fd, () => this.#read(fd))
      }
      this.#runTimers()
    }
  }

  /** What to ask of a socket follows from what we have for it. */
  #interests(): Map<number, Interest> {
    const set = new Map<number, Interest>()
    for (const fd of this.#listeners) set.set(fd, 'r')
    for (const [fd, { queue, ended }] of this.#connections) set.set(fd, ended ? 'w' : queue.length > 0 ? 'rw' : 'r')
    return set
  }

  #timeout(): number | null {
    if (this.#again.size > 0) return 0
    const next = this.#timers[0]
    return next === undefined ? null : Math.max(0, next.at - this.#kernel.now())
  }

  #accept(listener: number): void {
    for (;;) {
      const fd = unlessEmpty(() => this.#kernel.accept(listener))
      if (fd === null) return
      this.#connections.set(fd, { queue: [], ended: false })
    }
  }

  #read(fd: number): void {
    const connection = this.#connections.get(fd) ?? { queue: [], ended: false }
    let budget = TURN_BYTES
    while (budget > 0) {
      const data = unlessEmpty(() => this.#kernel.read(fd, budget))
      if (data === null) break
      if (data.length === 0) {
        connection.ended = true
        break
      }
      budget -= data.length
      connection.queue.push(data)
    }
    if (budget === 0) this.#again.add(fd)
    this.#flush(fd)
  }

  /** Writes what is queued, as far as the kernel takes it. */
  #flush(fd: number): void {
    const connection = this.#connections.get(fd) ?? { queue: [], ended: true }
    const { queue } = connection
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const bytes = first
      const taken = unlessEmpty(() => this.#kernel.write(fd, bytes))
      if (taken === null) return
      if (taken < bytes.length) queue[0] = bytes.subarray(taken)
      else queue.shift()
    }
    if (connection.ended) this.#drop(fd)
  }

  /** An error of one connection ends that one. */
  #guard(fd: number, serve: () => void): void {
    try {
      serve()
    } catch {
      this.#drop(fd)
    }
  }

  #drop(fd: number): void {
    this.#connections.delete(fd)
    this.#again.delete(fd)
    this.#kernel.close(fd)
  }

  #runTimers(): void {
    const now = this.#kernel.now()
    const due = this.#timers.filter(({ at }) => at <= now)
    this.#timers = this.#timers.filter(({ at }) => at > now)
    for (const { callback } of due) callback()
  }
}

/** What the call returns; null for EAGAIN. */
function unlessEmpty<T>(call: () => T): T | null {
  try {
    return call()
  } catch (error) {
    if ((error as { code?: unknown }).code === 'EAGAIN') return null
    throw error
  }
}
