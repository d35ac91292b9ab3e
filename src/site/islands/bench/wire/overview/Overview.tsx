/** The whole run above the ladder: marks by kind, what is in sight of it, and a way to go anywhere in it. */
import { useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Locale } from '../../../../../course/schema.ts'
import { duration, milliseconds } from '../../../shared/time.ts'
import type { View } from '../view.ts'
import { inSight } from './in-sight.ts'
import { BOX, marksOf } from './marks.ts'
import { timeScale } from './scale.ts'
import { overviewWords } from './words.ts'
import './overview.css'

export type OverviewProps = { view: View; scroller: { current: HTMLElement | null }; locale: Locale }

/** Packets that Page Up and Page Down go over. */
const PAGE = 20

export default function Overview({ view, scroller, locale }: OverviewProps) {
  const words = overviewWords[locale]
  const scale = useComputed(() => timeScale(view.shown.value.map(({ at }) => at)))
  const marks = useComputed(() => marksOf(view.shown.value, scale.value))
  const seen = useSignal<{ first: number; last: number } | null>(null)
  const grabbed = useSignal(false)
  useEffect(() => {
    const box = scroller.current
    if (!box) return
    let frame = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      if (frame !== 0) return
      frame = requestAnimationFrame(() => {
        // Behind the frame all is laid out already, and where rows are costs nothing to ask.
        timer = setTimeout(() => {
          frame = 0
          const now = inSight(box)
          if (now?.first !== seen.peek()?.first || now?.last !== seen.peek()?.last) seen.value = now
        })
      })
    }
    look()
    box.addEventListener('scroll', look, { passive: true })
    // Rows are drawn as they come near, and grow or shrink with the bench.
    const watch = new ResizeObserver(look)
    watch.observe(box)
    const drawn = new MutationObserver(look)
    drawn.observe(box, { childList: true, subtree: true })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      box.removeEventListener('scroll', look)
      watch.disconnect()
      drawn.disconnect()
    }
  }, [])
  const rows = view.shown.value
  const indexOf = (n: number) => rows.findIndex((row) => row.n === n)
  const current = Math.max(0, indexOf(view.row.value?.n ?? -1))
  const row = rows[current]
  if (!row) return null
  const first = Math.max(0, indexOf(seen.value?.first ?? -1))
  const last = Math.max(first, indexOf(seen.value?.last ?? -1))
  const left = scale.value.shareOf(first) * BOX.width
  const right = scale.value.shareOf(last) * BOX.width
  const to = (index: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (next) view.goTo(next.n)
  }
  const scrub = (event: PointerEvent) => {
    const { left: edge, width } = (event.currentTarget as HTMLElement).getBoundingClientRect()
    to(scale.value.indexAt((event.clientX - edge) / width))
  }
  const walk = (event: KeyboardEvent) => {
    const targets: Record<string, number> = {
      ArrowRight: current + 1,
      ArrowUp: current + 1,
      ArrowLeft: current - 1,
      ArrowDown: current - 1,
      PageUp: current + PAGE,
      PageDown: current - PAGE,
      Home: 0,
      End: rows.length - 1,
    }
    const target = targets[event.key]
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    to(target)
  }
  const { folds } = scale.value
  const place = scale.value.shareOf(current) * BOX.width
  const longest = folds.reduce((most, { length }) => Math.max(most, length), 0)
  return (
    <div class="overview">
      <div
        class="run"
        role="slider"
        tabIndex={0}
        aria-label={words.label}
        aria-valuemin={1}
        aria-valuemax={rows.length}
        aria-valuenow={current + 1}
        aria-valuetext={words.at(row.n, rows.length, milliseconds(row.at - view.zero), first + 1, last + 1)}
        onKeyDown={walk}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          grabbed.value = true
          event.currentTarget.setPointerCapture(event.pointerId)
          scrub(event)
        }}
        onPointerMove={(event) => {
          if (grabbed.value) scrub(event)
        }}
        onPointerUp={() => {
          grabbed.value = false
        }}
        onPointerCancel={() => {
          grabbed.value = false
        }}
      >
        <svg viewBox={`0 0 ${BOX.width} ${BOX.height}`} preserveAspectRatio="none" aria-hidden="true">
          <rect class="sight" x={left} y={0.5} width={Math.max(4, right - left)} height={BOX.height - 1} />
          <path class="axis" d={`M0 ${BOX.middle}H${BOX.width}`} />
          {folds.length <= MOST_FOLDS && (
            <path class="fold" d={folds.map(({ share }) => `M${share * BOX.width} ${BOX.middle - 4}v8`).join('')} />
          )}
          {marks.value.map(({ kind, d }) => (
            <path key={kind} class={`k-${kind}`} d={d} />
          ))}
          <path class="here" d={`M${place} 0v${BOX.height}`} />
        </svg>
      </div>
      <p>
        <span>0 ms</span>
        {folds.length > 0 && <span class="only-wide">{words.folded(folds.length, duration(longest))}</span>}
        <span>{words.inSight(first + 1, last + 1, rows.length)}</span>
        <span>{milliseconds(rows.at(-1)!.at - view.zero)} ms</span>
      </p>
    </div>
  )
}

/** More folded places than this are not marked one by one. */
const MOST_FOLDS = 60
