/** How much taller a row of the ladder is drawn when rows are spread by time. Pure. */
import type { LadderItem } from '../../ladder.ts'

/** µs that one row's height stands for; 0: rows are as high as what is in them. */
export const SPACINGS = [0, 10_000, 1_000, 100, 10] as const

/** Of a row with nothing else in it, px. */
export const ROW = 36
/** A longer wait is cut to this, and says so, px. */
export const MOST = 360

export type Extra = {
  /** Added to the row's height, px. */
  height: number
  /** Time until what comes next, µs. */
  time: number
  /** More time passed than is drawn. */
  cut: boolean
}

const NONE: ReadonlyMap<string, Extra> = new Map()

/** By key of the item; those that take no more room than they have anyway are left out. */
export function extras(items: readonly LadderItem[], perRow: number): ReadonlyMap<string, Extra> {
  if (perRow <= 0) return NONE
  const found = new Map<string, Extra>()
  items.forEach((item, index) => {
    const time = timeOf(item, items, index)
    const wanted = Math.round((time / perRow) * ROW) - ROW
    if (wanted > 0) found.set(item.key, { height: Math.min(MOST, wanted), time, cut: wanted > MOST })
  })
  return found
}

/** Until the next packet or gap; a gap has a row of its own, which takes all of its time. */
function timeOf(item: LadderItem, items: readonly LadderItem[], index: number): number {
  if (item.type === 'group') return 0
  if (item.type === 'gap') return item.to - item.from
  const next = items.slice(index + 1, index + 3).find(({ type }) => type !== 'group')
  if (next?.type !== 'packet') return 0
  return Math.max(0, next.row.at - item.row.at)
}
