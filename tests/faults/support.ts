/** Frames written out by hand, and a wire without a kernel to send them over. */
import type { FaultPlan, FaultRule } from '../../src/protocol/faults.ts'
import { createFaults } from '../../src/sidecar/sandbox/network/faults/state.ts'
import type { Delivery, Place, WireFaults } from '../../src/sidecar/sandbox/network/faults/types.ts'

export const UP: Place = { link: 'wire', from: 'client', to: 'server' }
export const DOWN: Place = { link: 'wire', from: 'server', to: 'client' }
export const NODES = { hosts: ['client', 'server'], switches: [] as string[] }
export const plan = (...rules: FaultRule[]): FaultPlan => ({ seed: 7, rules })

export const FIN = 1
export const SYN = 2
export const RST = 4
export const PSH = 8
export const ACK = 16

export type Sent = {
  seq: number
  ack?: number
  flags?: number
  data?: string | Uint8Array
  window?: number
  down?: boolean
  mss?: number
  v6?: boolean
}

/** Ethernet, IPv4 or IPv6, TCP from 10.0.0.1:40000 to 10.0.0.2:9999 or back, all checksums right. */
export function tcp({
  seq,
  ack = 0,
  flags = ACK,
  data = '',
  window = 64_240,
  down = false,
  mss,
  v6 = false,
}: Sent): Buffer {
  const payload = Buffer.from(data as string)
  const options = mss === undefined ? Buffer.alloc(0) : Buffer.from([2, 4, mss >> 8, mss & 255])
  const segment = Buffer.alloc(20 + options.length + payload.length)
  const [from, to] = down ? [9_999, 40_000] : [40_000, 9_999]
  segment.writeUInt16BE(from, 0)
  segment.writeUInt16BE(to, 2)
  segment.writeUInt32BE(seq >>> 0, 4)
  segment.writeUInt32BE(ack >>> 0, 8)
  segment[12] = ((20 + options.length) / 4) << 4
  segment[13] = flags
  segment.writeUInt16BE(window, 14)
  options.copy(segment, 20)
  payload.copy(segment, 20 + options.length)
  return packet(6, segment, down, v6)
}

export function udp(data: string | Uint8Array, down = false, v6 = false): Buffer {
  const payload = Buffer.from(data as string)
  const datagram = Buffer.alloc(8 + payload.length)
  datagram.writeUInt16BE(down ? 9_999 : 40_000, 0)
  datagram.writeUInt16BE(down ? 40_000 : 9_999, 2)
  datagram.writeUInt16BE(datagram.length, 4)
  payload.copy(datagram, 8)
  return packet(17, datagram, down, v6)
}

export function icmp6(type: number): Buffer {
  return packet(58, Buffer.from([type, 0, 0, 0, 0, 0, 0, 0]), false, true)
}

export const ARP = Buffer.from(
  'ffffffffffff020000000001' + '0806' + '0001080006040001' + '0200000000010a000001' + '0000000000000a000002',
  'hex',
)

function packet(protocol: number, body: Buffer, down: boolean, v6: boolean): Buffer {
  const mac = (n: number) => Buffer.from([2, 0, 0, 0, 0, n])
  const ethernet = [mac(down ? 1 : 2), mac(down ? 2 : 1), Buffer.from(v6 ? '86dd' : '0800', 'hex')]
  const address = (n: number) => (v6 ? Buffer.from(`fd00${'00'.repeat(13)}0${n}`, 'hex') : Buffer.from([10, 0, 0, n]))
  const ends = Buffer.concat([address(down ? 2 : 1), address(down ? 1 : 2)])
  const field = protocol === 6 ? 16 : protocol === 17 ? 6 : 2
  body.writeUInt16BE(checksum(ends, Buffer.from([0, 0, body.length >> 8, body.length & 255, 0, protocol]), body), field)
  if (v6) {
    const head = Buffer.from([0x60, 0, 0, 0, body.length >> 8, body.length & 255, protocol, 64])
    return Buffer.concat([...ethernet, head, ends, body])
  }
  const total = 20 + body.length
  const head = Buffer.from([0x45, 0, total >> 8, total & 255, 0, 9, 0x40, 0, 64, protocol, 0, 0])
  head.writeUInt16BE(checksum(head, ends), 10)
  return Buffer.concat([...ethernet, head, ends, body])
}

/** Zero over a header or segment whose own checksum is right. */
export function checksum(...parts: Buffer[]): number {
  const all = Buffer.concat(parts.map((part) => (part.length % 2 ? Buffer.concat([part, Buffer.alloc(1)]) : part)))
  let sum = 0
  for (let at = 0; at < all.length; at += 2) sum += all.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

export type Read = { seq: number; ack: number; flags: number; data: string; sound: boolean; down: boolean }

/** A TCP frame read back; `sound`: lengths and both checksums are right. */
export function read(frame: Buffer): Read {
  const v6 = frame.readUInt16BE(12) === 0x86dd
  const ip = frame.subarray(14)
  const [head, total] = v6 ? [40, 40 + ip.readUInt16BE(4)] : [(ip[0]! & 15) * 4, ip.readUInt16BE(2)]
  const segment = ip.subarray(head)
  const ends = v6 ? ip.subarray(8, 40) : ip.subarray(12, 20)
  const pseudo = Buffer.from([0, 0, segment.length >> 8, segment.length & 255, 0, 6])
  const sound =
    total === ip.length && checksum(ends, pseudo, segment) === 0 && (v6 || checksum(ip.subarray(0, head)) === 0)
  return {
    seq: segment.readUInt32BE(4),
    ack: segment.readUInt32BE(8),
    flags: segment[13]!,
    data: segment.subarray((segment[12]! >> 4) * 4).toString('latin1'),
    sound,
    down: segment.readUInt16BE(0) === 9_999,
  }
}

export type Arrival = Delivery & { key: number | null }

/** Sends frames at given times and gathers what arrives, in order, with what became of each. */
export class PureWire {
  readonly faults: WireFaults
  readonly fates: string[] = []
  readonly #arrivals: (Arrival & { order: number })[] = []
  #key = 0

  constructor(given: FaultPlan) {
    this.faults = createFaults(given, NODES)
    this.faults.beginRun()
  }

  send(frame: Buffer, now = 0, place = UP): Delivery[] {
    this.wait(now)
    const key = this.#key++
    const { fate, deliveries } = this.faults.onFrame(place, frame, now, key)
    this.fates[key] = fate
    for (const delivery of deliveries) this.#arrive(delivery, key)
    this.wait(now)
    return deliveries
  }

  /** Lets what is held go when its time has come. */
  wait(until: number): void {
    for (let next = this.faults.next; next !== null && next <= until; next = this.faults.next) {
      for (const { keys, deliveries } of this.faults.due(Math.max(next, 0))) {
        const own = deliveries.filter(({ made }) => made === undefined).length
        keys.forEach((key, at) => {
          this.fates[key] = at < own ? 'passed' : 'replaced'
        })
        for (const delivery of deliveries) this.#arrive(delivery, delivery.made === undefined ? keys[0]! : null)
      }
    }
  }

  /** Everything that arrived or will, in order. */
  get arrivals(): Arrival[] {
    return this.#arrivals.toSorted((a, b) => a.at - b.at || a.order - b.order)
  }

  #arrive(delivery: Delivery, key: number | null): void {
    this.#arrivals.push({ ...delivery, key: delivery.made === undefined ? key : null, order: this.#arrivals.length })
  }
}
