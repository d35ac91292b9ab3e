/**
 * The ladder of a network with several nodes: a lifeline each, in the order of the network, a switch between its hosts. A
 * packet is there once for each cable it travels, as an arrow between the two ends of that cable.
 */
import { useComputed } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { networkOf } from '../../../../course/network.ts'
import { hostOf } from '../../../../course/programs.ts'
import { duration, milliseconds } from '../../shared/time.ts'
import type { Hatch, LadderItem, Note } from '../ladder.ts'
import type { BenchWords } from '../words.ts'
import { Arrow } from './Arrow.tsx'
import { fate } from './fate.ts'
import { CallNote, joined, reveal } from './Ladder.tsx'
import { details, headline, spoken } from './phrases.ts'
import { timed } from './time/row.ts'
import type { View } from './view.ts'
import './lanes.css'

/** Calls named beside one packet; the rest are counted. */
const NOTES = 3

export function LaneEnds({ view }: { view: View }) {
  const { nodes, bench } = view
  const hosts = networkOf(bench.lab).hosts
  return (
    <div class="ends lanes" aria-hidden="true">
      <span class="t" />
      <div class="nodes-head" style={{ gridTemplateColumns: `repeat(${nodes.length}, minmax(0, 1fr))` }}>
        {nodes.map((node) => {
          const addresses = hosts.find(({ name }) => name === node)?.interfaces.flatMap((one) => one.addresses) ?? []
          return (
            <span key={node}>
              <b>{node}</b>
              <small>{addresses.length === 1 ? addresses[0]!.replace(/\/\d+$/, '') : ''}</small>
            </span>
          )
        })}
      </div>
      <span />
    </div>
  )
}

type Props = { view: View; words: BenchWords; item: LadderItem }

export function LaneItem({ item, view, words }: Props) {
  if (item.type === 'packet') return <LanePacket item={item} view={view} words={words} />
  const title =
    item.type === 'group' ? (
      <span class="lt">
        <b>{words.groups[item.name] ?? item.name}</b>{' '}
        <small>
          {item.connection !== null && `${words.connection(item.connection)} · `}
          {words.groupSize(item.packets, duration(item.span))}
        </small>
      </span>
    ) : (
      <span class="lt gapped">{words.gaps[item.reason](duration(item.to - item.from))}</span>
    )
  const beside = item.type === 'gap' ? item : null
  const clock = timed(item, view)
  return (
    <div class={joined(`lrow lanes ${item.type}`, ...clock.classes)} style={clock.style} role="presentation">
      <span class="t" />
      <span class="lines">
        <Lifelines view={view} hatch={beside ? [...beside.hatch.client, ...beside.hatch.server] : []} />
        {title}
      </span>
      <Notes notes={beside ? [...beside.notes.client, ...beside.notes.server] : []} words={words} />
    </div>
  )
}

function LanePacket({ item, view, words }: Props & { item: Extract<LadderItem, { type: 'packet' }> }) {
  const { row, notes, hatch } = item
  const { n, at, kind, from, to, dropped, replaced, made } = row
  const selected = useComputed(() => view.row.value?.n === n).value
  const place = useRef<HTMLDivElement>(null)
  const ends = [from, to].map((end) => (end === null ? -1 : view.nodes.indexOf(end)))
  const [a = -1, b = -1] = ends
  const rightward = a < b
  const said = [dropped && words.droppedWord, fate(row, view.locale)].filter(Boolean).join(' · ')
  const left = middleOf(Math.min(a, b), view)
  const right = middleOf(Math.max(a, b), view)
  const classes = [
    'lrow lanes pk',
    `k-${kind}`,
    rightward ? 'out' : 'in',
    (dropped || replaced) && 'dropped',
    made && 'made',
  ]
  const clock = timed(item, view)
  useEffect(() => {
    if (selected && view.selected.peek() === n && place.current) reveal(place.current)
  }, [selected])
  // Words begin at the arrow's left end, or stop at its right end, where there is more room.
  const textAt = left + right <= 100 ? { left: `${left}%` } : { right: `${100 - right}%` }
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
    >
      <span class="sr">{`${from ?? '?'} → ${to ?? '?'}, ${spoken(row, view, words, notes)}`}</span>
      <span class="t" aria-hidden="true">
        {milliseconds(at - view.zero)}
      </span>
      <span class="lines" aria-hidden="true">
        <Lifelines view={view} hatch={[...hatch.client, ...hatch.server]} />
        {a >= 0 && b >= 0 && (
          <span class="wire" style={{ left: `${left}%`, width: `${right - left}%` }}>
            <Arrow kind={kind} fromClient={rightward} dropped={dropped} replaced={replaced} />
          </span>
        )}
        <span class="lab" style={textAt}>
          <b>{headline(row, words)}</b> {details(row, view.absolute.value, view.locale)} {said}
        </span>
      </span>
      <Notes notes={[...notes.client, ...notes.server]} words={words} />
      {clock.passed && (
        <span class="passed" aria-hidden="true">
          {clock.passed}
        </span>
      )}
    </div>
  )
}

/** Where the lifeline of the node with this index stands, per cent of the width. */
function middleOf(index: number, { nodes }: View): number {
  return ((index + 0.5) / nodes.length) * 100
}

function Lifelines({ view, hatch }: { view: View; hatch: Hatch[] }) {
  return (
    <>
      {view.nodes.map((node, index) => (
        <span key={node} class="life" style={{ left: `${middleOf(index, view)}%` }}>
          {hatch
            .filter(({ program }) => laneOf(program, view) === node)
            .map(({ from, to, begins, ends }) => (
              <i
                key={`${from} ${to}`}
                class={`${begins ? 'from' : ''} ${ends ? 'to' : ''}`}
                style={{ top: `${from * 100}%`, bottom: `${(1 - to) * 100}%` }}
              />
            ))}
        </span>
      ))}
    </>
  )
}

function laneOf(program: string, { bench: { lab } }: View): string | null {
  const found = lab.programs.find(({ name }) => name === program)
  return found ? hostOf(found, networkOf(lab)) : null
}

function Notes({ notes, words }: { notes: Note[]; words: BenchWords }) {
  return (
    <span class="call" aria-hidden="true">
      {notes.slice(0, NOTES).map((note) => (
        <span key={`${note.call.program} ${note.call.id} ${note.part}`}>
          <em>{note.call.program}</em> <CallNote note={note} />
        </span>
      ))}
      {notes.length > NOTES && <span class="more">{words.more(notes.length - NOTES)}</span>}
    </span>
  )
}
