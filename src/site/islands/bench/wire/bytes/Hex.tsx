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

/** Bytes shown at once; a full frame is 1,514. */
const MOST_BYTES = 1_600

export function Hex({ view, row, layers, words }: { view: View; row: TraceRow; layers: Layer[]; words: BenchWords }) {
  const box = useRef<HTMLDivElement>(null)
  const wide = useWidth(box)
  const perRow = wide ? 16 : 8
  const shown = row.bytes.subarray(0, MOST_BYTES)
  const colours = coloursOf(view, row)
  const hot = view.hot.value
  const lit = litIn(view, row)
  const layerOf = (at: number) => layers.findIndex(({ from, to }) => at >= from && at < to)
  const classOf = (at: number) => {
    const parts = ['b', `L${Math.min(2, Math.max(0, layerOf(at)))}`]
    if (colours[at]) parts.push('by', colours[at])
    if (hot && at >= hot.from && at < hot.to) parts.push('hot')
    if (lit && at >= lit.from && at < lit.to) parts.push('lit')
    return parts.join(' ')
  }
  const point = (event: Event) => {
    const at = Number((event.target as HTMLElement).dataset.x ?? -1)
    view.hot.value = at < 0 ? null : (fieldAt(layers, at) ?? null)
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
      onClick={point}
      onMouseLeave={() => {
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

function fieldAt(layers: Layer[], at: number): Range | undefined {
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
