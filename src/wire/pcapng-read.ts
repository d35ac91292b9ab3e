/** Reads the pcapng format: several sections and interfaces, either byte order, any time resolution. */
import type { CaptureFile, CaptureLink, CaptureProblem, FilePacket } from './capture-types.ts'
import { FileTimes } from './file-times.ts'
import { broken } from './pcap-read.ts'
import { BLOCK, BYTE_ORDER, OPTION } from './pcapng.ts'

const SIMPLE_PACKET = 3
const SMALLEST_BLOCK = 12
const MICROSECONDS = 6

/** An interface of the section being read, with its place among all links and units of time in a second. */
type Interface = { index: number; perSecond: bigint; snapLength: number }
type State = {
  bytes: Uint8Array
  view: DataView
  little: boolean
  interfaces: Interface[]
  links: CaptureLink[]
  packets: FilePacket[]
  times: FileTimes
  lost: number
  comment: string | undefined
}
type Body = { from: number; to: number }

export function readPcapng(bytes: Uint8Array): CaptureFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const times = new FileTimes()
  const state: State = {
    bytes,
    view,
    little: true,
    interfaces: [],
    links: [],
    packets: [],
    times,
    lost: 0,
    comment: undefined,
  }
  if (bytes.length < SMALLEST_BLOCK)
    return broken('pcapng', {
      offset: 0,
      why: `a block of at least ${SMALLEST_BLOCK} bytes, ${bytes.length} are there`,
    })
  let problem: CaptureProblem | null = null
  let at = 0
  while (at < bytes.length && problem === null) {
    const left = bytes.length - at
    const kind = left >= SMALLEST_BLOCK ? view.getUint32(at, state.little) : 0
    if (kind === BLOCK.section) problem = beginSection(state, at)
    const length = left >= SMALLEST_BLOCK ? view.getUint32(at + 4, state.little) : SMALLEST_BLOCK
    if (problem !== null) break
    if (length < SMALLEST_BLOCK || length % 4 !== 0)
      problem = { offset: at + 4, why: `a block length of ${length} bytes, which no block has` }
    else if (length > left) problem = { offset: at, why: `a block of ${length} bytes, ${left} are left` }
    else if (view.getUint32(at + length - 4, state.little) !== length)
      problem = {
        offset: at + length - 4,
        why: `a block that says ${length} bytes at its head and another length at its end`,
      }
    else problem = take(state, kind, { from: at + 8, to: at + length - 4 })
    at += length
  }
  const { links, packets, lost, comment } = state
  return {
    format: 'pcapng',
    links,
    epochMicros: times.epochMicros,
    packets,
    lost,
    ...(comment && { comment }),
    problem,
  }
}

/** Each section has a byte order and interfaces of its own. */
function beginSection(state: State, at: number): CaptureProblem | null {
  const order = at + 12 <= state.bytes.length ? state.view.getUint32(at + 8, true) : 0
  state.little = order === BYTE_ORDER
  if (!state.little && state.view.getUint32(at + 8) !== BYTE_ORDER)
    return { offset: at + 8, why: 'a section whose byte-order mark is none' }
  state.interfaces = []
  return null
}

function take(state: State, kind: number, { from, to }: Body): CaptureProblem | null {
  const { view, little } = state
  const size = to - from
  const short = (what: string, need: number) => ({
    offset: from,
    why: `${what} needs ${need} bytes, ${size} are there`,
  })
  switch (kind) {
    case BLOCK.section:
      if (size < 16) return short('a section header', 16)
      state.comment ??= textOption(state, from + 16, to, OPTION.comment)
      return null
    case BLOCK.interface:
      if (size < 8) return short('an interface description', 8)
      addInterface(state, from, to)
      return null
    case BLOCK.packet:
      return size < 20 ? short('a packet block', 20) : addPacket(state, from, to)
    case SIMPLE_PACKET: {
      const first = state.interfaces[0]
      if (!first || size < 4) return { offset: from, why: 'a simple packet without an interface' }
      const length = view.getUint32(from, little)
      const kept = Math.min(length, size - 4, first.snapLength || length)
      const data = state.bytes.subarray(from + 4, from + 4 + kept)
      state.packets.push({ at: 0, link: first.index, data, length })
      return null
    }
    case BLOCK.statistics: {
      const dropped = options(state, from + 12, to).find(({ code }) => code === OPTION.dropped)
      if (dropped && dropped.to - dropped.from === 8) state.lost += Number(view.getBigUint64(dropped.from, little))
      return null
    }
    default:
      // Blocks of other kinds are skipped, as the format asks.
      return null
  }
}

function addInterface(state: State, from: number, to: number): void {
  const { view, little, bytes } = state
  const resolution = options(state, from + 8, to).find(({ code }) => code === OPTION.resolution)
  const exponent = resolution && resolution.to > resolution.from ? bytes[resolution.from]! : MICROSECONDS
  const perSecond = exponent & 0x80 ? 2n ** BigInt(exponent & 0x7f) : 10n ** BigInt(exponent)
  const snapLength = view.getUint32(from + 4, little)
  state.interfaces.push({ index: state.links.length, perSecond, snapLength })
  const name = textOption(state, from + 8, to, OPTION.name) ?? `interface ${state.links.length}`
  state.links.push({ name, linkType: view.getUint16(from, little), snapLength })
}

function addPacket(state: State, from: number, to: number): CaptureProblem | null {
  const { view, little, bytes, times } = state
  const number = view.getUint32(from, little)
  const inside = state.interfaces[number]
  if (!inside) return { offset: from, why: `a packet of interface ${number}; ${state.interfaces.length} are described` }
  const time = (BigInt(view.getUint32(from + 4, little)) << 32n) | BigInt(view.getUint32(from + 8, little))
  const kept = view.getUint32(from + 12, little)
  if (from + 20 + kept > to)
    return { offset: from + 12, why: `a packet of ${kept} bytes in a block with room for ${to - from - 20}` }
  const data = bytes.subarray(from + 20, from + 20 + kept)
  const length = Math.max(kept, view.getUint32(from + 16, little))
  const packet: FilePacket = { at: times.at(time, inside.perSecond), link: inside.index, data, length }
  const comment = textOption(state, from + 20 + Math.ceil(kept / 4) * 4, to, OPTION.comment)
  if (comment !== undefined) packet.comment = comment
  state.packets.push(packet)
  return null
}

type FileOption = { code: number; from: number; to: number }

/** A length that makes no sense ends the list. */
function options({ view, little }: State, from: number, to: number): FileOption[] {
  const found: FileOption[] = []
  let at = from
  while (at + 4 <= to) {
    const code = view.getUint16(at, little)
    const length = view.getUint16(at + 2, little)
    if (code === OPTION.end || at + 4 + length > to) break
    found.push({ code, from: at + 4, to: at + 4 + length })
    at += 4 + Math.ceil(length / 4) * 4
  }
  return found
}

function textOption(state: State, from: number, to: number, wanted: number): string | undefined {
  const found = options(state, from, to).find(({ code }) => code === wanted)
  return found && new TextDecoder().decode(state.bytes.subarray(found.from, found.to))
}
