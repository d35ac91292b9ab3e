/**
 * How both ends of a connection went through TCP's states (RFC 9293, section 3.3.2, Figure 5), told from its segments.
 * What was sent changes its sender's state when it leaves, and its receiver's when it arrives; what was lost on the way
 * changes the sender's alone.
 */
import type { TcpFlag } from '../../../../wire/types.ts'

export const TCP_STATES = [
  'CLOSED',
  'LISTEN',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT_1',
  'FIN_WAIT_2',
  'CLOSE_WAIT',
  'CLOSING',
  'LAST_ACK',
  'TIME_WAIT',
] as const
export type TcpState = (typeof TCP_STATES)[number]
export type Side = 'client' | 'server'

/** A segment as far as states are concerned. Numbers are relative or absolute, the same for all of a flow. */
export type StateSegment = {
  n: number
  /** µs. */
  at: number
  /** When it was received; absent where that is the moment it was sent. */
  arrived?: number | null | undefined
  dropped?: boolean | undefined
  fromClient: boolean
  flags: readonly TcpFlag[]
  seq: number
  ack: number | null
  length: number
}

/** One change of state, by packet `n`. */
export type Step = { n: number; from: TcpState; to: TcpState; did: 'sent' | 'received'; what: string }
export type Path = { start: TcpState; steps: Step[] }
export type Paths = Record<Side, Path>

export function statePaths(segments: readonly StateSegment[]): Paths {
  const first = segments[0]
  const begins = first === undefined || first.flags.includes('SYN')
  // Nobody listens where the first answer to a SYN is an RST.
  const answer = segments.find(({ fromClient }) => !fromClient)
  const refused = begins && answer?.flags.includes('RST') === true
  const ends = {
    client: new End(begins ? 'CLOSED' : 'ESTABLISHED'),
    server: new End(!begins ? 'ESTABLISHED' : refused ? 'CLOSED' : 'LISTEN'),
  }
  for (const { segment, sent } of momentsOf(segments)) {
    const sender = segment.fromClient ? 'client' : 'server'
    const receiver = segment.fromClient ? 'server' : 'client'
    if (sent) ends[sender].send(segment)
    else ends[receiver].receive(segment)
  }
  return { client: ends.client.path, server: ends.server.path }
}

/** The state after packet `n`, and all packets before it, had their effect; without `n` the latest. */
export function stateAt({ start, steps }: Path, n: number | null): TcpState {
  return steps.findLast((step) => n === null || step.n <= n)?.to ?? start
}

/** Names of the transitions taken up to packet `n`: `CLOSED>SYN_SENT`. */
export function takenUpTo({ steps }: Path, n: number | null): Set<string> {
  return new Set(steps.flatMap((step) => (n === null || step.n <= n ? [`${step.from}>${step.to}`] : [])))
}

/** The kernel's name of a state as ours; null for what is none of TCP's. */
export function tcpState(name: string): TcpState | null {
  const plain = name
    .toUpperCase()
    .replaceAll('-', '_')
    .replace(/^NEW_/, '')
    .replace(/^SYN_(RCVD|RECEIVED)$/, 'SYN_RECV')
    .replace(/^ESTAB$/, 'ESTABLISHED')
  return TCP_STATES.find((state) => state === plain) ?? null
}

/** When each segment left and when it was there, in the order of time; at one moment leaving comes first. */
function momentsOf(segments: readonly StateSegment[]): { segment: StateSegment; sent: boolean; at: number }[] {
  const answers = { client: answersOf(segments, true), server: answersOf(segments, false) }
  return segments
    .flatMap((segment) => [
      { segment, sent: true, at: segment.at },
      ...(segment.dropped
        ? []
        : [{ segment, sent: false, at: arrivalOf(segment, answers[segment.fromClient ? 'server' : 'client']) }]),
    ])
    .sort((a, b) => a.at - b.at)
}

/**
 * When it was there: as it was measured, or just before the first segment that acknowledges it, should that one have
 * been measured earlier. Two clocks of a busy machine read out of order; what has been acknowledged has been received.
 */
