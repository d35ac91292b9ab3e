/** Bytes of a captured frame to what they say. */
import { arp } from './arp.ts'
import { byteCount, type Draft, field, type Parser, type Step } from './draft.ts'
import { ethernet } from './ethernet.ts'
import { icmp, icmpv6 } from './icmp.ts'
import { ipv4 } from './ipv4.ts'
import { ipv6 } from './ipv6.ts'
import { tcp } from './tcp.ts'
import type { Decoded, Layer, LayerName } from './types.ts'
import { udp } from './udp.ts'

const PARSERS: Record<Exclude<LayerName, 'payload'>, Parser> = { ethernet, arp, ipv4, ipv6, icmp, icmpv6, tcp, udp }

/**
 * Decodes an Ethernet frame. Never throws, whatever the bytes; `error` says what made no sense.
 * `length` is the frame's length on the wire where the capture kept less of it. The result refers to `bytes`
 * (payload, layers), so they must not change afterwards. `layers` is made when first read; spreading or cloning the
 * result leaves it behind.
 */
export function decode(bytes: Uint8Array, length = bytes.length): Decoded {
  const packet = new Packet(bytes)
  const end = Number.isSafeInteger(length) ? Math.max(length, bytes.length) : bytes.length
  let step: Step = { layer: 'ethernet', from: 0, end }
  while (step.layer !== 'payload') step = PARSERS[step.layer](packet.draft, step.from, step.end)
  packet.payloadFrom = Math.min(step.from, bytes.length)
  packet.payloadLength = Math.max(0, step.end - step.from)
  packet.payload = bytes.subarray(packet.payloadFrom, Math.min(packet.payloadFrom + packet.payloadLength, bytes.length))
  return packet
}

/** A class for its getter: on plain objects each getter would cost a hidden class of its own, 20 µs a packet. */
class Packet implements Decoded {
  protocol: Decoded['protocol'] = 'ethernet'
  source = ''
  destination = ''
  ethernet: Decoded['ethernet'] = undefined
  ip: Decoded['ip'] = undefined
  tcp: Decoded['tcp'] = undefined
  udp: Decoded['udp'] = undefined
  icmp: Decoded['icmp'] = undefined
  arp: Decoded['arp'] = undefined
  payload: Uint8Array
  payloadFrom = 0
  payloadLength = 0
  error: string | undefined = undefined
  readonly #draft: Draft
  #layers: Layer[] | undefined = undefined

  constructor(bytes: Uint8Array) {
    this.payload = bytes
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#draft = { bytes, view, pseudo: null, describe: [], packet: this }
  }

  get draft(): Draft {
    return this.#draft
  }

  get layers(): Layer[] {
    this.#layers ??= this.#describe()
    return this.#layers
  }

  #describe(): Layer[] {
    const layers = this.#draft.describe.map((layer) => layer())
    if (this.payloadLength > 0) layers.push(payloadLayer(this.payload, this.payloadFrom, this.payloadLength))
    return layers
  }
}

function payloadLayer(payload: Uint8Array, from: number, length: number): Layer {
  const to = from + payload.length
  const cut = length > payload.length ? `${payload.length} of them were captured` : undefined
  const fields = [field('data', 'Data', byteCount(length), from, to, cut)]
  return { name: 'payload', title: 'Data', summary: byteCount(length), from, to, fields }
}
