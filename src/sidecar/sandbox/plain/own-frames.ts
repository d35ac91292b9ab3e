/**
 * Which frames of the machine's loopback are a lab's own. Pure: from frames and from the sockets that the lab's programs
 * have. A connection is the lab's once it was seen with a port that one of those sockets is bound to; a frame that cannot
 * be told yet waits for the next look at the sockets. Whatever is not proven the lab's is not shown.
 */
import { locate } from '../network/checksum.ts'
import type { SocketRow } from '../types.ts'

const TCP = 6
const SYN_WITHOUT_ACK = 0x02
/** Frames that wait; more than that many, and the oldest are given up. */
const MOST_WAITING = 4_096

type Ports = { protocol: 'tcp' | 'udp'; source: number; destination: number; opens: boolean }

export class OwnFrames<Frame extends { data: Buffer }> {
  readonly #flows = new Map<string, boolean>()
  #waiting: Frame[] = []

  begin(): void {
    this.#flows.clear()
    this.#waiting = []
  }

  /** True: the lab's. False: another's. Null: it waits until `decide`. */
  take(frame: Frame): boolean | null {
    const ports = portsOf(frame.data)
    if (ports === null) return false
    const key = keyOf(ports)
    const known = ports.opens ? undefined : this.#flows.get(key)
    // Order is kept: nothing of a flow overtakes what waits.
    if (known !== undefined && this.#waiting.length === 0) return known
    if (known === false) return false
    this.#waiting.push(frame)
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift()
    return null
  }

  get waits(): boolean {
    return this.#waiting.length > 0
  }

  /** Those of the waiting frames that are the lab's, in their order. `sockets`: what its programs have now. */
  decide(sockets: SocketRow[]): Frame[] {
    const bound = new Set(sockets.map(({ protocol, local }) => `${protocol}:${portOf(local)}`))
    return this.#waiting.splice(0).filter((frame) => {
      const ports = portsOf(frame.data)
      if (ports === null) return false
      const key = keyOf(ports)
      const { protocol, source, destination } = ports
      const own = bound.has(`${protocol}:${source}`) || bound.has(`${protocol}:${destination}`)
      // A datagram's ports may be the lab's next time; a connection is whose it is.
      if (own || (protocol === 'tcp' && !this.#flows.has(key))) this.#flows.set(key, own)
      return own || this.#flows.get(key) === true
    })
  }
}

function portOf(endpoint: string): number {
  return Number(endpoint.slice(endpoint.lastIndexOf(':') + 1))
}

/** The same for both directions. */
function keyOf({ protocol, source, destination }: Ports): string {
  return `${protocol} ${Math.min(source, destination)} ${Math.max(source, destination)}`
}

function portsOf(frame: Buffer): Ports | null {
  const segment = locate(frame)
  if (segment === null || segment.start + 14 > frame.length) return null
  const { start, protocol } = segment
  return {
    protocol: protocol === TCP ? 'tcp' : 'udp',
    source: frame.readUInt16BE(start),
    destination: frame.readUInt16BE(start + 2),
    opens: protocol === TCP && (frame[start + 13]! & 0x12) === SYN_WITHOUT_ACK,
  }
}
