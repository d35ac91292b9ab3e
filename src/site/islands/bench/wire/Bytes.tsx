/** The selected packet's bytes: frame bar, hex with text, and the decode tree; hover, focus or tap links them. */
import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import type { Locale } from '../../../../course/schema.ts'
import { bytes as bytesText } from '../../shared/time.ts'
import type { Range } from '../streams.ts'
import type { TraceRow } from '../trace.ts'
import type { BenchWords } from '../words.ts'
import { FrameBar } from './bytes/FrameBar.tsx'
import { Hex } from './bytes/Hex.tsx'
import type { InspectProps } from './bytes/inspect/Inspect.tsx'
import { layersOf, treeOf } from './bytes/layers.ts'
import { Tree } from './bytes/Tree.tsx'
import { useCalm } from './calm.ts'
import type { View } from './view.ts'

type Props = { view: View; words: BenchWords; locale: Locale }

export function Bytes({ view, words, locale }: Props) {
  const row = useCalmRow(view)
  return (
    <>
      <div class="ph">
        <h4>{words.paneBytes}</h4>
        {row && (
          <span>
            {words.bytesOf(
              row.n,
              bytesText(row.length),
              bytesText(row.decoded.tcp || row.decoded.udp ? row.decoded.payloadLength : 0),
            )}
          </span>
        )}
      </div>
      {row ? <Packet view={view} row={row} words={words} locale={locale} /> : <p class="empty">{words.bytesEmpty}</p>}
    </>
  )
}

/** While so many packets and more come in, the latest would be read by nobody. */
const MANY = 150

/** The packet to show: the chosen one at once. */
function useCalmRow({ row, rows, selected, bench: { store } }: View): TraceRow | null {
  return useCalm(
    () => row.value,
    (shown) => shown !== null && store.live && !store.settled && selected.value === null && rows.value.length >= MANY,
  )
}

function Packet({ view, row, words, locale }: Props & { row: TraceRow }) {
  const layers = layersOf(row, words, locale)
  const nodes = treeOf(view, row, layers, locale)
  const { Panel, pick } = usePicked(view)
  return (
    <>
      <div class="bytes">
        <div class="hexside">
          <FrameBar view={view} row={row} layers={layers} />
          <Hex view={view} row={row} layers={layers} nodes={nodes} words={words} pick={pick} />
          {row.length > row.bytes.length && (
            <p class="cut">{words.truncated(bytesText(row.length - row.bytes.length))}</p>
          )}
          {row.decoded.error && <p class="cut">{row.decoded.error}</p>}
        </div>
        <Tree view={view} layers={nodes} words={words} pick={pick} key={row.decoded.protocol} />
      </div>
      {Panel && view.picked.value && <Panel view={view} row={row} locale={locale} />}
    </>
  )
}

/** What reads the chosen bytes is loaded when bytes are first chosen. */
function usePicked(view: View) {
  const Panel = useSignal<ComponentType<InspectProps> | null>(null)
  const pick = ({ from, to }: Range) => {
    view.picked.value = { from, to }
    if (Panel.peek()) return
    void import('./bytes/inspect/Inspect.tsx').then(({ default: loaded }) => {
      Panel.value = loaded
    })
  }
  return { Panel: Panel.value, pick }
}
