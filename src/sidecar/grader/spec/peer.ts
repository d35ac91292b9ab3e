/** The spec's end of one connection (TCP or UNIX) with the learner's program. Every wait that fails says what had come. */
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { differenceText } from './difference.ts'
import { NotSeen, SpecFault } from './faults.ts'
import { Grading, type Opened } from './grading.ts'
import { held } from './held.ts'
import { hex } from './hex.ts'
import { Inflow } from './inflow.ts'
import { say } from './say.ts'
import { setReceiveBuffer, silence } from './socket-options.ts'
import { untilTaken } from './taken.ts'
import { Waits, WITHIN_MS, type Within } from './waits.ts'

export { WITHIN_MS, type Within }

/** How long nothing may come for `expectSilence`, unless the spec says another, ms. */
const SILENCE_MS = 200
const NEWLINE = 0x0a
/** The kernel takes it for twice as much, and never for less than 2,304 (tcp(7)), bytes. */
const LEAST_BUFFER = 1_024

export type Bytes = Uint8Array | string

export class Peer implements Opened {
  readonly #socket: Socket
  readonly #in = new Inflow()
  #closed: 'fin' | 'reset' | undefined
  #slow: NodeJS.Timeout | undefined
  readonly #waits = new Waits()
  /** `address:port` of both ends; empty of a UNIX socket. They outlive the connection. */
  readonly local: string
  readonly remote: string

