/** A write, a segment or a read: a block as long as its bytes. */
import { overlaps } from '../../streams.ts'
import type { BenchWords } from '../../words.ts'
import type { View } from '../view.ts'
import type { Cell } from './cells.ts'

/** Plain values, and cells that stay the same list while they are the same: drawn again only when one differs. */
type BlockProps = {
  view: View
  words: BenchWords
  /** The stream's key. */
  stream: string
  kind: string
  from: number
  to: number
  label: string
  caption: string
  detail: string
  cells: readonly Cell[]
  colour?: number
  /** The packet that carried it, by its number. */
  packet: () => number | undefined
  first?: boolean
  /** There is no room for words in it: there may be hundreds like it. */
  narrow: boolean
}

export function Block({
  view,
  words,
  stream,
  kind,
  from,
  to,
  label,
  caption,
  detail,
  cells,
  colour,
  packet,
  first,
  narrow,
}: BlockProps) {
  const lit = view.lit.value?.stream === stream ? view.lit.value : null
  const isLit = lit !== null && overlaps(lit, { from, to })
  const place = { stream, from, to }
  const hover = () => {
    view.hovered.value = place
  }
  const leave = () => {
    view.hovered.value = null
  }
  const { value: pinned } = view.pinned
  const name = `${label}, ${words.reach(from, to)}`
  const colourOf = (cell: Cell) =>
    `by ${cell.colour ? `w${cell.colour}` : 'none'}${lit && overlaps(lit, cell) ? ' lit' : ''}`
  // Where words stand in it, its name is said before them: a name that replaces them would have to repeat them.
  const bare = narrow && cells.length <= 1
  return (
    <button
      type="button"
      class={`blk ${kind}${colour ? ` w${colour}` : ''}${isLit ? ' lit' : ''}`}
      style={{ '--from': from, '--to': to }}
      tabIndex={first ? 0 : -1}
      aria-pressed={pinned?.stream === stream && pinned.from === from && pinned.to === to}
      title={name}
      aria-label={bare ? name : undefined}
      onMouseEnter={hover}
      onMouseLeave={leave}
      onFocus={hover}
      onBlur={leave}
      onClick={() => {
        view.pinned.value = place
        const carrier = packet()
        if (carrier !== undefined) view.select(carrier)
      }}
    >
      {bare ? (
        cells[0] && <span class={`cells ${colourOf(cells[0])}`} aria-hidden="true" />
      ) : (
        <>
          <span class="sr">{name}</span>
          <span class="cap" aria-hidden="true">
            <code>{caption}</code> <small>{detail}</small>
          </span>
          <span class="cells" aria-hidden="true">
            {cells.map((cell) => (
              <span key={cell.from} class={colourOf(cell)} style={{ flexGrow: cell.to - cell.from }}>
                {cell.text}
              </span>
            ))}
          </span>
        </>
      )}
    </button>
  )
}
