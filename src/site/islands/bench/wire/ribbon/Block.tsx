/** A write, a segment or a read: a block as long as its bytes. */
import { textOf } from '../../stream-bytes.ts'
import { overlaps, type Range, type Stream, slices } from '../../streams.ts'
import type { BenchWords } from '../../words.ts'
import type { View } from '../view.ts'

/** Up to here each byte is a cell with its character; beyond, writes are plain stretches. */
const CELLS = 64

type BlockProps = {
  view: View
  stream: Stream
  payload: Uint8Array
  words: BenchWords
  kind: string
  range: Range
  label: string
  caption: string
  detail: string
  colour?: number
  packet?: number
  first?: boolean
}

export function Block({
  view,
  stream,
  payload,
  words,
  kind,
  range,
  label,
  caption,
  detail,
  colour,
  packet,
  first,
}: BlockProps) {
  const { from, to } = range
  const lit = view.lit.value
  const isLit = lit?.stream === stream.key && overlaps(lit, range)
  const place = { stream: stream.key, from, to }
  const hover = () => {
    view.hovered.value = place
  }
  const leave = () => {
    view.hovered.value = null
  }
  return (
    <button
      type="button"
      class={`blk ${kind}${colour ? ` w${colour}` : ''}${isLit ? ' lit' : ''}`}
      style={{ left: `${(from / stream.length) * 100}%`, width: `${((to - from) / stream.length) * 100}%` }}
      tabIndex={first ? 0 : -1}
      aria-pressed={
        view.pinned.value?.stream === stream.key && view.pinned.value.from === from && view.pinned.value.to === to
      }
      title={`${label}, ${words.reach(from, to)}`}
      onMouseEnter={hover}
      onMouseLeave={leave}
      onFocus={hover}
      onBlur={leave}
      onClick={() => {
        view.pinned.value = place
        const carrier = packet ?? stream.segments.find((segment) => overlaps(segment, range))?.n
        if (carrier !== undefined) view.select(carrier)
      }}
    >
      <span class="sr">{`${label}, ${words.reach(from, to)}`}</span>
      <span class="cap" aria-hidden="true">
        <code>{caption}</code> <small>{detail}</small>
      </span>
      <Cells view={view} stream={stream} range={range} payload={payload} />
    </button>
  )
}

/** The block's bytes, in the colours of their writes. */
function Cells({ view, stream, range, payload }: Pick<BlockProps, 'view' | 'stream' | 'range' | 'payload'>) {
  const lit = view.lit.value?.stream === stream.key ? view.lit.value : null
  const each = stream.length <= CELLS
  return (
    <span class="cells" aria-hidden="true">
      {slices(stream, range).map(({ from, to, write }) => {
        const colour = write ? `w${(write.index % 6) + 1}` : 'none'
        const cells = each
          ? Array.from({ length: to - from }, (_, index) => ({ from: from + index, to: from + index + 1 }))
          : [{ from, to }]
        return cells.map((cell) => (
          <span
            key={cell.from}
            class={`by ${colour}${lit && overlaps(lit, cell) ? ' lit' : ''}`}
            style={{ flexGrow: cell.to - cell.from }}
          >
            {each && cell.from < payload.length ? textOf(payload.subarray(cell.from, cell.to)) : ''}
          </span>
        ))
      })}
    </span>
  )
}
