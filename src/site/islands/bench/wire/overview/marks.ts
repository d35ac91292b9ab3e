/** The marks of the overview: one path for each kind of packet, up for those to the right, down for the others. Pure. */
import type { ArrowKind, TraceRow } from '../../trace.ts'
import type { Scale } from './scale.ts'

/** Units of the drawing; it is stretched to its box. */
export const BOX = { width: 1_000, height: 32, middle: 16 }
/** How far a mark of a kind reaches from the middle: kinds differ in length and stroke, not in hue alone. */
const REACH: Record<ArrowKind, number> = { syn: 14, data: 10, ack: 5, fin: 14, rst: 15, rtx: 12, udp: 10, ctl: 7 }
/** Marks nearer than this to each other are one. */
const GRAIN = 0.5

export type Marks = { kind: ArrowKind; d: string; count: number }

type Marked = Pick<TraceRow, 'kind' | 'fromClient'>

/** What matters most is drawn last, over the others. */
const ORDER: readonly ArrowKind[] = ['ack', 'ctl', 'udp', 'data', 'fin', 'syn', 'rtx', 'rst']

export function marksOf(rows: readonly Marked[], scale: Scale): Marks[] {
  const kinds = new Map<ArrowKind, { places: Set<string>; count: number }>()
  rows.forEach(({ kind, fromClient }, index) => {
    const found = kinds.get(kind) ?? { places: new Set<string>(), count: 0 }
    const x = Math.round((scale.shareOf(index) * BOX.width) / GRAIN) * GRAIN
    found.places.add(`M${x} ${BOX.middle}v${fromClient ? -REACH[kind] : REACH[kind]}`)
    found.count += 1
    kinds.set(kind, found)
  })
  return ORDER.flatMap((kind) => {
    const found = kinds.get(kind)
    return found ? [{ kind, d: [...found.places].join(''), count: found.count }] : []
  })
}
