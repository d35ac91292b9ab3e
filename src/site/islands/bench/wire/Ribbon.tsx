/** The stream ribbon: writes, segments and reads over one axis, the byte offset in the stream. */
import { bytes as bytesText } from '../../shared/time.ts'
import { portOf, type Stream } from '../streams.ts'
import type { BenchWords } from '../words.ts'
import { Drawing } from './ribbon/Drawing.tsx'
import type { View } from './view.ts'

type Props = { view: View; words: BenchWords }

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
