/** A row dragged to another place in its list: by mouse, pen or finger. Keyboards move it by buttons. */
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useState } from 'preact/hooks'

export type Drag = {
  /** Row that is held. */
  from: number
  /** Place that it has if it is let go now. */
  to: number
}

/** So near to the edge of the window the page follows a move towards it, and so far with each, px. */
const EDGE = 48
const FOLLOW = 16

/** The place of a row whose grip is at `y`: behind every other row whose middle is above it. Pure. */
export function placeAt(y: number, from: number, rows: readonly { top: number; bottom: number }[]): number {
  return rows.filter(({ top, bottom }, at) => at !== from && (top + bottom) / 2 < y).length
}

/**
 * `take`: for the grip's `onPointerDown`. The row goes where it is let go; Escape, or a pointer that the browser takes
 * for scrolling, leaves all as it was.
 */
export function useDrag(list: RefObject<HTMLElement>, onMove: (from: number, to: number) => void) {
  const [drag, setDrag] = useState<Drag | null>(null)
  const held = drag !== null
  const take = (event: PointerEvent, at: number) => {
    if (event.button !== 0 || !event.isPrimary) return
    event.preventDefault()
    setDrag({ from: at, to: at })
  }
  // At once, not behind the next frame: a drag that was broken off must not hear of the pointer being let go.
  useLayoutEffect(() => {
    if (!drag) return
    const move = ({ clientY, movementY }: PointerEvent) => {
      if (clientY < EDGE && movementY < 0) scrollBy(0, -FOLLOW)
      else if (clientY > innerHeight - EDGE && movementY > 0) scrollBy(0, FOLLOW)
      const rows = Array.from(list.current?.children ?? [], (row) => row.getBoundingClientRect())
      const to = placeAt(clientY, drag.from, rows)
      if (to !== drag.to) setDrag({ from: drag.from, to })
    }
    const drop = () => {
      setDrag(null)
      if (drag.to !== drag.from) onMove(drag.from, drag.to)
    }
    const cancel = () => setDrag(null)
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') cancel()
    }
    addEventListener('pointermove', move)
    addEventListener('pointerup', drop)
    addEventListener('pointercancel', cancel)
    addEventListener('keydown', key)
    return () => {
      removeEventListener('pointermove', move)
      removeEventListener('pointerup', drop)
      removeEventListener('pointercancel', cancel)
      removeEventListener('keydown', key)
    }
  }, [drag, onMove])
  useEffect(() => {
    document.documentElement.classList.toggle('dragging', held)
    return () => document.documentElement.classList.remove('dragging')
  }, [held])
  return { drag, take }
}
