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
import { CELLS, type Cell, cellsOf } from './cells.ts'
import { walk } from './walk.ts'

const NOTHING = new Uint8Array()
/** A block with less than this share of the lane has no room for words. */
const NARROW = 0.012
/** Blocks drawn in one lane. */
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
  const block = (kind: 'wr' | 'sg' | 'rd', range: Range) => ({
    view,
    words,
    stream: stream.key,
    from: range.from,
    to: range.to,
    narrow: (range.to - range.from) / stream.length < NARROW,
    cells: cells(`${kind} ${range.from}`, cellsOf(stream, range, payload)),
  })
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
          {stream.writes.slice(0, BLOCKS).map((write, index) => (
            <Block
              {...block('wr', write)}
              key={write.from}
              kind="wr"
              packet={carrierOf(write.from, write.to)}
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
              {...block('sg', segment)}
              key={segment.n}
              kind={segment.again ? 'sg again' : segment.dropped ? 'sg lost' : 'sg'}
              label={words.blockSegment(segment.n, bytesText(segment.to - segment.from))}
              caption={`#${segment.n}`}
              detail={segment.dropped ? words.droppedWord : segment.again ? words.again : ''}
              packet={carrierOf(segment.from, segment.to, segment.n)}
              first={stream.writes.length === 0 && segment === stream.segments[0]}
            />
          ))}
        </div>
        <RowLabel title={words.reads} detail={fileOf(stream.reads)} />
        <div class="lane rd">
          {stream.reads.slice(0, BLOCKS).map((read) => (
            <Block
              {...block('rd', read)}
              key={read.from}
              kind="rd"
              packet={carrierOf(read.from, read.to)}
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
