/** Long lists drawn in pieces: a piece far from the view is an empty box of its height. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { sameList } from '../steady.ts'

/** Rows in one piece: of those near the view all are in the page, and a run that grows draws its last one anew. */
const PIECE = 20
/** Lists up to this many rows are drawn whole. */
const WHOLE = 150

type Props<T> = {
  items: readonly T[]
  /** Guess at a row's height, px; a piece that was drawn once keeps its real one. */
  rowHeight: number
  /** The piece that holds this packet is always drawn, so that it can have the focus. */
  keep: number | null
  numberOf: (item: T) => number | null
  /** The same function each time: a piece whose items are what they were is not drawn again. */
  children: (item: T) => preact.JSX.Element
}

export function Chunks<T>({ items, rowHeight, keep, numberOf, children }: Props<T>) {
  const drawn = useRef<readonly T[][]>([])
  if (items.length <= WHOLE) return <>{items.map(children)}</>
  const pieces: T[][] = []
  for (let at = 0; at < items.length; at += PIECE) {
    const piece = items.slice(at, at + PIECE)
    const before = drawn.current[pieces.length]
    pieces.push(before && sameList(before, piece) ? before : piece)
  }
  drawn.current = pieces
  return (
    <>
      {pieces.map((piece, index) => (
        <Piece
          key={`piece ${index * PIECE}`}
          height={piece.length * rowHeight}
          keep={keep !== null && piece.some((item) => numberOf(item) === keep)}
          items={piece}
          draw={children as (item: unknown) => preact.JSX.Element}
        />
      ))}
    </>
  )
}

type PieceProps = {
  items: readonly unknown[]
  height: number
  keep: boolean
  draw: (item: unknown) => preact.JSX.Element
}

function Piece({ items, height, keep, draw }: PieceProps) {
  const place = useRef<HTMLDivElement>(null)
  const near = useSignal(false)
  const known = useRef(height)
  useEffect(() => {
    const box = place.current!
    const watch = new IntersectionObserver(
      ([entry]) => {
        if (near.value) known.current = box.offsetHeight || known.current
        near.value = entry!.isIntersecting
      },
      { rootMargin: '600px 0px' },
    )
    watch.observe(box)
    return () => watch.disconnect()
  }, [])
  const shown = near.value || keep
  return (
    <div role="presentation" ref={place} style={shown ? undefined : { height: `${known.current}px` }}>
      {shown && items.map(draw)}
    </div>
  )
}