function arrivalOf(segment: StateSegment, answers: Answers): number {
  const measured = segment.arrived ?? segment.at
  const { seq, length, flags } = segment
  const end = seq + length + (flags.includes('SYN') || flags.includes('FIN') ? 1 : 0)
  if (end === seq) return measured
  const answer = answers(segment.at, end)
  return answer === undefined ? measured : Math.max(segment.at, Math.min(measured, answer.at - JUST_BEFORE_US))
}

/** The first segment of the other side, at `since` or later, that acknowledges all before `number`. */
type Answers = (since: number, number: number) => StateSegment | undefined

function answersOf(segments: readonly StateSegment[], fromClient: boolean): Answers {
  const own = segments.filter((segment) => segment.fromClient === fromClient && segment.ack !== null)
  // The latest moment so far: the list may be out of order where clocks were, and is searched by halving.
  let latest = Number.NEGATIVE_INFINITY
  const moments = own.map(({ at }) => {
    latest = Math.max(latest, at)
    return latest
  })
  return (since, number) => {
    let [from, to] = [0, own.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (moments[middle]! >= since) to = middle
      else from = middle + 1
    }
    for (; from < own.length; from++) if (own[from]!.at >= since && own[from]!.ack! >= number) return own[from]
    return undefined
  }
}

/** Less than any clock here tells apart, µs. */
const JUST_BEFORE_US = 0.5

class End {
  readonly path: Path
  #state: TcpState
  /** Number that acknowledges this end's FIN. */
  #finAck: number | null = null

  constructor(start: TcpState) {
    this.#state = start
    this.path = { start, steps: [] }
  }

  send({ n, flags, seq, length }: StateSegment): void {
    const go = (to: TcpState, what: string) => this.#go(n, to, 'sent', what)
    const has = (flag: TcpFlag) => flags.includes(flag)
    if (has('FIN')) this.#finAck ??= seq + length + 1
    if (has('RST')) go('CLOSED', 'RST')
    else if (has('SYN') && !has('ACK') && this.#state === 'CLOSED') go('SYN_SENT', 'SYN')
    else if (has('FIN') && (this.#state === 'ESTABLISHED' || this.#state === 'SYN_RECV')) go('FIN_WAIT_1', 'FIN')
    else if (has('FIN') && this.#state === 'CLOSE_WAIT') go('LAST_ACK', 'FIN')
  }

  receive({ n, flags, ack }: StateSegment): void {
    const go = (to: TcpState, what: string) => this.#go(n, to, 'received', what)
    const has = (flag: TcpFlag) => flags.includes(flag)
    if (has('RST')) {
      // A listening socket goes on listening: an RST ends one connection.
      if (this.#state !== 'LISTEN') go('CLOSED', 'RST')
      return
    }
    if (has('SYN')) {
      if (this.#state === 'LISTEN') go('SYN_RECV', 'SYN')
      else if (this.#state === 'SYN_SENT') go(has('ACK') ? 'ESTABLISHED' : 'SYN_RECV', has('ACK') ? 'SYN ACK' : 'SYN')
      return
    }
    if (this.#state === 'SYN_RECV' && has('ACK')) go('ESTABLISHED', 'ACK')
    const acknowledged = this.#finAck !== null && ack !== null && has('ACK') && ack >= this.#finAck
    if (has('FIN')) {
      if (this.#state === 'ESTABLISHED') go('CLOSE_WAIT', 'FIN')
      // The figure leaves this one out (its note 2).
      else if (this.#state === 'FIN_WAIT_1')
        go(acknowledged ? 'TIME_WAIT' : 'CLOSING', acknowledged ? 'FIN ACK' : 'FIN')
      else if (this.#state === 'FIN_WAIT_2') go('TIME_WAIT', 'FIN')
    } else if (acknowledged) {
      if (this.#state === 'FIN_WAIT_1') go('FIN_WAIT_2', 'ACK')
      else if (this.#state === 'CLOSING') go('TIME_WAIT', 'ACK')
      else if (this.#state === 'LAST_ACK') go('CLOSED', 'ACK')
    }
  }

  #go(n: number, to: TcpState, did: Step['did'], what: string): void {
    if (to === this.#state) return
    this.path.steps.push({ n, from: this.#state, to, did, what })
    this.#state = to
  }
}
