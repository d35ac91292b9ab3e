/** The stream ribbon: writes, segments and reads over one axis, the byte offset in the stream. */
import { useRef } from 'preact/hooks'
import type { Words } from '../../i18n.ts'
import { bytes as bytesText } from '../../shared/time.ts'
import { textOf } from '../stream-bytes.ts'
import { overlaps, portOf, type Range, type Stream, type StreamCall, slices } from '../streams.ts'
import { storyOf, summaryOf } from './story.ts'
import type { View } from './view.ts'

type Props = { view: View; words: Words }

/** Up to here each byte is a cell with its character; beyond, writes are plain stretches. */
const CELLS = 64
/** Blocks drawn in one lane. */
const BLOCKS = 200

export function Ribbon({ view, words }: Props) {
  const stream = view.stream.value
  const idle = view.bench.store.phase.value === 'idle'
  return (
    <>
      <div class="ph">
        <h4>{words.paneStream}</h4>
        {stream && <span>{bytesText(stream.length)}</span>}
        <span class="sp" />
        {stream && <Directions view={view} words={words} />}
      </div>
      {stream ? (
        <Drawing view={view} stream={stream} words={words} />
      ) : (
        <p class="empty">
          {idle || (view.bench.store.live && !view.bench.store.settled) ? words.streamEmpty : words.streamNone}
        </p>
      )}
    </>
  )
}

function Directions({ view, words }: Props) {
  const streams = view.streams.value
  const ports = new Set(streams.map(({ client }) => client))
  const label = ({ fromClient, client }: Stream) =>
    `${words.fromTo(fromClient)}${ports.size > 1 ? ` :${portOf(client)}` : ''}`
  if (streams.length < 2) return <span>{label(streams[0]!)}</span>
  if (streams.length > 4)
    return (
      <select
        aria-label={words.direction}
        value={view.stream.value?.key}
        onChange={(event) => view.chooseStream(event.currentTarget.value)}
      >
        {streams.map((stream) => (
          <option key={stream.key} value={stream.key}>
            {label(stream)}
          </option>
        ))}
      </select>
    )
  return (
    // biome-ignore lint/a11y/useSemanticElements: toggle buttons, not a form
    <div class="seg" role="group" aria-label={words.direction}>
      {streams.map((stream) => (
        <button
          key={stream.key}
          type="button"
          aria-pressed={stream.key === view.stream.value?.key}
          onClick={() => view.chooseStream(stream.key)}
        >
          {label(stream)}
        </button>
      ))}
    </div>
  )
}

function Drawing({ view, stream, words }: Props & { stream: Stream }) {
  const box = useRef<HTMLDivElement>(null)
  const lit = view.lit.value?.stream === stream.key ? view.lit.value : null
  const payload = view.payload(stream)
  const lane = { view, stream, payload, words }
  const fileOf = (calls: StreamCall[]) => view.bench.programs.find(({ name }) => name === calls[0]?.call.program)?.file
  return (
    <div class="ribbon">
      <p class="say">
        <b>{summaryOf(stream, words)}</b> {storyOf(stream, words)}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: three rows of buttons, not a form */}
      <div
        class={lit ? 'rib on' : 'rib'}
        role="group"
        aria-label={words.paneStream}
        ref={box}
        onKeyDown={(event) => walk(event, box.current!, view)}
      >
        <RowLabel title={words.writes} detail={fileOf(stream.writes)} />
        <div class="lane wr">
          {stream.writes.slice(0, BLOCKS).map((write, index) => (
            <Block
              {...lane}
              key={write.from}
              kind="wr"
              range={write}
              colour={(write.index % 6) + 1}
              label={words.blockWrite(write.index + 1, bytesText(write.to - write.from))}
              caption={write.call.call}
              detail={write.call.line === undefined ? '' : words.line(write.call.line)}
              first={index === 0}
            />
          ))}
        </div>
        <RowLabel title={words.segments} detail={words.onTheWire} />
        <div class="lane sg">
          {stream.segments.slice(0, BLOCKS).map((segment) => (
            <Block
              {...lane}
              key={segment.n}
              kind={segment.again ? 'sg again' : segment.dropped ? 'sg lost' : 'sg'}
              range={segment}
              label={words.blockSegment(segment.n, bytesText(segment.to - segment.from))}
              caption={`#${segment.n}`}
              detail={segment.dropped ? words.droppedWord : segment.again ? words.again : ''}
              packet={segment.n}
              first={stream.writes.length === 0 && segment === stream.segments[0]}
            />
          ))}
        </div>
        <RowLabel title={words.reads} detail={fileOf(stream.reads)} />
        <div class="lane rd">
          {stream.reads.slice(0, BLOCKS).map((read) => (
            <Block
              {...lane}
              key={read.from}
              kind="rd"
              range={read}
              label={words.blockRead(read.index + 1, bytesText(read.to - read.from))}
              caption={read.call.call}
              detail={bytesText(read.to - read.from)}
            />
          ))}
        </div>
        <div class="rl axis">{words.byteInStream}</div>
        <Axis stream={stream} />
      </div>
    </div>
  )
}

function RowLabel({ title, detail }: { title: string; detail: string | undefined }) {
  return (
    <div class="rl">
      <b>{title}</b>
      {detail}
    </div>
  )
}

type BlockProps = {
  view: View
  stream: Stream
  payload: Uint8Array
  words: Words
  kind: string
  range: Range
  label: string
  caption: string
  detail: string
  colour?: number
  packet?: number
  first?: boolean
}

function Block({
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

function Axis({ stream }: { stream: Stream }) {
  const edges = new Set([0, stream.length])
  for (const { from, to } of [...stream.writes, ...stream.reads]) edges.add(from).add(to)
  // Figures that would touch each other are left out; the ends always stand.
  const room = stream.length / 24
  const ticks = [...edges].sort((a, b) => a - b)
  const shown = ticks.filter(
    (tick, index) =>
      index === 0 || tick === stream.length || (tick - ticks[index - 1]! >= room && stream.length - tick >= room),
  )
  return (
    <div class="lane ax" aria-hidden="true">
      {shown.map((tick) => (
        <span key={tick} class="tick" style={{ left: `${(tick / stream.length) * 100}%` }}>
          {tick}
        </span>
      ))}
    </div>
  )
}

/** ←→ within a row, ↑↓ to the row above or below at the same bytes; Escape frees what is pinned. */
function walk(event: KeyboardEvent, box: HTMLElement, view: View): void {
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
