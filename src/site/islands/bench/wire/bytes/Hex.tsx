/** Bytes in hexadecimal and as text, in the colours of their layers and of the writes they came from. */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Layer } from '../../../../../wire/types.ts'
import { bytes as bytesText } from '../../../shared/time.ts'
import { textOf } from '../../stream-bytes.ts'
import { type Range, slices } from '../../streams.ts'
import type { TraceRow } from '../../trace.ts'
import type { BenchWords } from '../../words.ts'
import type { View } from '../view.ts'
import type { ByteNode } from './messages.ts'

/** Bytes shown at once; a full frame is 1,514. */
const MOST_BYTES = 1_600

type Props = {
  view: View
  row: TraceRow
  /** For the colours. */
  layers: Layer[]
  /** For what is pointed at. */
  nodes: readonly ByteNode[]
  words: BenchWords
  pick: (range: Range) => void
}

export function Hex({ view, row, layers, nodes, words, pick }: Props) {
  const drag = useRef<number | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const wide = useWidth(box)
  const perRow = wide ? 16 : 8
  const shown = row.bytes.subarray(0, MOST_BYTES)
  const colours = coloursOf(view, row)
  const hot = view.hot.value
  const picked = view.picked.value
  const lit = litIn(view, row)
  const layerOf = (at: number) => layers.findIndex(({ from, to }) => at >= from && at < to)
  const classOf = (at: number) => {
    const parts = ['b', `L${Math.min(2, Math.max(0, layerOf(at)))}`]
    if (colours[at]) parts.push('by', colours[at])
    if (hot && at >= hot.from && at < hot.to) parts.push('hot')
    if (picked && at >= picked.from && at < picked.to) parts.push('picked')
    if (lit && at >= lit.from && at < lit.to) parts.push('lit')
    return parts.join(' ')
  }
  const point = (event: MouseEvent) => {
    const at = byteAt(event)
    if (drag.current !== null && at !== null && at !== drag.current) pick(between(drag.current, at))
    view.hot.value = at === null ? null : (fieldAt(nodes, at) ?? null)
  }
  // A tap or click takes the field, a second one its byte; with Shift up to there; a mouse can draw over bytes.
  const take = (event: MouseEvent) => {
    const at = byteAt(event)
    const drawn = drag.current !== null && at !== null && at !== drag.current
    drag.current = null
    if (at === null || drawn) return
    const field = fieldAt(nodes, at)
    const known = view.picked.value
    const again = field && known && known.from === field.from && known.to === field.to
    if (event.shiftKey && known) pick(between(at < known.from ? known.to - 1 : known.from, at))
    else pick(field && !again ? { from: field.from, to: field.to } : between(at, at))
    point(event)
  }
  const lines = Array.from({ length: Math.ceil(shown.length / perRow) }, (_, line) => line * perRow)
  return (
    // biome-ignore lint/a11y/useKeyWithMouseEvents: the tree beside it is the keyboard's way
    // biome-ignore lint/a11y/useKeyWithClickEvents: the same
    <div
      class={wide ? 'hex wide' : 'hex'}
      ref={box}
      role="img"
      aria-label={`${words.hexLabel}: ${bytesText(row.length)}`}
      onMouseOver={point}
      onMouseDown={(event) => {
        drag.current = event.button === 0 ? byteAt(event) : null
      }}
      onClick={take}
      onMouseLeave={() => {
        drag.current = null
        view.hot.value = null
      }}
    >
      {lines.map((line) => (
        <div class="hr" key={line}>
          <span class="off">{line.toString(16).padStart(4, '0')}</span>
          {Array.from({ length: perRow }, (_, index) => {
            const at = line + index
            if (at >= shown.length) return <span key={at} />
            return (
              <span key={at} class={classOf(at)} data-x={at}>
                {shown[at]!.toString(16).padStart(2, '0')}
              </span>
            )
          })}
          <span class="asc">
            {Array.from({ length: Math.min(perRow, shown.length - line) }, (_, index) => (
              <span key={line + index} class={classOf(line + index)} data-x={line + index}>
                {textOf(shown.subarray(line + index, line + index + 1))}
              </span>
            ))}
          </span>
        </div>
      ))}
    </div>
  )
}

function byteAt({ target }: MouseEvent): number | null {
  const { x } = (target as HTMLElement).dataset
  return x === undefined ? null : Number(x)
}

function between(a: number, b: number): Range {
  return { from: Math.min(a, b), to: Math.max(a, b) + 1 }
}

function fieldAt(layers: readonly ByteNode[], at: number): Range | undefined {
  const within = ({ from, to }: Range) => at >= from && at < to
  const layer = layers.findLast(within)
  return layer?.fields.find(within) ?? layer
}

/** Byte in the packet -> class of the write it came from. */
function coloursOf(view: View, row: TraceRow): string[] {
  const colours: string[] = []
  const stream = view.streamOf(row)
  const range = row.segment?.bytes
  if (!stream || !range) return colours
  for (const { from, to, write } of slices(stream, range)) {
    const start = row.decoded.payloadFrom - range.from
    for (let at = from; at < to; at++) colours[start + at] = write ? `w${(write.index % 6) + 1}` : 'none'
  }
  return colours
}

function litIn(view: View, row: TraceRow): Range | null {
  const lit = view.lit.value
  const range = row.segment?.bytes
  if (!lit || !range || view.streamOf(row)?.key !== lit.stream) return null
  const start = row.decoded.payloadFrom - range.from
  return { from: start + Math.max(lit.from, range.from), to: start + Math.min(lit.to, range.to) }
}

/** Whether 16 bytes fit in a row. */
function useWidth(box: { current: HTMLElement | null }): boolean {
  const wide = useSignal(true)
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      wide.value = entry!.contentRect.width >= 460
    })
    watch.observe(box.current!)
    return () => watch.disconnect()
  }, [])
  return wide.value
}
