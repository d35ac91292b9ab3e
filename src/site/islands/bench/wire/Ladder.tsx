/** The ladder: a list of rows that grows downward, between the client's lifeline and the server's. */
import { useComputed } from '@preact/signals'
import { useCallback, useEffect, useRef } from 'preact/hooks'
import { duration, milliseconds } from '../../shared/time.ts'
import type { Carried, Hatch, LadderItem, Note } from '../ladder.ts'
import { overlaps } from '../streams.ts'
import { hostOf } from '../trace.ts'
import type { BenchWords } from '../words.ts'
import { Arrow } from './Arrow.tsx'
import { Chunks } from './Chunks.tsx'
import { fate } from './fate.ts'
import { LaneEnds, LaneItem } from './Lanes.tsx'
import { details, headline, spoken } from './phrases.ts'
import { timed } from './time/row.ts'
import { ROW } from './time/spacing.ts'
import type { View } from './view.ts'
import { useWalk } from './walk.ts'

type Props = { view: View; words: BenchWords }

/** A wire slower than this is drawn slanted, with the time of arrival, µs. */
const SLOW_WIRE = 1_000
/** Calls named in one cell; the rest are counted. */
const NOTES = 4

export function Ladder({ view, words }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const onKeyDown = useWalk(box, view)
  const items = view.items.value
  const lanes = view.nodes.length > 0
  const draw = useCallback(
    (item: LadderItem) =>
      lanes ? (
        <LaneItem key={item.key} item={item} view={view} words={words} />
      ) : (
        <Item key={item.key} item={item} view={view} words={words} />
      ),
    [lanes, view, words],
  )
  return (
    <>
      {lanes ? <LaneEnds view={view} /> : <Ends view={view} words={words} />}
      {/* Arrow keys walk from packet to packet: one tab stop. */}
      <div class="ladder" role="listbox" tabIndex={-1} aria-label={words.panePackets} ref={box} onKeyDown={onKeyDown}>
        <Chunks items={items} rowHeight={rowHeight(view)} keep={view.row.value?.n ?? null} numberOf={numberOf}>
          {draw}
        </Chunks>
      </div>
    </>
  )
}

/** Guess at a row's height, px: with what rows are spread by on average. */
function rowHeight({ items, extras }: View): number {
  const more = [...extras.value.values()].reduce((sum, { height }) => sum + height, 0)
  return Math.round(ROW + more / Math.max(1, items.value.length))
}

function numberOf(item: LadderItem): number | null {
  return item.type === 'packet' ? item.row.n : null
}

function Ends({ view, words }: Props) {
  const flows = view.flows.value
  const named = (server: boolean) => view.bench.programs.find((one) => one.server === server)?.name
  return (
    <div class="ends" aria-hidden="true">
      <div class="ec">
        <b>{named(false) ?? words.client}</b>
        <small>{shared(flows.map(({ client }) => client))}</small>
      </div>
      <div class="ek">
        <i />
        {words.waitingKey}
      </div>
      <div class="es">
        <b>{named(true) ?? words.otherEnd}</b>
        <small>{shared(flows.map(({ server }) => server))}</small>
      </div>
    </div>
  )
}

/** The endpoint that all have, else the address that all have. */
function shared(ends: string[]): string {
  const one = (all: string[]) => (new Set(all).size === 1 ? all[0]! : '')
  return one(ends) || one(ends.map(hostOf))
}

function Item({ item, view, words }: Props & { item: LadderItem }) {
  if (item.type === 'group') return <GroupRow item={item} view={view} words={words} />
  if (item.type === 'gap') return <GapRow item={item} view={view} words={words} />
  return <PacketRow item={item} view={view} words={words} />
}

function GroupRow({ item, view, words }: Props & { item: Extract<LadderItem, { type: 'group' }> }) {
  const { name, connection, packets, span } = item
  return (
    <div class={joined('lrow lgrp', ...timed(item, view).classes)} role="presentation">
      <span class="gn">
        <b>{words.groups[name] ?? name}</b>
        {connection !== null && <small> {words.connection(connection)}</small>}
      </span>
      <span class="life c" />
      <span class="gx">{words.groupSize(packets, duration(span))}</span>
      <span class="life s" />
    </div>
  )
}

function GapRow({ item, view, words }: Props & { item: Extract<LadderItem, { type: 'gap' }> }) {
  const { style, classes } = timed(item, view)
  return (
    <div class={joined('lrow gap', ...classes)} style={style} role="presentation">
      <span class="t" />
      <Calls notes={item.notes.client} side="c" words={words} />
      <Life hatch={item.hatch.client} side="c" />
      <span class="wire">
        <span>{words.gaps[item.reason](duration(item.to - item.from))}</span>
      </span>
      <Life hatch={item.hatch.server} side="s" />
      <Calls notes={item.notes.server} side="s" words={words} />
    </div>
  )
}

