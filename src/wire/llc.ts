/** IEEE 802.2 Logical Link Control, with SNAP (RFC 1042): what 802.3 frames of bridges and older networks carry. */
import { hex, hexOf, u16 } from './bytes.ts'
import { type Draft, field, has, next } from './draft.ts'
import { ETHER_TYPE } from './ethernet.ts'
import type { LayerName } from './types.ts'

const UNNUMBERED = 3
const SNAP = 0xaa
const STP = 0x42
const SNAP_EXTRA = 5
const SERVICE: Record<number, string> = {
  [STP]: 'spanning tree',
  6: 'IP',
  [SNAP]: 'SNAP: a type follows',
  224: 'IPX',
  240: 'NetBIOS',
  254: 'OSI network layer',
}

export function llc(draft: Draft, from: number, end: number): LayerName {
  if (!has(draft, 'an LLC header', from, 3, end)) return next(draft, 'payload', from, end)
  const { bytes } = draft
  const [destination, source] = [bytes[from]!, bytes[from + 1]!]
  // Unnumbered frames have one control byte, the others two.
  const size = (bytes[from + 2]! & 3) === UNNUMBERED ? 3 : 4
  if (!has(draft, 'an LLC header', from, size, end)) return next(draft, 'payload', from, end)
  const snap = destination === SNAP && source === SNAP && size === 3
  if (snap && !has(draft, 'a SNAP header', from, size + SNAP_EXTRA, end)) return next(draft, 'payload', from, end)
  const to = from + size + (snap ? SNAP_EXTRA : 0)
  draft.protocol = 'llc'
  draft.told?.push({
    name: 'llc',
    title: 'Logical Link Control',
    summary: SERVICE[destination] ?? `service ${hex(destination, 2)}`,
    from,
    to,
    fields: [
      field('destinationService', 'Destination service', hex(destination, 2), from, from + 1, SERVICE[destination]),
      field('sourceService', 'Source service', hex(source, 2), from + 1, from + 2, SERVICE[source]),
      field('control', 'Control', hexOf(bytes.subarray(from + 2, from + size)), from + 2, from + size),
      ...(snap
        ? [
            field('organisation', 'Organisation', hexOf(bytes.subarray(from + 3, from + 6)), from + 3, from + 6),
            field('type', 'Type', hex(u16(bytes, from + 6), 4), from + 6, from + 8),
          ]
        : []),
    ],
  })
  const type = snap && u16(bytes, from + 3) === 0 && bytes[from + 5] === 0 ? u16(bytes, from + 6) : 0
  if (type === ETHER_TYPE.ipv4) return next(draft, 'ipv4', to, end)
  if (type === ETHER_TYPE.ipv6) return next(draft, 'ipv6', to, end)
  if (type === ETHER_TYPE.arp) return next(draft, 'arp', to, end)
  return next(draft, destination === STP && source === STP && size === 3 ? 'stp' : 'payload', to, end)
}
