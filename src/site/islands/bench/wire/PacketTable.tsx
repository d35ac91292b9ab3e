/** The ladder's twin: the same packets in the same order as a real table. */
import { useComputed } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { milliseconds } from '../../shared/time.ts'
import type { TraceRow } from '../trace.ts'
import type { BenchWords } from '../words.ts'
import { headline, meaning, wayOf } from './phrases.ts'
import { VIEW_LIMITS, type View } from './view.ts'
import { useWalk } from './walk.ts'

type Props = { view: View; words: BenchWords }

/** A table is drawn whole; beyond this only the latest rows are in it. */
const ROWS = Math.min(600, VIEW_LIMITS.rows)

export function PacketTable({ view, words }: Props) {
  const box = useRef<HTMLTableElement>(null)
  const onKeyDown = useWalk(box, view)
  const rows = view.shown.value.slice(-ROWS)
  return (
    <table class="pt" ref={box} onKeyDown={onKeyDown}>
      <caption class="sr">{words.panePackets}</caption>
      <thead>
        <tr>
          {words.columns.map((column, index) => (
            <th key={column} scope="col" class={NARROW_HIDDEN.has(index) ? 'hide-s' : undefined}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.n} row={row} view={view} words={words} />
        ))}
      </tbody>
    </table>
  )
}

/** Columns that give way on a narrow bench. */
const NARROW_HIDDEN = new Set([2, 7])

function Row({ row, view, words }: Props & { row: TraceRow }) {
  const { n, at, kind, segment, decoded } = row
  const selected = useComputed(() => view.row.value?.n === n).value
  const numbers = view.absolute.value ? decoded.tcp : segment
  return (
    <tr class={`k-${kind}`} aria-current={selected ? 'true' : undefined} onClick={() => view.goTo(n)}>
      <th scope="row">
        <button type="button" data-n={n} tabIndex={selected ? 0 : -1} onClick={() => view.select(n)}>
          {n}
        </button>
      </th>
      <td>{milliseconds(at - view.zero)}</td>
      <td class="hide-s">{wayOf(row, view.nodes, words)}</td>
      <td>
        <b>{headline(row, words)}</b>
      </td>
      <td>{numbers && 'seq' in numbers ? numbers.seq : ''}</td>
      <td>{segment?.flags.includes('ACK') ? numbers?.ack : ''}</td>
      <td>{decoded.payloadLength}</td>
      <td class="hide-s">{meaning(row, words, view.locale)}</td>
    </tr>
  )
}