function PacketRow({ item, view, words }: Props & { item: Extract<LadderItem, { type: 'packet' }> }) {
  const { row, notes, hatch, carried } = item
  const { n, kind, fromClient, dropped, replaced, made, arrived, at } = row
  // Told apart by itself, so that a row is not drawn again whenever another one is chosen.
  const selected = useComputed(() => view.row.value?.n === n).value
  const place = useRef<HTMLDivElement>(null)
  const lit = view.lit.value
  const isLit = carried !== null && lit?.stream === carried.stream && overlaps(lit, carried)
  const slow = arrived !== null && arrived - at > SLOW_WIRE
  const under = [
    dropped && words.droppedWord,
    fate(row, view.locale),
    slow && words.arrives(milliseconds(arrived - view.zero)),
  ].filter(Boolean)
  const classes = [
    'lrow pk',
    `k-${kind}`,
    fromClient ? 'out' : 'in',
    row.segment?.bytes && 'datarow',
    slow && 'slow',
    (dropped || replaced) && 'dropped',
    made && 'made',
    isLit && 'lit',
  ]
  const clock = timed(item, view)
  useEffect(() => {
    if (selected && view.selected.peek() === n && place.current) reveal(place.current)
  }, [selected])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the list's, which moves the selection
    <div
      class={joined(...classes, ...clock.classes)}
      style={clock.style}
      ref={place}
      role="option"
      data-n={n}
      tabIndex={selected ? 0 : -1}
      aria-selected={selected}
      onClick={() => view.goTo(n)}
      onMouseEnter={() => {
        if (carried) view.hovered.value = { stream: carried.stream, from: carried.from, to: carried.to }
      }}
      onMouseLeave={() => {
        view.hovered.value = null
      }}
    >
      <span class="sr">{spoken(row, view, words, notes)}</span>
      <span class="t" aria-hidden="true">
        {milliseconds(at - view.zero)}
      </span>
      <Calls notes={notes.client} side="c" words={words} />
      <Life hatch={hatch.client} side="c" />
      <span class="wire" aria-hidden="true">
        <span class="lab">
          <b>{headline(row, words)}</b> {details(row, view.absolute.value, view.locale)}
        </span>
        {carried && <Strip {...carried} />}
        <Arrow kind={kind} fromClient={fromClient} dropped={dropped} replaced={replaced} />
        {under.length > 0 && <small class="arrival">{under.join(' · ')}</small>}
      </span>
      <Life hatch={hatch.server} side="s" />
      <Calls notes={notes.server} side="s" words={words} />
      {clock.passed && (
        <span class="passed" aria-hidden="true">
          {clock.passed}
        </span>
      )}
    </div>
  )
}

export function joined(...classes: (string | false | null | undefined)[]): string {
  return classes.filter(Boolean).join(' ')
}

/** Scrolls the ladder's own box, never the page, until the row is seen. */
export function reveal(row: HTMLElement): void {
  const box = row.closest('.scroller')
  if (!box) return
  const [outer, inner] = [box.getBoundingClientRect(), row.getBoundingClientRect()]
  const head = box.querySelector('.ends')?.clientHeight ?? 0
  if (inner.top < outer.top + head) box.scrollTop -= outer.top + head - inner.top
  else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom
}

/** The segment's bytes in the colours of the writes they came from. */
function Strip({ pieces }: Carried) {
  if (pieces.length > 40) return <span class="strip plain" aria-hidden="true" />
  return (
    <span class="strip" aria-hidden="true">
      {pieces.map(({ from, to, colour }) => (
        <span key={from} class={colour === null ? 'none' : `w${colour}`} style={{ flexGrow: to - from }}>
          {to - from}
        </span>
      ))}
    </span>
  )
}

function Life({ hatch, side }: { hatch: Hatch[]; side: 'c' | 's' }) {
  return (
    <span class={`life ${side}`} aria-hidden="true">
      {hatch.map(({ from, to, begins, ends }) => (
        <i
          key={`${from} ${to}`}
          class={`${begins ? 'from' : ''} ${ends ? 'to' : ''}`}
          style={{ top: `${from * 100}%`, bottom: `${(1 - to) * 100}%` }}
        />
      ))}
    </span>
  )
}

function Calls({ notes, side, words }: { notes: Note[]; side: 'c' | 's'; words: BenchWords }) {
  return (
    <span class={`call ${side}`} aria-hidden="true">
      {notes.slice(0, NOTES).map((note) => (
        <CallNote key={`${note.call.program} ${note.call.id} ${note.part}`} note={note} />
      ))}
      {notes.length > NOTES && <span class="more">{words.more(notes.length - NOTES)}</span>}
    </span>
  )
}

export function CallNote({ note: { call, part, colour } }: { note: Note }) {
  const size = call.from !== undefined && call.to !== undefined ? call.to - call.from : null
  const place = call.line === undefined ? '' : `${call.file ?? ''}:${call.line}`
  if (colour !== null)
    return (
      <span title={place}>
        {call.call} <b class={`chip w${colour}`}>{size} B</b>
      </span>
    )
  const outcome =
    part === 'begin'
      ? '()'
      : size !== null
        ? ` → ${size} B`
        : call.result
          ? ` → ${short(call.result)}`
          : part === 'end'
            ? ' ✓'
            : '()'
  return (
    <span title={place}>
      {part === 'end' ? <b>{call.call}</b> : call.call}
      {outcome}
    </span>
  )
}

/** An endpoint's address stands at the head of its lifeline; the port tells connections apart. */
function short(result: string): string {
  return result.match(/^[\d.a-f:[\]]+(:\d+)$/)?.[1] ?? result
}
