/**
 * Keys that walk from packet to packet: one tab stop, then ↑ ↓ Home End; Enter goes to the bytes, `t` to the table, Space
 * plays, + and - spread the rows by time.
 */
import { useEffect } from 'preact/hooks'
import { SPACINGS } from './time/spacing.ts'
import type { View } from './view.ts'

export function useWalk(box: { current: HTMLElement | null }, view: View): (event: KeyboardEvent) => void {
  useEffect(() => {
    // The selection was moved by a key: the focus goes along.
    const active = document.activeElement
    if (!box.current?.contains(active) || !active?.hasAttribute('data-n')) return
    box.current.querySelector<HTMLElement>(`[data-n="${view.row.value?.n}"]`)?.focus()
  }, [view.row.value?.n])
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { value: rows } = view.shown
    const at = rows.findIndex(({ n }) => n === view.row.value?.n)
    const targets: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }
    const target = targets[event.key]
    if (target !== undefined) {
      const row = rows[Math.max(0, Math.min(rows.length - 1, target))]
      if (row) view.goTo(row.n)
    } else if (event.key === 'Enter') {
      box.current?.closest('.bench')?.querySelector<HTMLElement>('.p-hex [data-first]')?.focus()
    } else if (event.key === 't') {
      const pane = box.current?.closest('.p-pkts')
      view.asTable.value = !view.asTable.value
      setTimeout(() => pane?.querySelector<HTMLElement>(`[data-n="${view.row.value?.n}"]`)?.focus())
    } else if (event.key === ' ') {
      view.timing.value = true
      view.playing.value = !view.playing.value
    } else if (event.key === '+' || event.key === '-') {
      const wanted = view.zoom.value + (event.key === '+' ? 1 : -1)
      if (SPACINGS[wanted] === undefined) return
      view.timing.value = true
      view.zoom.value = wanted
    } else if (event.key === 'Escape') {
      view.pinned.value = null
    } else return
    event.preventDefault()
  }
}
