/** One direction of a connection, drawn: a sentence, three lanes of blocks, the axis. */
import { useCallback, useRef } from 'preact/hooks'
import { bytes as bytesText } from '../../../shared/time.ts'
import { sameList, shallow } from '../../steady.ts'
import { overlaps, type Range, type Stream, type StreamCall } from '../../streams.ts'
import type { BenchWords } from '../../words.ts'
import { storyOf, summaryOf } from '../story.ts'
import type { View } from '../view.ts'
import { Axis } from './Axis.tsx'
import { Block } from './Block.tsx'
import { type Bundle, bundled } from './bundles.ts'
import { CELLS, type Cell, cellsOf } from './cells.ts'
import { walk } from './walk.ts'

const NOTHING = new Uint8Array()
/** A block with less than this share of the lane has no room for words. */
const NARROW = 0.012
/** Blocks drawn in one lane, however many there are that nothing can be put together with. */
const BLOCKS = 200

export function Drawing({ view, stream, words }: { view: View; stream: Stream; words: BenchWords }) {
  const box = useRef<HTMLDivElement>(null)
  const lit = view.lit.value?.stream === stream.key ? view.lit.value : null
  // Of a longer one no characters are shown.
  const payload = stream.length <= CELLS ? view.payload(stream) : NOTHING
  const latest = useRef(stream)
  latest.current = stream
  const carrierOf = useCarriers(latest)
  const cells = useCells()
  const lane = <T extends Range>(blocks: readonly T[], look?: (block: T) => string): Bundle<T>[] =>
    bundled(blocks, stream.length, look).slice(0, BLOCKS)
  const block = (kind: 'wr' | 'sg' | 'rd', { from, to, count }: Bundle<Range>) => ({
    view,
    words,
    stream: stream.key,
    from,
    to,
    narrow: count > 1 || (to - from) / stream.length < NARROW,
    cells: cells(
      `${kind} ${from}`,
      // What stands for several is a pattern of its own, without cells.
      count > 1 ? [] : cellsOf(stream, { from, to }, payload),
    ),
  })
  const size = ({ from, to }: Range) => bytesText(to - from)
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
        style={{ '--length': stream.length }}
        onKeyDown={(event) => walk(event, box.current!, view)}
      >
        <RowLabel title={words.writes} detail={fileOf(stream.writes)} />
        <div class="lane wr">
          {lane(stream.writes).map((write) => (
            <Block
              {...block('wr', write)}
              key={write.from}
              kind={many('wr', write)}
              packet={carrierOf(write.from, write.to)}
              colour={write.count === 1 ? (write.first.index % 6) + 1 : 0}
              label={words.blockWrite(
                named(write, ({ index }) => index + 1),
                size(write),
              )}
              caption={write.first.call.call}
              detail={write.first.call.line === undefined ? '' : words.line(write.first.call.line)}
              first={write.first.index === 0}
            />
          ))}
        </div>
        <RowLabel title={words.segments} detail={words.onTheWire} />
        <div class="lane sg">
          {lane(stream.segments, ({ again, dropped }) => `${again} ${dropped}`).map((segment) => (
            <Block
              {...block('sg', segment)}
              key={segment.first.n}
              kind={many(segment.first.again ? 'sg again' : segment.first.dropped ? 'sg lost' : 'sg', segment)}
              label={words.blockSegment(
                named(segment, ({ n }) => n),
                size(segment),
              )}
              caption={`#${segment.first.n}`}
              detail={segment.first.dropped ? words.droppedWord : segment.first.again ? words.again : ''}
              packet={carrierOf(segment.from, segment.to, segment.first.n)}
              first={stream.writes.length === 0 && segment.first === stream.segments[0]}
            />
          ))}
        </div>
        <RowLabel title={words.reads} detail={fileOf(stream.reads)} />
        <div class="lane rd">
          {lane(stream.reads).map((read) => (
            <Block
              {...block('rd', read)}
              key={read.from}
              kind={many('rd', read)}
              packet={carrierOf(read.from, read.to)}
              label={words.blockRead(
                named(read, ({ index }) => index + 1),
                size(read),
              )}
              caption={read.first.call.call}
              detail={size(read)}
            />
          ))}
        </div>
        <div class="rl axis">{words.byteInStream}</div>
        <Axis stream={stream} />
      </div>
    </div>
  )
}

function many(kind: string, { count }: Bundle<Range>): string {
  return count > 1 ? `${kind} many` : kind
}

/** `7`, or `7–12` of several. */
function named<T extends Range>({ first, last }: Bundle<T>, number: (block: T) => number): string {
  return first === last ? `${number(first)}` : `${number(first)}–${number(last)}`
}

/** One function for each block, the same each time: which packet carried it is looked up when it is chosen. */
function useCarriers(stream: { current: Stream }) {
  const known = useRef(new Map<string, () => number | undefined>())
  return (from: number, to: number, n?: number) => {
    const key = `${from} ${to} ${n}`
    const found =
      known.current.get(key) ?? (() => n ?? stream.current.segments.find((one) => overlaps(one, { from, to }))?.n)
    known.current.set(key, found)
    return found
  }
}

/** Cells of a block, the same list as long as nothing in them changes. */
function useCells() {
  const known = useRef(new Map<string, readonly Cell[]>())
  return useCallback((key: string, now: readonly Cell[]) => {
    const before = known.current.get(key)
    if (before && sameList(before, now, shallow)) return before
    known.current.set(key, now)
    return now
  }, [])
}

function RowLabel({ title, detail }: { title: string; detail: string | undefined }) {
  return (
    <div class="rl">
      <b>{title}</b>
      {detail}
    </div>
  )
}
