/**
 * The lifelines of a ladder, one column a node, and a packet's arrow between two of them. Pure.
 *
 *     client      router      server
 *        │──────────►│           │        SYN, asks to open · seq 0
 *        │           │──────────►│        SYN, asks to open · seq 0
 */

export const LANE_LIMITS = {
  /** Columns between two neighbouring lifelines. */
  least: 6,
  most: 14,
  /** Columns kept beside the lifelines for what a packet says. */
  text: 34,
}

export type Lanes = {
  names: string[]
  /** Columns from one lifeline to the next. */
  step: number
}

/** Null when so many lifelines do not fit beside the texts: then a list says it better. */
export function lanesFor(names: string[], width: number): Lanes | null {
  const gaps = Math.max(1, names.length - 1)
  const step = Math.floor((width - LANE_LIMITS.text - MARGIN * 2) / gaps)
  return step < LANE_LIMITS.least ? null : { names, step: Math.min(step, LANE_LIMITS.most) }
}

/** Room for half a name before the first and after the last lifeline. */
const MARGIN = 3

export const widthOf = ({ names, step }: Lanes): number => (names.length - 1) * step + 1 + MARGIN * 2

/** Names above their lifelines, cut where they would touch. */
export function heading({ names, step }: Lanes): string {
  const line = Array.from({ length: widthOf({ names, step }) }, () => ' ')
  names.forEach((name, index) => {
    const most = names.length === 1 ? line.length : Math.min(step - 1, MARGIN * 2 + step)
    const shown = name.length > most ? `${name.slice(0, most - 1)}…` : name
    const middle = MARGIN + index * step
    const start = Math.min(Math.max(0, middle - Math.floor(shown.length / 2)), line.length - shown.length)
    ;[...shown].forEach((letter, at) => {
      line[start + at] = letter
    })
  })
  return line.join('').trimEnd()
}

/** `head`: what stands at the arrow's point. Ends that are no lifelines leave the lifelines alone. */
export function arrow({ names, step }: Lanes, from: string, to: string, head: { right: string; left: string }): string {
  const line = Array.from({ length: widthOf({ names, step }) }, () => ' ')
  const column = (index: number) => MARGIN + index * step
  names.forEach((_, index) => {
    line[column(index)] = '│'
  })
  const [a, b] = [names.indexOf(from), names.indexOf(to)]
  if (a < 0 || b < 0 || a === b) return line.join('')
  const [left, right] = [column(Math.min(a, b)), column(Math.max(a, b))]
  for (let at = left + 1; at < right; at += 1) line[at] = line[at] === '│' ? '┼' : '─'
  if (a < b) line[right - 1] = head.right
  else line[left + 1] = head.left
  return line.join('')
}
