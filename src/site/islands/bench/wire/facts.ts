/** Tells the rest of the page what a run showed: predictions wait for it, panels draw its numbers. */
import { effect } from '@preact/signals'
import { countsOf, type Stream } from '../streams.ts'
import type { TraceRow } from '../trace.ts'
import type { BenchWords } from '../words.ts'
import { summaryOf as datagramSummary, fatesOf } from './datagrams/story.ts'
import { datagramWords } from './datagrams/words.ts'
import { summaryOf } from './story.ts'
import type { View } from './view.ts'

/** A run is told of once nothing new has come for this long, ms. */
const QUIET_MS = 200

/** Detail of `wirebook:run`, `facts`. The counts are of the first stream that carries bytes. */
export type RunFacts = {
  run: number
  writes: number
  segments: number
  reads: number
  packets: number
  connections: number
  retransmissions: number
  /** The one sentence, in the page's language. */
  summary: string
}

/** One entry of `wirebook:packets`, `segments`: numbers as in the header and relative to the first of their side. */
export type PacketFacts = {
  n: number
  at: number
  fromClient: boolean
  kind: string
  flags: string[]
  seq: number
  ack: number | null
  rawSeq: number
  rawAck: number
  length: number
  flow: number
  dropped: boolean
}

export function tellPage(view: View, words: BenchWords): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = ''
  const stop = effect(() => {
    const { store, id } = view.bench
    const { value: rows } = view.rows
    const { value: streams } = view.streams
    const told = store.phase.value === 'ended' || (store.live && store.settled)
    clearTimeout(timer)
    if (!told || store.run.value === 0) return
    const run = store.run.value
    timer = setTimeout(() => {
      if (view.behind) return // what is drawn next is told next
      const facts = runFacts(run, rows, streams, view, words)
      // Answers that were typed about these numbers stay as long as the numbers do.
      if (last === JSON.stringify(facts)) return
      last = JSON.stringify(facts)
      tell('wirebook:run', { lab: id, facts })
      tell('wirebook:packets', { lab: id, segments: rows.flatMap(packetFacts) })
    }, QUIET_MS)
  })
  return () => {
    clearTimeout(timer)
    stop()
  }
}

function runFacts(run: number, rows: readonly TraceRow[], streams: Stream[], view: View, words: BenchWords): RunFacts {
  const first = streams[0]
  const counts = first ? countsOf(first) : { writes: 0, segments: 0, reads: 0 }
  const flows = view.flows.value.filter(({ protocol }) => protocol === 'tcp')
  return {
    run,
    ...counts,
    packets: rows.length,
    connections: flows.length,
    retransmissions: flows.reduce((sum, { retransmissions }) => sum + retransmissions, 0),
    summary: first ? summaryOf(first, words) : withoutStream(view, rows, words),
  }
}

function withoutStream(view: View, rows: readonly TraceRow[], words: BenchWords): string {
  const { value: datagrams } = view.datagrams
  if (datagrams.length === 0) return words.packetsSeen(rows.length)
  return datagramSummary(fatesOf(datagrams), datagramWords[view.locale])
}

function packetFacts({ n, at, segment, decoded, dropped }: TraceRow): PacketFacts[] {
  if (!segment || !decoded.tcp) return []
  const { fromClient, kind, flags, seq, ack, length, flow } = segment
  const { seq: rawSeq, ack: rawAck } = decoded.tcp
  return [{ n, at, fromClient, kind, flags, seq, ack, rawSeq, rawAck, length, flow, dropped }]
}

function tell(type: string, detail: unknown): void {
  document.dispatchEvent(new CustomEvent(type, { detail }))
}
