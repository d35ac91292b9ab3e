/**
 * Writes a capture in the pcapng format (draft-ietf-opsawg-pcapng): interfaces with names, times in nanoseconds,
 * comments, and how many packets were lost. Little-endian, link type Ethernet.
 */

export const BLOCK = { section: 0x0a0d0d0a, interface: 1, statistics: 5, packet: 6 }
export const OPTION = { end: 0, comment: 1, name: 2, application: 4, dropped: 5, resolution: 9 }
export const BYTE_ORDER = 0x1a2b3c4d
const LINKTYPE_ETHERNET = 1
const NANOSECONDS = 9
const SNAP_LENGTH = 262_144

export type PcapngPacket = {
  /** µs since `epochMicros`; parts of a µs are kept to the nanosecond. */
  at: number
  data: Uint8Array
  /** Bytes on the wire. */
  length: number
  /** Index in `links`; default the first. */
  link?: number
  comment?: string
}
export type PcapngCapture = {
  /** In the order in which packets refer to them. `lost`: packets seen there and not kept. */
  links: readonly { name: string; lost?: number }[]
  packets: readonly PcapngPacket[]
  /** µs from 1970 to the moment `at` counts from. */
  epochMicros?: number
  comment?: string
}

/** A .pcapng file. Packets of a link that is not listed throw a RangeError. */
export function pcapng({ links, packets, epochMicros = 0, comment }: PcapngCapture): Uint8Array {
  const time = (at: number) =>
    BigInt(Math.floor(epochMicros)) * 1_000n + BigInt(Math.round((at + (epochMicros % 1)) * 1_000))
  const blocks = [
    section(comment),
    ...links.map(({ name }) =>
      block(
        BLOCK.interface,
        [number16(LINKTYPE_ETHERNET), number16(0), number32(SNAP_LENGTH)],
        [option(OPTION.name, text(name)), option(OPTION.resolution, Uint8Array.of(NANOSECONDS))],
      ),
    ),
  ]
  for (const packet of packets) {
    const { at, data, length, link = 0, comment } = packet
    if (!links[link]) throw new RangeError(`a packet of link ${link}; there are ${links.length}`)
    const head = [number32(link), time64(time(at)), number32(data.length), number32(Math.max(length, data.length))]
    blocks.push(block(BLOCK.packet, [...head, padded(data)], comment ? [option(OPTION.comment, text(comment))] : []))
  }
  for (const [index, { lost }] of links.entries())
    if (lost !== undefined)
      blocks.push(
        block(
          BLOCK.statistics,
          [number32(index), time64(time(packets.at(-1)?.at ?? 0))],
          [option(OPTION.dropped, number64(BigInt(lost)))],
        ),
      )
  return joined(blocks)
}

function section(comment: string | undefined): Uint8Array {
  const unknownLength = new Uint8Array(8).fill(0xff)
  const options = [option(OPTION.application, text('wirebook'))]
  if (comment) options.unshift(option(OPTION.comment, text(comment)))
  return block(BLOCK.section, [number32(BYTE_ORDER), number16(1), number16(0), unknownLength], options)
}

/** A block repeats its length at its end, so that a file can be read backwards. */
function block(type: number, body: Uint8Array[], options: Uint8Array[]): Uint8Array {
  const end = options.length > 0 ? [number32(OPTION.end)] : []
  const content = joined([...body, ...options, ...end])
  const length = number32(content.length + 12)
  return joined([number32(type), length, content, length])
}

function option(code: number, value: Uint8Array): Uint8Array {
  return joined([number16(code), number16(value.length), padded(value)])
}

/** Higher half first, whatever the byte order. */
function time64(nanos: bigint): Uint8Array {
  return joined([number32(Number(nanos >> 32n)), number32(Number(nanos & 0xffff_ffffn))])
}

function padded(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(Math.ceil(bytes.length / 4) * 4)
  all.set(bytes)
  return all
}

const MOST_TEXT = 0xffff
const text = (value: string): Uint8Array => new TextEncoder().encode(value).subarray(0, MOST_TEXT)

function number16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8)
}

function number32(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24)
}

function number64(value: bigint): Uint8Array {
  return joined([number32(Number(value & 0xffff_ffffn)), number32(Number(value >> 32n))])
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}