  /** @param socket connected, with allowHalfOpen so that this side's FIN is the spec's own decision */
  constructor(socket: Socket) {
    this.#socket = socket
    this.local = end(socket.localAddress, socket.localPort)
    this.remote = end(socket.remoteAddress, socket.remotePort)
    socket.setNoDelay(true)
    const grading = Grading.current()
    socket.on('data', (chunk: Buffer) => {
      this.#in.append(chunk)
      if (grading.took(chunk.length)) this.#waits.look()
      else socket.destroy()
    })
    socket.on('end', () => this.#close('fin'))
    socket.on('error', () => this.#close('reset'))
    // Closed without an end having been read: the other side reset the connection.
    socket.on('close', () => this.#close('reset'))
  }

  /** Everything received so far. */
  get received(): Uint8Array {
    return this.#in.all
  }

  /** What came and no read has given out. */
  get unread(): Uint8Array {
    return this.#in.unread.slice()
  }

  get localPort(): number {
    return this.#socket.localPort ?? 0
  }

  /** Sends in one write. Text is sent as UTF-8. */
  write(bytes: Bytes): void {
    this.#socket.write(bytes)
  }

  /**
   * Sends each chunk in a write of its own, `gapMs` between them (default 5; or one pause for each gap): the chunks are
   * segments of their own, and mostly reads of their own.
   */
  async send(chunks: Iterable<Bytes>, { gapMs = 5 }: { gapMs?: number | number[] } = {}): Promise<void> {
    const list = [...chunks]
    for (const [i, chunk] of list.entries()) {
      if (this.#socket.destroyed) return
      this.#socket.write(chunk)
      if (i < list.length - 1) await sleep(typeof gapMs === 'number' ? gapMs : (gapMs[i] ?? gapMs.at(-1) ?? 0))
    }
  }

  /** Sends in parts: `sizes` one after another (the last again and again), `gapMs` between; by default byte by byte, 1 ms. */
  async dribble(
    bytes: Uint8Array,
    { sizes = [1], gapMs = 1 }: { sizes?: number[]; gapMs?: number } = {},
  ): Promise<void> {
    const chunks: Uint8Array[] = []
    for (let at = 0, i = 0; at < bytes.length; i++) {
      const size = Math.max(1, sizes[Math.min(i, sizes.length - 1)] ?? 1)
      chunks.push(bytes.subarray(at, at + size))
      at += size
    }
    await this.send(chunks, { gapMs })
  }

  /**
   * The program has read all that was sent until now, so that what is sent next is a read of its own, however busy the
   * machine is. Not of a UNIX socket, whose queue nobody tells.
   */
  async taken({ within = WITHIN_MS }: Omit<Within, 'due'> = {}): Promise<void> {
    const { localPort, remotePort } = this.#socket
    if (localPort === undefined || remotePort === undefined) throw new SpecFault('taken(): only of a TCP connection')
    await untilTaken(localPort, remotePort, within)
  }

  /** The next `n` bytes, exactly; later ones stay for the next read. */
  async read(n: number, { within = WITHIN_MS, due }: Within = {}): Promise<Uint8Array> {
    const what = say(`${n} bytes from your program`, `你的程序发来 ${n} 字节`)
    await this.#wait(what, within, () => this.#in.unread.length >= n, due)
    return this.#in.take(n)
  }

  /** The next line, as text without its line feed. */
  async line({ within = WITHIN_MS }: Within = {}): Promise<string> {
    const ended = () => this.#in.unread.indexOf(NEWLINE)
    await this.#wait(say('a line from your program', '你的程序发来一行'), within, () => ended() >= 0)
    return Buffer.from(this.#in.take(ended() + 1))
      .toString('utf8')
      .slice(0, -1)
  }

  /**
   * The next bytes are these. Fails as soon as one differs, with the place of the first difference. `after`: what the
   * spec did before, for the message.
   */
  async expect(bytes: Bytes, { within = WITHIN_MS, after = '' }: Within & { after?: string } = {}): Promise<void> {
    held()
    const wanted = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
    const what = say(`${wanted.length} bytes: ${hex(wanted)}`, `${wanted.length} 字节：${hex(wanted)}`)
    const came = (): boolean | string => {
      const got = this.#in.unread.subarray(0, wanted.length)
      if (got.some((byte, i) => byte !== wanted[i])) return differenceText(got, wanted)
      return got.length === wanted.length
    }
    await this.#wait(what, within, came).catch((error: unknown) => {
      throw error instanceof NotSeen && after !== '' ? new NotSeen(`${after}\n${error.message}`) : error
    })
    this.#in.take(wanted.length)
  }

  /** Everything not yet read, once the other side has sent FIN. */
  async readToEnd({ within = WITHIN_MS, due }: Within = {}): Promise<Uint8Array> {
    const what = say('the end of what your program sends', '你的程序发送完毕')
    await this.#wait(what, within, () => this.#closed === 'fin', due)
    return this.#in.take(this.#in.length)
  }

  /** How the other side ended: `fin` after its FIN, `reset` after a RST. */
  async closed({ within = WITHIN_MS, due }: Within = {}): Promise<'fin' | 'reset'> {
    const what = say('your program to close the connection', '你的程序关闭连接')
    await this.#waits.for(
      what,
      within,
      () => this.#closed !== undefined,
      () => this.#soFar(),
      due,
    )
    return this.#closed as 'fin' | 'reset'
  }

  /** The other side ends with a FIN, having sent nothing more than what was read. */
  async expectClose({ within = WITHIN_MS }: Within = {}): Promise<void> {
    held()
    const how = await this.closed({ within })
    const left = this.unread
    if (how === 'reset') {
      throw new NotSeen(
        say(
          'Your program reset the connection (RST); it was to close it with a FIN. A program that closes while bytes lie unread, or destroys its socket, sends a RST.',
          '你的程序复位了连接（RST），它本应以 FIN 关闭。关闭时还有未读的字节，或直接销毁套接字，都会发出 RST。',
        ),
      )
    }
    if (left.length > 0) {
      throw new NotSeen(
        say(
          `Your program closed the connection, but sent ${left.length} bytes before that were not expected: ${hex(left)}`,
          `你的程序关闭了连接，但此前多发了 ${left.length} 字节：${hex(left)}`,
        ),
      )
    }
  }

  /** The other side ends with a RST. */
  async expectReset({ within = WITHIN_MS }: Within = {}): Promise<void> {
    held()
    if ((await this.closed({ within })) === 'reset') return
    throw new NotSeen(
      say(
        'Your program closed the connection with a FIN; it was to reset it (RST).',
        '你的程序以 FIN 关闭了连接，它本应复位连接（RST）。',
      ),
    )
  }

  /** For so long nothing comes, and the connection stays open. */
  async expectSilence({ forMs = SILENCE_MS }: { forMs?: number } = {}): Promise<void> {
    held()
    const ended = performance.now() + forMs
    for (;;) {
      const left = this.unread
      if (left.length > 0) {
        throw new NotSeen(
          say(
            `Your program was to stay silent for ${forMs} ms here; it sent ${left.length} bytes: ${hex(left)}`,
            `你的程序在这 ${forMs} 毫秒内不应发送任何内容，却发送了 ${left.length} 字节：${hex(left)}`,
          ),
        )
      }
      if (this.#closed !== undefined) throw new NotSeen(this.#endedText())
      const rest = ended - performance.now()
      if (rest <= 0) return
      await this.#waits.until(() => this.#in.unread.length > 0 || this.#closed !== undefined, rest)
    }
  }

  /** Half-close: sends FIN; receiving goes on. */
  end(): void {
    this.#socket.end()
  }

  /** Sends RST. */
  reset(): void {
    this.#socket.resetAndDestroy()
  }

  /**
   * Is gone without a word, as after a crash: neither FIN nor RST. The learner's program does not notice before it
   * sends; then this side's kernel, which knows the connection no more, answers with a RST (RFC 9293 §3.5.1). Throws
   * SpecFault without a network of the grading's own.
   */
  vanish(): void {
    if (!silence(this.#socket)) throw new SpecFault('vanish(): only on a network of the grading’s own')
    this.#socket.destroy()
  }

  /** Stops reading, so that the window closes when its buffers are full. */
  pause(): void {
    this.#socket.pause()
  }

  /** Stops reading for good, with as little room in this side's kernel as it grants: the program's writes soon stall. */
  neverRead(): void {
    setReceiveBuffer(this.#socket, LEAST_BUFFER)
    this.pause()
  }

  resume(): void {
    clearInterval(this.#slow)
    this.#socket.resume()
  }

  /** From now on reads `bytes` (at most, default 4,096) every `everyMs` (default 50): a slow reader. Until `resume`. */
  readSlowly({ bytes = 4_096, everyMs = 50 }: { bytes?: number; everyMs?: number } = {}): void {
    setReceiveBuffer(this.#socket, bytes)
    this.#socket.pause()
    clearInterval(this.#slow)
    this.#slow = setInterval(() => {
      this.#socket.once('data', () => this.#socket.pause())
      this.#socket.resume()
    }, everyMs)
    this.#socket.once('close', () => clearInterval(this.#slow))
  }

  destroy(): void {
    clearInterval(this.#slow)
    this.#waits.clear()
    this.#socket.destroy()
  }

  pending(): string {
    return this.#waits.pending()
  }

  #close(how: 'fin' | 'reset'): void {
    // A reset after the FIN still counts as the FIN it was.
    this.#closed ??= how
    this.#waits.look()
  }

  #wait(what: string, within: number, came: () => boolean | string, due?: boolean): Promise<void> {
    const state = () => {
      const now = came()
      return now === false && this.#closed !== undefined ? `${this.#endedText()} ${this.#soFar()}` : now
    }
    return this.#waits.for(what, within, state, () => this.#soFar(), due)
  }

  #endedText(): string {
    return this.#closed === 'reset'
      ? say('Your program reset the connection (RST).', '你的程序复位了连接（RST）。')
      : say('Your program closed the connection (FIN).', '你的程序关闭了连接（FIN）。')
  }

  #soFar(): string {
    const came = this.unread
    return came.length === 0
      ? say('Nothing had come.', '没有收到任何字节。')
      : say(`${came.length} bytes had come: ${hex(came)}`, `已收到 ${came.length} 字节：${hex(came)}`)
  }
}

/** Node writes IPv4 peers of a socket that takes both families as ::ffff:10.0.0.1. */
function end(address: string | undefined, port: number | undefined): string {
  if (address === undefined || port === undefined) return ''
  const plain = address.replace(/^::ffff:/, '')
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`
}
