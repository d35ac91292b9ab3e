/**
 * The stream ribbon: writes, segments and reads over one axis, the byte offset in the stream. What travelled as
 * datagrams is drawn one by one instead.
 */
import { bytes as bytesText } from '../../shared/time.ts'
import { portOf, type Stream } from '../streams.ts'
import type { BenchWords } from '../words.ts'
import { useCalm } from './calm.ts'
import { Datagrams } from './datagrams/Datagrams.tsx'
import { datagramWords } from './datagrams/words.ts'
import { Drawing } from './ribbon/Drawing.tsx'
import type { View } from './view.ts'

type Props = { view: View; words: BenchWords }

export function Ribbon({ view, words }: Props) {
  const own = datagramWords[view.locale]
  const stream = useCalmStream(view)
  const asDatagrams = view.asDatagrams.value
  const idle = view.bench.store.phase.value === 'idle'
  return (
    <>
      <div class="ph">
        <h4>{asDatagrams ? own.datagrams : words.paneStream}</h4>
        {asDatagrams ? <span>{view.datagrams.value.length}</span> : stream && <span>{bytesText(stream.length)}</span>}
        <span class="sp" />
        {stream && <Directions view={view} words={words} />}
      </div>
      {asDatagrams ? (
        <Datagrams view={view} words={words} own={own} />
      ) : stream ? (
        <Drawing view={view} stream={stream} words={words} />
      ) : (
        <p class="empty">
          {idle || (view.bench.store.live && !view.bench.store.settled) ? words.streamEmpty : words.streamNone}
        </p>
      )}
    </>
  )
}

/** While so many segments and more come in, all blocks of the ribbon would move with each. */
const MANY = 150

/** The stream to draw: at once as long as it is short, and as soon as the run has shown what it has to show. */
function useCalmStream({ stream, bench: { store } }: View): Stream | null {
  return useCalm(
    () => stream.value,
    (shown, now) => store.live && !store.settled && shown?.key === now?.key && (now?.segments.length ?? 0) >= MANY,
  )
}

const DATAGRAMS = 'datagrams'

function Directions({ view, words }: Props) {
  const own = datagramWords[view.locale]
  const streams = view.streams.value
  const chosen = view.asDatagrams.value ? DATAGRAMS : view.stream.value?.key
  const ports = new Set(streams.map(({ client }) => client))
  const label = ({ fromClient, client }: Stream) =>
    `${words.fromTo(fromClient)}${ports.size > 1 ? ` :${portOf(client)}` : ''}`
  const choices = [
    ...streams.map((stream) => ({ key: stream.key, label: label(stream) })),
    ...(view.datagrams.value.length > 0 ? [{ key: DATAGRAMS, label: own.datagrams }] : []),
  ]
  const choose = (key: string) => (key === DATAGRAMS ? view.chooseDatagrams() : view.chooseStream(key))
  if (choices.length < 2) return <span>{choices[0]?.label}</span>
  if (choices.length > 4)
    return (
      <select aria-label={words.direction} value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
        {choices.map(({ key, label }) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
    )
  return (
    // biome-ignore lint/a11y/useSemanticElements: toggle buttons, not a form
    <div class="seg" role="group" aria-label={words.direction}>
      {choices.map(({ key, label }) => (
        <button key={key} type="button" aria-pressed={key === chosen} onClick={() => choose(key)}>
          {label}
        </button>
      ))}
    </div>
  )
}
