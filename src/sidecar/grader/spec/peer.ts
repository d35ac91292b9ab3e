/** The spec's end of one TCP connection with the learner's program. Every wait that fails says what had come. */
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { NotSeen } from './faults.ts'
import type { Opened } from './grading.ts'
import { hex } from './hex.ts'
import { say } from './say.ts'

/** A wait's limit unless the spec says another, ms. */
export const WITHIN_MS = 2_000

export type Within = { within?: number }

export class Peer implements Opened {
  readonly #socket: Socket
  /** Parts as they came; joined when somebody looks. */
  #chunks: Uint8Array[] = []
  #length = 0
  /** Bytes that `read` has already given out. */
  #taken = 0
  #closed: 'fin' | 'reset' | undefined
  #waits = new Map<symbol, { what: string; look(): void }>()

  /** @param socket connected, with allowHalfOpen so that this side's FIN is the spec's own decision */
  constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#length += chunk.length
      this.#look()
    })
    socket.on('end', () => this.#close('fin'))
    socket.on('error', () => this.#close('reset'))
    // Closed without an end having been read: the other side reset the connection.
    socket.on('close', () => this.#close('reset'))
  }

  /** Everything received so far. */
  get received(): Uint8Array {
    const all = Uint8Array.from(Buffer.concat(this.#chunks))
    this.#chunks = [all]
    return all
  }

  get localPort(): number {
    return this.#socket.localPort ?? 0
  }

  /** Sends in one write. Text is sent as UTF-8. */
  write(bytes: Uint8Array | string): void {
    this.#socket.write(bytes)
  }

  /** Sends in parts: `sizes` one after another (the last again and again), `gapMs` between; by default byte by byte, 1 ms. */
  async dribble(
    bytes: Uint8Array,
    { sizes = [1], gapMs = 1 }: { sizes?: number[]; gapMs?: number } = {},
  ): Promise<void> {
    for (let at = 0, i = 0; at < bytes.length && !this.#socket.destroyed; i++) {
      const size = Math.max(1, sizes[Math.min(i, sizes.length - 1)] ?? 1)
      this.#socket.write(bytes.subarray(at, at + size))
      at += size
      if (at < bytes.length) await sleep(gapMs)
    }
  }

  /** The next `n` bytes, exactly; later ones stay for the next read. */
  async read(n: number, { within = WITHIN_MS }: Within = {}): Promise<Uint8Array> {
    const what = say(`${n} bytes from your program`, `你的程序发来 ${n} 字节`)
    await this.#wait(what, within, () => this.#length - this.#taken >= n || (this.#closed !== undefined && 'closed'))
    const bytes = this.received.slice(this.#taken, this.#taken + n)
    this.#taken += n
    return bytes
  }

  /** Everything not yet read, once the other side has sent FIN. */
  async readToEnd({ within = WITHIN_MS }: Within = {}): Promise<Uint8Array> {
    const what = say('the end of what your program sends', '你的程序发送完毕')
    await this.#wait(what, within, () => this.#closed === 'fin' || (this.#closed !== undefined && 'closed'))
    const bytes = this.received.slice(this.#taken)
    this.#taken = this.#length
    return bytes
  }

  /** How the other side ended: `fin` after its FIN, `reset` after a RST. */
  async closed({ within = WITHIN_MS }: Within = {}): Promise<'fin' | 'reset'> {
    await this.#wait(
      say('your program to close the connection', '你的程序关闭连接'),
      within,
      () => this.#closed !== undefined,
    )
    return this.#closed as 'fin' | 'reset'
  }

  /** Half-close: sends FIN; receiving goes on. */
  end(): void {
    this.#socket.end()
  }

  /** Sends RST. */
  reset(): void {
    this.#socket.resetAndDestroy()
  }

  /** Stops reading, so that the window closes when its buffers are full. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  destroy(): void {
    this.#waits.clear()
    this.#socket.destroy()
  }

  pending(): string {
    return [...this.#waits.values()].map(({ what }) => what).join(', ')
  }

  #close(how: 'fin' | 'reset'): void {
    this.#closed ??= how
    // A reset after the FIN still counts as the FIN it was.
    this.#look()
  }

  #look(): void {
    for (const { look } of [...this.#waits.values()]) look()
  }

  #wait(what: string, within: number, state: () => boolean | 'closed'): Promise<void> {
    const key = Symbol(what)
    return new Promise((resolve, reject) => {
      const settle = (error?: Error) => {
        clearTimeout(timer)
        this.#waits.delete(key)
        if (error) reject(error)
        else resolve()
      }
      const look = () => {
        const now = state()
        if (now === true) settle()
        else if (now === 'closed') settle(new NotSeen(`${this.#endedText()} ${this.#soFar()}`))
      }
      const timer = setTimeout(
        () =>
          settle(
            new NotSeen(
              `${say(`Waited ${within} ms for ${what}.`, `等待${what}，已等 ${within} 毫秒。`)} ${this.#soFar()}`,
            ),
          ),
        within,
      )
      this.#waits.set(key, { what, look })
      look()
    })
  }

  #endedText(): string {
    return this.#closed === 'reset'
      ? say('Your program reset the connection (RST).', '你的程序重置了连接（RST）。')
      : say('Your program closed the connection (FIN).', '你的程序关闭了连接（FIN）。')
  }

  #soFar(): string {
    const came = this.received.slice(this.#taken)
    return came.length === 0
      ? say('Nothing had come.', '没有收到任何字节。')
      : say(`${came.length} bytes had come: ${hex(came)}`, `已收到 ${came.length} 字节：${hex(came)}`)
  }
}
