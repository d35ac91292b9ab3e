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

/** Runs an echo server on this kernel, and timers. */
export class Reactor {
  constructor(kernel: Kernel) {
    // TODO: keep the kernel, and a record for each descriptor: what is queued for it, has its client ended?
  }

  /** Serves the clients of this listening socket. */
  listen(fd: number): void {}

  /** Calls `callback` once, when so many ms are over. */
  setTimer(ms: number, callback: () => void): void {}

  /** Turns until `until()` is true: wait, serve who is ready, run the timers that are due. */
  run(until: () => boolean): void {}
}
