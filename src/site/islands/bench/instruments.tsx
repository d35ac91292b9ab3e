/** Everything that shows a run: consoles, packets, ribbon, bytes, sockets. One chunk, loaded when the page is idle or a lab runs. */
import type { ComponentType } from 'preact'
import type { Locale } from '../../../course/schema.ts'
import { isOfFlow } from '../../../protocol/lab.ts'
import type { Decoded } from '../../../wire/types.ts'
import type { Words } from '../i18n.ts'
import type { LineMark } from '../shared/editor.ts'
import { bytes } from '../shared/time.ts'
import type { Bench } from './bench.ts'
import { Consoles } from './Consoles.tsx'
import { NetworkLook } from './sockets/look.ts'
import { SocketsPane } from './sockets/SocketsPane.tsx'
import type { Status } from './status.ts'
import { statusNow } from './told.ts'
import { Bytes } from './wire/Bytes.tsx'
import { tellPage } from './wire/facts.ts'
import { marksOf } from './wire/marks.ts'
import { Packets } from './wire/Packets.tsx'
import { Ribbon } from './wire/Ribbon.tsx'
import { View } from './wire/view.ts'
import { type BenchWords, benchWords } from './words.ts'

export type Instruments = Record<'Consoles' | 'Packets' | 'Ribbon' | 'Bytes' | 'Sockets' | 'Foot', ComponentType> & {
  /** The bar's sentence, of a run there is. Reads signals. */
  status(): Status
  /** Reads signals: call it inside a computed. */
  marks(file: string): LineMark[]
  dispose(): void
}

export function instrumentsOf(bench: Bench, common: Words, locale: Locale): Instruments {
  const words = benchWords(common, locale)
  const view = new View(bench, locale)
  const look = new NetworkLook(bench)
  const stop = tellPage(view, words)
  return {
    Consoles: () => <Consoles bench={bench} view={view} words={words} />,
    Packets: () => <Packets view={view} words={words} />,
    Ribbon: () => <Ribbon view={view} words={words} />,
    Bytes: () => <Bytes view={view} words={words} locale={locale} />,
    Sockets: () => <SocketsPane view={view} look={look} />,
    Foot: () => <Foot view={view} words={words} />,
    status: () => statusNow(bench, view.errors.value, words),
    marks: steadyMarks((file) => marksOf(view, file, words)),
    dispose: () => {
      stop()
      look.dispose()
      view.dispose()
    },
  }
}

/** The same list again while its marks are the same: an editor then has nothing to do. */
function steadyMarks(marks: (file: string) => LineMark[]): (file: string) => LineMark[] {
  const known = new Map<string, { text: string; list: LineMark[] }>()
  return (file) => {
    const list = marks(file)
    const text = JSON.stringify(list)
    const before = known.get(file)
    if (before?.text === text) return before.list
    known.set(file, { text, list })
    return list
  }
}

/** Bytes a program wrote: what an ICMP error quotes was counted in the packet it quotes. */
export function ownBytes({ tcp, udp, payloadLength }: Decoded): number {
  return tcp || udp ? payloadLength : 0
}

function Foot({ view, words }: { view: View; words: BenchWords }) {
  const rows = view.all.value
  const { store, lab } = view.bench
  if (rows.length === 0) return <span>{words.footEmpty}</span>
  const wire = rows.reduce((sum, { length }) => sum + length, 0)
  const yours = rows.reduce(
    (sum, row) => sum + (row.kind === 'rtx' || row.further || !isOfFlow(row) ? 0 : ownBytes(row.decoded)),
    0,
  )
  return (
    <>
      <span>{words.foot(view.links.value.join(', '), bytes(wire), bytes(yours))}</span>
      <span class="sp" />
      {lab.faults && store.faults.value && <span>{words.footNetwork(store.faults.value.seed)}</span>}
    </>
  )
}
