/** A piece of a lab's recording as rows that can be drawn without a script: the strips in prose, and benches on paper. Pure. */
import { networkOf } from '../../../../../course/network.ts'
import { nodesOf } from '../../../../../course/nodes.ts'
import type { Lab, Locale } from '../../../../../course/schema.ts'
import type { Recording } from '../../../../../protocol/recording.ts'
import { words as wordsOf } from '../../../i18n.ts'
import { duration, milliseconds } from '../../../shared/time.ts'
import { LADDER_LIMITS, ladder } from '../../ladder.ts'
import { type ArrowKind, hostOf, Trace, type TraceRow } from '../../trace.ts'
import { type BenchWords, benchWords } from '../../words.ts'
import { readable } from '../bytes/readable.ts'
import { fate } from '../fate.ts'
import { details, headline, spoken } from '../phrases.ts'

export const STRIP_LIMITS = {
  /** Characters of a payload that stand below its arrow. */
  text: 34,
}

/** `gap`: what was between this packet and the one above it, empty where nothing was. Lanes count from the left. */
export type StripRow = {
  n: number
  time: string
  gap: string
  from: number
  to: number
  kind: ArrowKind
  lost: boolean
  headline: string
  details: string
  /** What the program sent in it, cut. */
  text: string
  /** All of it in one sentence, for those who do not see it. */
  spoken: string
}
export type Strip = { lanes: { name: string; detail: string }[]; rows: StripRow[]; packets: number }

/** Packets `from` to `to` (numbers in the recording, both included) of the run of the lab as shipped. */
export function stripOf(lab: Lab, recording: Recording, range: { from: number; to: number }, locale: Locale): Strip {
  const trace = new Trace()
  for (const [, event] of recording.runs[0]?.events ?? []) if (event.type === 'packets') trace.add(event.packets)
  return stripOfTrace(lab, trace, range, locale)
}

/** The same of any run, recorded or not. */
export function stripOfTrace(lab: Lab, trace: Trace, range: { from: number; to: number }, locale: Locale): Strip {
  const words = benchWords(wordsOf(locale), locale)
  const nodes = nodesOf(networkOf(lab))
  const several = nodes.length > 2
  const zero = trace.rows[0]?.at ?? 0
  const rows = trace.rows.filter(({ n }) => n >= range.from && n <= range.to)
  const gaps = gapsBefore(rows, words)
  const said = { zero, locale, nodes: several ? nodes : [] }
  return {
    lanes: several ? nodes.map((name) => ({ name, detail: addressOf(lab, name) })) : twoLanes(lab, trace, words),
    rows: rows.map((row) => {
      const [left, right] = row.fromClient ? [0, 1] : [1, 0]
      const lane = (node: string | null, other: number) => (several && node ? Math.max(0, nodes.indexOf(node)) : other)
      const remark = [row.dropped && words.droppedWord, fate(row, locale)].filter(Boolean).join(' · ')
      return {
        n: row.n,
        time: milliseconds(row.at - zero),
        gap: gaps.get(row.n) ?? '',
        from: lane(row.from, left),
        to: lane(row.to, right),
        kind: row.kind,
        lost: row.dropped || row.replaced,
        headline: headline(row, words),
        details: [details(row, false, locale), remark].filter(Boolean).join(' · '),
        text: textOf(row),
        spoken: spoken(row, said, words, NO_NOTES),
      }
    }),
    packets: trace.rows.length,
  }
}

const NO_NOTES = { client: [], server: [] }

/** Packet number -> the silence above it, in the ladder's words. */
function gapsBefore(rows: readonly TraceRow[], words: BenchWords): Map<number, string> {
  const items = ladder({ rows, calls: [], streams: [], servers: new Set() })
  return new Map(
    items.flatMap((item) =>
      item.type === 'gap' && item.to - item.from > LADDER_LIMITS.gap
        ? [[Number(item.key.replace('gap ', '')), words.gaps[item.reason](duration(item.to - item.from))] as const]
        : [],
    ),
  )
}

function textOf({ decoded }: TraceRow): string {
  if (!(decoded.tcp || decoded.udp) || decoded.payload.length === 0) return ''
  const text = [...readable(decoded.payload)]
  return text.length > STRIP_LIMITS.text ? `${text.slice(0, STRIP_LIMITS.text - 1).join('')}…` : text.join('')
}

function addressOf(lab: Lab, node: string): string {
  const addresses = networkOf(lab)
    .hosts.find(({ name }) => name === node)
    ?.interfaces.flatMap((one) => one.addresses)
  return addresses?.length === 1 ? addresses[0]!.replace(/\/\d+$/, '') : ''
}

function twoLanes(lab: Lab, { flows }: Trace, words: BenchWords): Strip['lanes'] {
  const named = (server: boolean) => lab.programs.find(({ ready }) => (ready !== undefined) === server)?.name
  const one = (ends: string[]) => (new Set(ends).size === 1 ? ends[0]! : '')
  const shared = (ends: string[]) => one(ends) || one(ends.map(hostOf))
  return [
    { name: named(false) ?? words.client, detail: shared(flows.map(({ client }) => client)) },
    { name: named(true) ?? words.otherEnd, detail: shared(flows.map(({ server }) => server)) },
  ]
}
