/** Waits for many descriptors at once: one poll(2) in one thread of the pool, whatever the number of captures. */
import { checked, int32, libc } from './libc.ts'

const EFD_NONBLOCK_CLOEXEC = 0x800 | 0x80000
const POLLIN = 1
const POLLFD_BYTES = 8
/** The poll returns at least this often, so that a process that ends without waking it is not held for longer. */
const LONGEST_POLL_MS = 1_000

export class Poller {
  readonly #watched = new Map<number, () => void>()
  readonly #wake: number
  #polling = false
  #waiting: (() => void)[] = []

  constructor() {
    this.#wake = checked(libc.eventfd(0, EFD_NONBLOCK_CLOEXEC), 'eventfd')
    // The pool's threads are joined at exit: one that sits in poll() would hold the process.
    process.once('exit', () => this.#interrupt())
  }

  /** Calls `ready` on the main thread whenever the descriptor has something to read; it must read it. */
  watch(fd: number, ready: () => void): void {
    this.#watched.set(fd, ready)
    if (this.#polling) this.#interrupt()
    else this.#poll()
  }

  /** Resolves once the descriptor may be closed. */
  async unwatch(fd: number): Promise<void> {
    if (!this.#watched.delete(fd) || !this.#polling) return
    const returned = new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#interrupt()
    await returned
  }

  #poll(): void {
    const fds = [this.#wake, ...this.#watched.keys()]
    const set = Buffer.alloc(fds.length * POLLFD_BYTES)
    fds.forEach((fd, index) => {
      set.writeInt32LE(fd, index * POLLFD_BYTES)
      set.writeUInt16LE(POLLIN, index * POLLFD_BYTES + 4)
    })
    this.#polling = true
    libc.poll.async(set, fds.length, LONGEST_POLL_MS, () => {
      this.#polling = false
      libc.read(this.#wake, counter, counter.length)
      for (const resolve of this.#waiting.splice(0)) resolve()
      fds.forEach((fd, index) => {
        if (set.readUInt16LE(index * POLLFD_BYTES + 6) !== 0) this.#watched.get(fd)?.()
      })
      if (this.#watched.size > 0 && !this.#polling) this.#poll()
    })
  }

  #interrupt(): void {
    libc.write(this.#wake, one, one.length)
  }
}

const counter = Buffer.alloc(8)
const one = Buffer.concat([int32(1), int32(0)])
