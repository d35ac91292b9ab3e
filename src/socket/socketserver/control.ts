/** Whether a server's loop runs and whether it has been asked to end, in memory that all threads share. */
import { threadId } from 'node:worker_threads'

const REQUESTED = 0
const SERVING = 1
/** Thread of the loop, plus one, as Node's main thread is number 0. */
const THREAD = 2
const WORDS = 3

export class Control {
  readonly memory: SharedArrayBuffer
  readonly #words: Int32Array<SharedArrayBuffer>

  constructor(memory = new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory
    this.#words = new Int32Array(memory)
  }

  begin(): void {
    Atomics.store(this.#words, THREAD, threadId + 1)
    Atomics.store(this.#words, SERVING, 1)
  }

  end(): void {
    Atomics.store(this.#words, REQUESTED, 0)
    Atomics.store(this.#words, SERVING, 0)
    Atomics.notify(this.#words, SERVING)
  }

  /** Asks the loop to end; a loop that begins later ends at once, as in Python. */
  request(): void {
    Atomics.store(this.#words, REQUESTED, 1)
  }

  get requested(): boolean {
    return Atomics.load(this.#words, REQUESTED) === 1
  }

  get serving(): boolean {
    return Atomics.load(this.#words, SERVING) === 1
  }

  get servingHere(): boolean {
    return this.serving && Atomics.load(this.#words, THREAD) === threadId + 1
  }

  /** Blocks this thread until the loop has ended. */
  waitForEnd(): void {
    Atomics.wait(this.#words, SERVING, 1)
  }
}
