/** Spanning tree messages of bridges (IEEE 802.1D, 802.1w): who is the root, and how far away. */
import { hex, macAt, u16, u32 } from './bytes.ts'
import { type Draft, field, has, next } from './draft.ts'
import type { Field, LayerName } from './types.ts'

const HEADER = 4
const CONFIGURATION = 35
const TYPE: Record<number, string> = { 0: 'configuration', 2: 'rapid spanning tree', 128: 'topology change' }

export function stp(draft: Draft, from: number, end: number): LayerName {
  if (!has(draft, 'a spanning tree message', from, HEADER, end)) return next(draft, 'payload', from, end)
  const { bytes } = draft
  const type = bytes[from + 3]!
  const full = type === 0 || type === 2
  if (full && !has(draft, 'a spanning tree configuration', from, CONFIGURATION, end))
    return next(draft, 'payload', from, end)
  const to = Math.min(from + (full ? CONFIGURATION : HEADER), end)
  draft.protocol = 'stp'
  draft.told?.push({
    name: 'stp',
    title: 'Spanning Tree Protocol',
    summary: full ? `root ${bridgeAt(bytes, from + 5)}` : (TYPE[type] ?? `type ${type}`),
    from,
    to,
    fields: [
      field('protocolId', 'Protocol', hex(u16(bytes, from), 4), from, from + 2),
      field('version', 'Version', bytes[from + 2]!, from + 2, from + 3),
      field('type', 'Type', hex(type, 2), from + 3, from + 4, TYPE[type]),
      ...(full ? configuration(bytes, from) : []),
    ],
  })
  return next(draft, 'payload', to, end)
}

function configuration(bytes: Uint8Array, from: number): Field[] {
  const seconds = (at: number) => `${u16(bytes, at) / 256} s`
  return [
    field('flags', 'Flags', hex(bytes[from + 4]!, 2), from + 4, from + 5),
    field('root', 'Root', bridgeAt(bytes, from + 5), from + 5, from + 13, 'the bridge all others agree on'),
    field('cost', 'Cost to the root', u32(bytes, from + 13), from + 13, from + 17),
    field('bridge', 'Bridge', bridgeAt(bytes, from + 17), from + 17, from + 25, 'who sent this'),
    field('port', 'Port', hex(u16(bytes, from + 25), 4), from + 25, from + 27),
    field('age', 'Age', seconds(from + 27), from + 27, from + 29),
    field('maxAge', 'Forgotten after', seconds(from + 29), from + 29, from + 31),
    field('hello', 'Sent every', seconds(from + 31), from + 31, from + 33),
    field('forwardDelay', 'Forward delay', seconds(from + 33), from + 33, from + 35),
  ]
}

/** `32768/02:00:00:00:00:01`: priority (with the VLAN in its low bits) and address. */
function bridgeAt(bytes: Uint8Array, at: number): string {
  return `${u16(bytes, at)}/${macAt(bytes, at + 2)}`
}
