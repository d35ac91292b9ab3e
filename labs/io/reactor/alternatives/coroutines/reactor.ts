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

/** What a task waits for: to read, to write, or only for its next turn. */
type Wish = 'r' | 'w' | 'turn'
type Task = { wish: Wish; steps: Iterator<Wish> }
type Timer = { at: number; callback: () => void }

const TURN_BYTES = 65_536
const CHUNK = 8_192

/** Each socket has a coroutine that reads like a blocking program; the loop wakes it when its wish is true. */
export class Reactor {
  readonly #kernel: Kernel
  readonly #tasks = new Map<number, Task>()
  readonly #timers = new Set<Timer>()

  constructor(kernel: Kernel) {
    this.#kernel = kernel
  }

  listen(fd: number): void {
    this.#start(fd, this.#server(fd))
  }

  setTimer(ms: number, callback: () => void): void {
    this.#timers.add({ at: this.#kernel.now() + ms, callback })
  }

  run(until: () => boolean): void {
    while (!until()) {
      const woken = new Set<number>()
      const set = new Map<number, Interest>()
      for (const [fd, { wish }] of this.#tasks)
        if (wish === 'turn') woken.add(fd)
        else set.set(fd, wish)
      for (const { fd, r, w } of this.#kernel.wait(set, woken.size > 0 ? 0 : this.#untilNextTimer())) {
        const wish = this.#tasks.get(fd)?.wish
        if ((wish === 'r' && r) || (wish === 'w' && w)) woken.add(fd)
      }
      for (const fd of woken) this.#step(fd)
      const now = this.#kernel.now()
      const due = [...this.#timers].filter(({ at }) => at <= now).toSorted((a, b) => a.at - b.at)
      for (const timer of due) {
        this.#timers.delete(timer)
        timer.callback()
      }
    }
  }

  #untilNextTimer(): number | null {
    if (this.#timers.size === 0) return null
    return Math.max(0, Math.min(...[...this.#timers].map(({ at }) => at)) - this.#kernel.now())
  }

  #start(fd: number, steps: Iterator<Wish>): void {
    this.#tasks.set(fd, { wish: 'r', steps })
  }

  #step(fd: number): void {
    const task = this.#tasks.get(fd)
    if (!task) return
    try {
      const { done, value } = task.steps.next()
      if (!done) {
        task.wish = value
        return
      }
    } catch {
      // Of this connection only.
    }
    this.#tasks.delete(fd)
    this.#kernel.close(fd)
  }

  *#server(listener: number): Generator<Wish> {
    for (;;) {
      const fd = yield* this.#once('r', () => this.#kernel.accept(listener))
      this.#start(fd, this.#echo(fd))
    }
  }

  *#echo(fd: number): Generator<Wish> {
    let budget = TURN_BYTES
    for (;;) {
      if (budget === 0) {
        yield 'turn'
        budget = TURN_BYTES
      }
      let data = yield* this.#once('r', () => this.#kernel.read(fd, Math.min(CHUNK, budget)))
      if (data.length === 0) return
      budget -= data.length
      while (data.length > 0) data = data.subarray(yield* this.#once('w', () => this.#kernel.write(fd, data)))
    }
  }

  /** Tries, and where the answer is EAGAIN waits and tries again. */
  *#once<T>(wish: Wish, call: () => T): Generator<Wish, T> {
    for (;;) {
      try {
        return call()
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'EAGAIN') throw error
      }
      yield wish
    }
  }
}
