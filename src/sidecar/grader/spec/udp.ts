/** The spec's UDP sockets: peers of the learner's program, as many and on whichever hosts a test needs. */
import { createSocket, type Socket } from 'node:dgram'
import { GRADER_LIMITS } from '../limits.ts'
import { differenceText } from './difference.ts'
import { NotSeen } from './faults.ts'
import { Grading, type Opened } from './grading.ts'
import { held } from './held.ts'
import { hex } from './hex.ts'
import { addressOn, host, onHost } from './network.ts'
import type { Bytes } from './peer.ts'
import { seededPort } from './ports.ts'
import { say } from './say.ts'
import { Waits, WITHIN_MS, type Within } from './waits.ts'
import { orDone } from './without-it.ts'

/** How long nothing may come for `expectSilence`, unless the spec says another, ms. */
const SILENCE_MS = 200
/** Ports tried. */
const TRIES = 50

export type Datagram = { bytes: Uint8Array; address: string; port: number }

export type UdpOptions = {
  /** Host of the exercise's network. Default: the spec's. */
  on?: string
  /** Default: one chosen by the seed. */
  port?: number
  /** Default: every address of its host. `127.0.0.2` is another one of a host that is alone. */
  address?: string
  /** May send to broadcast addresses. */
  broadcast?: boolean
}

export class UdpPeer implements Opened {
  readonly #socket: Socket
  readonly #datagrams: Datagram[] = []
  readonly #waits = new Waits()
  #taken = 0
  /** Where it is met. */
  readonly address: string

  constructor(socket: Socket, address: string) {
    this.#socket = socket
    this.address = address
    const grading = Grading.current()
    socket.on('message', (bytes, { address: from, port }) => {
      if (!grading.took(bytes.length + GRADER_LIMITS.datagramBytes)) return
      this.#datagrams.push({ bytes: Uint8Array.from(bytes), address: from, port })
      this.#waits.look()
    })
    socket.on('error', () => {})
  }

  get port(): number {
    return this.#socket.address().port
  }

  /** All that came, read or not, in their order. */
  get received(): readonly Datagram[] {
    return this.#datagrams
  }

  /** One datagram to a port of the submission's host, or to any address. */
  send(bytes: Bytes, to: number | { address: string; port: number }): void {
    const { address, port } = typeof to === 'number' ? { address: host().address, port: to } : to
    this.#socket.send(bytes, port, address)
  }

  /** The next datagram. */
  async receive({ within = WITHIN_MS }: Within = {}): Promise<Datagram> {
    const what = say(`a datagram on port ${this.port}`, `端口 ${this.port} 上的数据报`)
    await orDone(this.#waits, what, within, () => this.#datagrams.length > this.#taken)
    return this.#datagrams[this.#taken++]!
  }

  /** The next datagram holds just these bytes. Returns it: it says who sent it. */
  async expect(bytes: Bytes, { within = WITHIN_MS }: Within = {}): Promise<Datagram> {
    held()
    const wanted = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
    const got = await this.receive({ within })
    const same = got.bytes.length === wanted.length && got.bytes.every((byte, i) => byte === wanted[i])
    if (!same)
      throw new NotSeen(
        `${say('The datagram holds other bytes:', '数据报的内容不同：')} ${differenceText(got.bytes, wanted)}`,
      )
    return got
  }

  /** For so long no datagram comes. */
  async expectSilence({ forMs = SILENCE_MS }: { forMs?: number } = {}): Promise<void> {
    held()
    const came = await this.#waits.until(() => this.#datagrams.length > this.#taken, forMs)
    if (!came) return
    const { bytes } = this.#datagrams[this.#taken]!
    throw new NotSeen(
      say(
        `Your program was to send no datagram to port ${this.port} for ${forMs} ms here; one of ${bytes.length} bytes came: ${hex(bytes)}`,
        `你的程序在这 ${forMs} 毫秒内不应向端口 ${this.port} 发送数据报，却来了一个 ${bytes.length} 字节的：${hex(bytes)}`,
      ),
    )
  }

  /** Back to the sender. */
  answer({ address, port }: Datagram, bytes: Bytes): void {
    this.send(bytes, { address, port })
  }

  /** Takes part in a multicast group. */
  join(group: string): void {
    this.#socket.addMembership(group)
  }

  close(): void {
    this.destroy()
  }

  destroy(): void {
    this.#waits.clear()
    try {
      this.#socket.close()
    } catch {
      // Closed before.
    }
  }

  pending(): string {
    return this.#waits.pending()
  }
}

/** A UDP socket of the spec. Rejects with NotSeen when its port is taken. */
export async function udp({ on, port, address, broadcast = false }: UdpOptions = {}): Promise<UdpPeer> {
  const grading = Grading.current()
  const alone = grading.job.learner.netns === null
  const local = address ?? (alone ? addressOn(on) : '0.0.0.0')
  for (let i = 0; ; i++) {
    try {
      const socket = await bound(on, port ?? seededPort(), local)
      socket.setBroadcast(broadcast)
      grading.ports.add(socket.address().port)
      return grading.opened(new UdpPeer(socket, address ?? addressOn(on)))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EADDRINUSE' || port !== undefined || i > TRIES)
        throw new NotSeen(say(`UDP port ${port}: ${code}`, `UDP 端口 ${port}：${code}`))
    }
  }
}

/** Its descriptor is made on its host: with a look-up that answers at once, `bind` makes it before it returns. */
function bound(on: string | undefined, port: number, address: string): Promise<Socket> {
  const lookup: typeof import('node:dns').lookup = ((name: string, _options: unknown, done: LookedUp) =>
    done(null, name, 4)) as never
  const socket = createSocket({ type: 'udp4', lookup })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('listening', () => {
      socket.off('error', reject)
      resolve(socket)
    })
    onHost(on, () => socket.bind({ port, address }))
  })
}
type LookedUp = (error: null, address: string, family: number) => void
