/** The ribbon by keyboard. */
import type { View } from '../view.ts'

/** ←→ within a row, ↑↓ to the row above or below at the same bytes; Escape frees what is pinned. */
export function walk(event: KeyboardEvent, box: HTMLElement, view: View): void {
  if (event.key === 'Escape') {
    view.pinned.value = null
    view.hovered.value = null
    return
  }
  const lanes = [...box.querySelectorAll<HTMLElement>('.lane:not(.ax)')].map((lane) => [
    ...lane.querySelectorAll<HTMLElement>('.blk'),
  ])
  const row = lanes.findIndex((lane) => lane.includes(document.activeElement as HTMLElement))
  const at = lanes[row]?.indexOf(document.activeElement as HTMLElement) ?? -1
  if (at < 0) return
  const middle = (one: HTMLElement) => one.offsetLeft + one.offsetWidth / 2
  const nearest = (lane: HTMLElement[] | undefined) =>
    lane?.toSorted(
      (a, b) => Math.abs(middle(a) - middle(lanes[row]![at]!)) - Math.abs(middle(b) - middle(lanes[row]![at]!)),
    )[0]
  const next = {
    ArrowRight: lanes[row]![at + 1],
    ArrowLeft: lanes[row]![at - 1],
    ArrowDown: nearest(lanes.slice(row + 1).find((lane) => lane.length > 0)),
    ArrowUp: nearest(lanes.slice(0, row).findLast((lane) => lane.length > 0)),
  }[event.key]
  if (!next) return
  event.preventDefault()
  for (const block of lanes.flat()) block.tabIndex = block === next ? 0 : -1
  next.focus()
}
