/** The packets pane: ladder or table of the same packets in the same order, with one selection. */
import { useComputed, useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../../shared/icons.tsx'
import { save } from '../../shared/save.ts'
import { milliseconds } from '../../shared/time.ts'
import type { BenchWords } from '../words.ts'
import { Ladder } from './Ladder.tsx'
import type { OverviewProps } from './overview/Overview.tsx'
import { PacketTable } from './PacketTable.tsx'
import type { TimeBarProps } from './time/TimeBar.tsx'
import { timeWords } from './time/words.ts'
import type { View } from './view.ts'

type Props = { view: View; words: BenchWords }

export function Packets({ view, words }: Props) {
  const { store } = view.bench
  const count = useComputed(() => view.all.value.length)
  const scroller = useRef<HTMLDivElement>(null)
  const filter = useFilter(view)
  useFollowEnd(scroller, view)
  const Overview = useOverview(view)
  const TimeBar = useTimeBar(view)
  const empty =
    store.phase.value === 'idle'
      ? words.packetsEmpty
      : view.bench.bridge.connection.value.tier === 'reduced' && !store.live
        ? words.packetsReduced
        : words.packetsNone
  return (
    <>
      <div class="ph">
        <h4>{words.panePackets}</h4>
        {count.value > 0 && <span class="num">{count.value}</span>}
        <span class="sp" />
        {count.value > 0 && <Tools view={view} words={words} filter={filter} />}
      </div>
      {count.value === 0 ? (
        <p class="empty">{empty}</p>
      ) : (
        <>
          {filter.Bar.value && <filter.Bar.value view={view} onClose={filter.close} />}
          {Overview && <Overview view={view} scroller={scroller} locale={view.locale} />}
          <div class="scroller" ref={scroller}>
            {view.asTable.value ? <PacketTable view={view} words={words} /> : <Ladder view={view} words={words} />}
          </div>
          {store.lost.value > 0 && <p class="cut">{words.lost(store.lost.value)}</p>}
          {view.untold.value > 0 && <p class="cut">{words.untold(view.untold.value)}</p>}
          {TimeBar && <TimeBar view={view} locale={view.locale} onClose={() => view.stopClock()} />}
          <Walk view={view} words={words} />
        </>
      )}
    </>
  )
}

/** Runs with so many packets have the whole of it above the ladder: fewer can be seen at once. */
const OVERVIEW_FROM = 30

function useOverview(view: View) {
  const Loaded = useSignal<ComponentType<OverviewProps> | null>(null)
  const wanted = view.shown.value.length >= OVERVIEW_FROM
  useEffect(() => {
    if (wanted && !Loaded.peek())
      void import('./overview/Overview.tsx').then(({ default: loaded }) => {
        Loaded.value = loaded
      })
  }, [wanted])
  return wanted ? Loaded.value : null
}

function useTimeBar(view: View) {
  const Loaded = useSignal<ComponentType<TimeBarProps> | null>(null)
  const wanted = view.timing.value
  useEffect(() => {
    if (wanted && !Loaded.peek())
      void import('./time/TimeBar.tsx').then(({ default: loaded }) => {
        Loaded.value = loaded
      })
  }, [wanted])
  return wanted ? Loaded.value : null
}

type FilterLine = ReturnType<typeof useFilter>

/** The filter's line is loaded when it is first asked for. */
function useFilter(view: View) {
  const Bar = useSignal<ComponentType<{ view: View; onClose: () => void }> | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const open = async () => {
    const { default: loaded } = await import('./filter/FilterBar.tsx')
    Bar.value = loaded
  }
  const close = () => {
    Bar.value = null
    view.matches.value = null
    button.current?.focus()
  }
  return { Bar, button, open, close }
}

function Tools({ view, words, filter }: Props & { filter: FilterLine }) {
  const choice = (label: string, chosen: boolean, choose: () => void) => (
    <button type="button" aria-pressed={chosen} onClick={choose}>
      {label}
    </button>
  )
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: two toggle buttons, not a form */}
      <div class="seg numbers" role="group" aria-label={words.numbers}>
        <button
          type="button"
          title={view.absolute.value ? words.absolute : words.relative}
          aria-pressed={view.absolute.value}
          onClick={() => {
            view.absolute.value = !view.absolute.value
          }}
        >
          <span class="sr">{words.absolute}</span>
          <span aria-hidden="true" class="mono">
            {view.absolute.value ? 'seq 2³²' : 'seq 0…'}
          </span>
        </button>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: two toggle buttons, not a form */}
      <div class="seg" role="group" aria-label={words.viewAs}>
        {choice(words.ladder, !view.asTable.value, () => {
          view.asTable.value = false
        })}
        {choice(words.table, view.asTable.value, () => {
          view.asTable.value = true
        })}
      </div>
      <button
        type="button"
        ref={filter.button}
        class="btn quiet sign"
        aria-label={words.filter}
        title={words.filter}
        aria-expanded={filter.Bar.value !== null}
        onClick={() => (filter.Bar.value ? filter.close() : void filter.open())}
      >
        <Icon name="filter" />
      </button>
      <button
        type="button"
        class="btn quiet sign"
        aria-label={words.download}
        title={words.download}
        onClick={() => void download(view)}
      >
        <Icon name="download" />
      </button>
      <button
        type="button"
        class="btn quiet sign only-wide"
        aria-label={words.downloadPicture}
        title={words.downloadPicture}
        onClick={() => void picture(view, words)}
      >
        <Icon name="picture" />
      </button>
    </>
  )
}

