/** What one run came to: the numbers and words in which two runs of a lab can be compared. Pure. */
import type { Lab } from '../../../../course/schema.ts'
import { type CapturedPacket, isOfFlow, type ProgramState, type SocketCall } from '../../../../protocol/lab.ts'
import { datagramsOf } from '../../../../trace/datagrams.ts'
import { endpoint, portOf } from '../../../../trace/ends.ts'
import { streamsOf } from '../../../../trace/streams.ts'
import type { Flow } from '../../../../wire/types.ts'
import type { Chunk } from '../lab-store.ts'
import { Trace } from '../trace.ts'
import { fatesOf } from '../wire/datagrams/story.ts'
import { addressesOf } from '../wire/view.ts'

/** All that a run told, as the page's store has it when the run has shown what it has to show. */
export type Told = {
  packets: readonly CapturedPacket[]
  calls: readonly SocketCall[]
  /** Program -> what it printed. */
  outputs: Readonly<Record<string, readonly Chunk[]>>
  programs: Readonly<Record<string, ProgramState>>
}

/** How a connection ended; the client's port is left out, which is another in every run. */
export type Connection = Pick<Flow, 'handshake' | 'close' | 'closedBy'> & { from: string; to: string }

export type RunFacts = {
  /** Frames that hosts put on the wire, or the link made: those seen again on a further cable are not counted again. */
  packets: number
  /** Bytes of those frames. */
  wireBytes: number
  /** Frames that the link took away. */
  lost: number
  /** Segments with bytes that had not been sent before, and those bytes. */
  segments: number
  bytes: number
  retransmissions: number
  duplicateAcks: number
  /** Sent by programs; taken by one at least once; lost on the way; taken more often than once. */
  datagrams: { sent: number; received: number; lost: number; twice: number }
  /** Program -> sizes of its reads from streams, in their order. Empty where no program told of its calls. */
  reads: Record<string, number[]>
  /** From the first packet (without any: the first sign of life) to the last sign of life, µs. */
  micros: number
  connections: Connection[]
  /** `printed`: with the word PORT where the kernel chose a port. */
  programs: Record<string, { state: ProgramState | null; printed: string }>
}

export function traceOf({ packets }: Told): Trace {
  const trace = new Trace()
  trace.add(packets)
  return trace
}

export function factsOf(lab: Lab, told: Told, trace = traceOf(told)): RunFacts {
  const { flows } = trace
  const rows = trace.rows.filter(({ further }) => !further)
  const travelled = rows.filter(({ replaced }) => !replaced)
  const dropped = new Set(trace.rows.flatMap((row) => (row.dropped ? [row.n] : [])))
  const arrived = (n: number) => trace.row(n)?.arrived
  const streams = streamsOf(flows, told.calls, { dropped, arrived })
  const tcp = flows.filter(({ protocol }) => protocol === 'tcp')
  const { sent, received, lost, twice } = fatesOf(datagrams(lab, told, trace, dropped))
  return {
    packets: travelled.length,
    wireBytes: sum(travelled.map(({ length }) => length)),
    lost: dropped.size,
    segments: sum(streams.map(({ segments }) => segments.filter(({ again }) => !again).length)),
    bytes: sum(tcp.map(({ bytes }) => bytes.client + bytes.server)),
    retransmissions: sum(tcp.map((flow) => flow.retransmissions)),
    duplicateAcks: sum(tcp.map(({ segments }) => segments.filter(({ kind }) => kind === 'duplicate-ack').length)),
    datagrams: { sent, received, lost, twice },
    reads: readsOf(streams.flatMap(({ reads }) => reads)),
    micros: span(told),
    connections: tcp.map(({ client, server, handshake, close, closedBy }) => ({
      ...{ handshake, close, closedBy },
      from: hostOnly(client),
      to: endpoint(server),
    })),
    programs: Object.fromEntries(
      lab.programs.map(({ name }) => [
        name,
        { state: told.programs[name] ?? null, printed: printedBy(name, told, flows) },
      ]),
    ),
  }
}

function datagrams(lab: Lab, { calls }: Told, trace: Trace, dropped: ReadonlySet<number>) {
  const copies = new Map<number, number>()
  for (const { made, of } of trace.rows)
    if (made === 'duplicate') for (const n of of) copies.set(n, (copies.get(n) ?? 0) + 1)
  const addresses = addressesOf(lab)
  return datagramsOf(trace.flows, calls, {
    dropped,
    arrived: (n) => trace.row(n)?.arrived,
    copies: (n) => copies.get(n) ?? 0,
    addressesOf: (program) => addresses.get(program) ?? null,
  })
}

function readsOf(reads: readonly { call: SocketCall; from: number; to: number }[]): Record<string, number[]> {
  const sizes: Record<string, number[]> = {}
  for (const { call, from, to } of reads.toSorted((a, b) => (a.call.until ?? a.call.at) - (b.call.until ?? b.call.at)))
    sizes[call.program] = [...(sizes[call.program] ?? []), to - from]
  return sizes
}

/** From the first packet: how long programs take to start says nothing of the wire. */
function span({ packets, calls, outputs }: Told): number {
  const moments = [
    ...packets.filter(isOfFlow).flatMap(({ at, arrived }) => [at, arrived ?? at]),
    ...calls.flatMap(({ at, until }) => [at, until ?? at]),
    ...Object.values(outputs).flatMap((chunks) => chunks.map(({ at }) => at)),
  ]
  if (moments.length === 0) return 0
  const first = packets[0]?.at ?? moments.reduce((a, b) => Math.min(a, b))
  return Math.max(0, moments.reduce((a, b) => Math.max(a, b)) - first)
}

/** First of the ports that the kernel hands out by itself (net.ipv4.ip_local_port_range). */
const EPHEMERAL = 32_768

function printedBy(program: string, { outputs }: Told, flows: readonly Flow[]): string {
  const chosen = new Set(
    flows.flatMap(({ client, server }) => [client, server].map(portOf)).filter((port) => port >= EPHEMERAL),
  )
  const text = (outputs[program] ?? []).map((chunk) => chunk.text).join('')
  return text.replace(/\b\d+\b/g, (number) => (chosen.has(Number(number)) ? 'PORT' : number))
}

function hostOnly(end: string): string {
  return end.slice(0, end.lastIndexOf(':'))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}
