/** The ladder's clock: play the run slowly, and spread its rows by time. Loaded when it is first asked for. */
import { batch, useSignal } from '@preact/signals'
import { useEffect, useId } from 'preact/hooks'
import type { Locale } from '../../../../../course/schema.ts'
import { Icon } from '../../../shared/icons.tsx'
import { duration } from '../../../shared/time.ts'
import type { TraceRow } from '../../trace.ts'
import type { View } from '../view.ts'
import { dueAt, SPEEDS, scheduleOf, speedFor } from './schedule.ts'
import { SPACINGS } from './spacing.ts'
import { timeWords } from './words.ts'
import './time.css'

export type TimeBarProps = { view: View; locale: Locale; onClose: () => void }

/** Shortest wait between two pictures, ms. */
const FRAME_MS = 16

export default function TimeBar({ view, locale, onClose }: TimeBarProps) {
  const words = timeWords[locale]
  const chosen = useSignal<number | null>(null)
  const rows = view.shown.value
  const speed = chosen.value ?? speedFor(rows.map(({ at }) => at))
  const playing = view.playing.value
  const head = view.head.value
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  useEffect(() => (playing && !still ? play(view, rows, speed) : undefined), [playing, speed, rows])
  useEffect(() => {
    if (still) view.playing.value = false
  }, [still, playing])
  return (
    // biome-ignore lint/a11y/useSemanticElements: controls of a picture, not a form
    <div class="timebar" role="group" aria-label={words.label}>
      {still ? <span class="still">{words.still}</span> : <Player {...{ view, locale, speed, chosen }} />}
      <span class="sp" />
      <Spacing view={view} locale={locale} />
      <button
        type="button"
        class="btn quiet sign only-wide"
        aria-label={words.close}
        title={words.close}
        onClick={onClose}
      >
        <Icon name="cross" />
      </button>
      <span class="sr" role="status">
        {!playing && head !== null ? words.upTo(head) : ''}
      </span>
    </div>
  )
}

type PlayerProps = { view: View; locale: Locale; speed: number; chosen: { value: number | null } }

function Player({ view, locale, speed, chosen }: PlayerProps) {
  const words = timeWords[locale]
  const id = useId()
  const playing = view.playing.value
  const label = playing ? words.pause : words.play
  return (
    <>
      <button
        type="button"
        class="btn"
        onClick={() => {
          view.playing.value = !playing
        }}
      >
        {playing ? <Pause /> : <Icon name="run" />} {label}
      </button>
      <label for={id} class="sr">
        {words.speed}
      </label>
      <select
        id={id}
        value={String(speed)}
        onChange={(event) => {
          chosen.value = Number(event.currentTarget.value)
        }}
      >
        {SPEEDS.map((one) => (
          <option key={one} value={String(one)}>
            {words.times(one)}
          </option>
        ))}
      </select>
    </>
  )
}

function Pause() {
  return (
    <svg class="i" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M4.500 3.500h2.500v9H4.500zM9 3.500h2.500v9H9z" fill="currentColor" stroke="none" />
    </svg>
  )
}

function Spacing({ view, locale }: { view: View; locale: Locale }) {
  const words = timeWords[locale]
  const zoom = view.zoom.value
  const perRow = SPACINGS[zoom] ?? 0
  const step = (label: string, sign: string, by: number) => {
    const off = SPACINGS[zoom + by] === undefined
    return (
      <button
        type="button"
        class="btn quiet sign"
        aria-label={label}
        title={label}
        aria-disabled={off}
        onClick={() => {
          if (!off) view.zoom.value = zoom + by
        }}
      >
        {sign}
      </button>
    )
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons and what they say
    <span class="spacing" role="group" aria-label={words.spacing}>
      {step(words.closer, '−', -1)}
      <output>{perRow === 0 ? words.even : words.perRow(duration(perRow))}</output>
      {step(words.wider, '+', 1)}
    </span>
  )
}

/** Shows packet after packet from where the run stands; gives what ends it. */
function play(view: View, rows: readonly TraceRow[], speed: number): () => void {
  const schedule = scheduleOf(
    rows.map(({ at }) => at),
    speed,
  )
  const known = rows.findIndex(({ n }) => n === view.head.peek())
  // From the beginning, where nothing was played yet or all of it was.
  let current = known < 0 || known === rows.length - 1 ? 0 : known
  let timer: ReturnType<typeof setTimeout> | undefined
  const begun = performance.now() - (schedule[current] ?? 0)
  const show = (index: number) => {
    const row = rows[index]
    if (!row) return
    current = index
    batch(() => {
      view.head.value = row.n
      view.select(row.n)
    })
  }
  const tick = () => {
    const elapsed = performance.now() - begun
    const due = dueAt(schedule, elapsed)
    if (due > current) show(due)
    if (current >= rows.length - 1) {
      batch(() => {
        view.playing.value = false
        view.head.value = null
      })
      return
    }
    timer = setTimeout(tick, Math.max(FRAME_MS, schedule[current + 1]! - elapsed))
  }
  show(current)
  timer = setTimeout(tick, FRAME_MS)
  return () => clearTimeout(timer)
}