/** Where the selection stands, and four buttons for those without a keyboard. */
function Walk({ view, words }: Props) {
  const rows = view.shown.value
  const row = view.row.value
  const at = row ? rows.indexOf(row) : -1
  const to = (index: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (next) view.goTo(next.n)
  }
  const step = (label: string, sign: string, index: number, off: boolean) => (
    <button
      type="button"
      class="btn quiet sign"
      aria-label={label}
      title={label}
      aria-disabled={off}
      onClick={() => to(index)}
    >
      <svg class="i" viewBox="0 0 16 16" aria-hidden="true">
        <path d={sign} />
      </svg>
    </button>
  )
  return (
    <div class="play">
      {step(words.first, 'M12 3.5L6 8l6 4.5zM4 3.5v9', 0, at <= 0)}
      {step(words.previous, 'M10 3.5L4.5 8l5.5 4.5', at - 1, at <= 0)}
      {step(words.nextPacket, 'M6 3.5L11.5 8 6 12.5', at + 1, at >= rows.length - 1)}
      {step(words.last, 'M4 3.5L10 8l-6 4.5zM12 3.5v9', rows.length - 1, at >= rows.length - 1)}
      <button
        type="button"
        class="btn quiet sign"
        aria-label={timeWords[view.locale].label}
        title={timeWords[view.locale].label}
        aria-expanded={view.timing.value}
        onClick={() => {
          if (view.timing.value) view.stopClock()
          else view.timing.value = true
        }}
      >
        <Icon name="history" />
      </button>
      {row && <span>{words.packetOf(row.n, view.all.value.length, milliseconds(row.at - view.zero))}</span>}
      <span class="sp" />
      <span class="only-wide">
        <kbd>↑</kbd> <kbd>↓</kbd> {words.walk}
      </span>
    </div>
  )
}

/** The ladder follows its end while a run goes on, unless the reader scrolled away from it. */
function useFollowEnd(scroller: { current: HTMLDivElement | null }, view: View): void {
  const follows = useRef(true)
  const count = view.items.value.length
  useEffect(() => {
    const place = scroller.current
    if (!place) return
    const look = () => {
      follows.current = place.scrollHeight - place.scrollTop - place.clientHeight < 40
    }
    place.addEventListener('scroll', look, { passive: true })
    return () => place.removeEventListener('scroll', look)
  }, [count > 0])
  useEffect(() => {
    const place = scroller.current
    if (place && follows.current && view.bench.store.live && !view.bench.store.settled)
      place.scrollTop = place.scrollHeight
  }, [count])
  // It is read from the top once all is told, unless the reader is elsewhere by then.
  const settled = view.bench.store.phase.value === 'ended' || view.bench.store.settled
  useEffect(() => {
    if (settled && follows.current && view.selected.peek() === null) scroller.current?.scrollTo({ top: 0 })
  }, [settled])
}

/** As pcapng, with an interface for each link; what writes it is loaded when it is asked for. */
async function download(view: View): Promise<void> {
  const { pcapng } = await import('../../../../wire/pcapng.ts')
  const { store, id } = view.bench
  const links = new Map(store.packets.value.map(({ n, link }) => [n, link]))
  const names = [...new Set(links.values())]
  // What others travelled for is not in it: its bytes would be there twice.
  const packets = view.all.value
    .filter(({ replaced }) => !replaced)
    .map(({ n, at, bytes, length }) => ({
      at,
      data: bytes,
      length,
      link: Math.max(0, names.indexOf(links.get(n) ?? '')),
    }))
  const bytes = pcapng({
    links: names.map((name) => ({ name })),
    packets,
    epochMicros: store.began * 1_000,
    comment: id,
  })
  save(new Blob([bytes as BlobPart], { type: 'application/x-pcapng' }), `${id.replace('/', '-')}.pcapng`)
}

async function picture(view: View, words: BenchWords): Promise<void> {
  const { downloadPicture } = await import('./picture/download.ts')
  downloadPicture(view, words)
}
