/** One direction of a connection, drawn: a sentence, three lanes of blocks, the axis. */
import { useRef } from 'preact/hooks'
import { bytes as bytesText } from '../../../shared/time.ts'
import type { Stream, StreamCall } from '../../streams.ts'
import type { BenchWords } from '../../words.ts'
import { storyOf, summaryOf } from '../story.ts'
import type { View } from '../view.ts'
import { Axis } from './Axis.tsx'
import { Block } from './Block.tsx'
import { walk } from './walk.ts'

/** Blocks drawn in one lane. */
const BLOCKS = 200

export function Drawing({ view, stream, words }: { view: View; stream: Stream; words: BenchWords }) {
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
