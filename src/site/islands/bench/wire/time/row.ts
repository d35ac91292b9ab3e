/** What the ladder's clock makes of a row: how much room it takes, and whether it is played yet. */
import { duration } from '../../../shared/time.ts'
import type { LadderItem } from '../../ladder.ts'
import type { View } from '../view.ts'

export type Timed = {
  style: Record<string, string> | undefined
  classes: (string | false)[]
  /** Time until the next row, where there is room to say it; empty otherwise. */
  passed: string
}

/** Room that the words need, px. */
const WORDS = 18

export function timed(item: LadderItem, view: View): Timed {
  const extra = view.extras.value.get(item.key)
  const { value: head } = view.head
  // A group and a gap are named after the packet behind them.
  const n = item.type === 'packet' ? item.row.n : Number(item.key.slice(item.key.indexOf(' ') + 1))
  const passed = extra && item.type === 'packet' && extra.height >= WORDS ? `+${duration(extra.time)}` : ''
  return {
    style: extra ? { '--more': `${extra.height}px` } : undefined,
    classes: [
      head !== null && n > head && 'later',
      head === n && item.type === 'packet' && 'now',
      extra?.cut === true && 'cutshort',
    ],
    passed: extra?.cut && passed ? `⋮ ${passed}` : passed,
  }
}
