/**
 * A plan at work. What becomes of a frame, in this order, whatever the order of the rules:
 *
 *   cut · drop · loss · full queue   it is gone
 *   reset                            its stream ends here
 *   reorder                          it waits for others to pass
 *   coalesce                         it waits for others to be joined to
 *   split                            it goes on as pieces
 *   duplicate                        what goes on goes twice
 *   rate · delay · jitter            when each of them arrives
 *
 * Every rule that holds for a frame draws its number before anything happens to it, so that what one rule does never
 * shifts what another one draws.
 */
import { FAULT_LIMITS, type FaultKind, type FaultPlan, NO_FAULTS } from '../../../../protocol/faults.ts'
import { Connections, type Direction, offsetOf } from './connections.ts'
import { draw, stateOf } from './draws.ts'
import { directionOf, FLAG, look, type Seen, type TcpView } from './frame.ts'
import { Joiner, type Part } from './joiner.ts'
import { type Batch, Lane, type Made, type Timing } from './lane.ts'
import { holdsAt, holdsFor, type NamedRule, named } from './match.ts'
import { joined, piece, plus, reset } from './segment.ts'
import { cutsOf } from './split.ts'
import type { Delivery, Due, Outcome, Place, WireFaults } from './types.ts'

/** Nodes of the network, so that a rule without a place holds for what hosts send, and not again for what a switch hands on. */
export type Nodes = { hosts: readonly string[]; switches: readonly string[] }

export function createFaults(plan: FaultPlan, { switches }: Nodes): WireFaults {
  return new PlannedFaults(plan, new Set(switches))
}

/** A segment with what is known of its stream. */
type Stream = { view: TcpView; direction: Direction }

const DROPPED: Outcome = { fate: 'dropped', deliveries: [] }
const HELD: Outcome = { fate: 'held', deliveries: [] }

class PlannedFaults implements WireFaults {
  #plan = NO_FAULTS
  #rules: NamedRule[] = []
  #aboutStreams = false
  /** When the run's first frame came: starting programs takes as long as the machine is busy. */
  #began: number | null = null
  readonly #lanes = new Map<string, Lane>()
  readonly #connections = new Connections()
  readonly #switches: ReadonlySet<string>
  /** What goes on as soon as `due` is asked. */
  #ready: Due[] = []

  constructor(plan: FaultPlan, switches: ReadonlySet<string>) {
    this.#switches = switches
    this.set(plan)
  }

  set(plan: FaultPlan): void {
    this.#plan = plan
    this.#rules = named(plan)
    this.#aboutStreams = plan.rules.some(({ kind }) => kind === 'split' || kind === 'coalesce' || kind === 'reset')
    for (const lane of this.#lanes.values()) lane.rules = this.#rulesAt(lane.place)
  }

  beginRun(): void {
    this.#began = null
    this.#lanes.clear()
    this.#connections.forget()
    this.#ready = []
  }

  onFrame(place: Place, frame: Buffer, now: number, key: number): Outcome {
    this.#began ??= now
    const lane = this.#lane(place)
    const seen = look(frame)
    const stream = this.#streamOf(place, frame, seen)
    if (stream?.direction.connection.ended) return this.#answer(lane, frame, stream.view, now)
    const rules = lane.rules.filter(({ rule }) => holdsFor(rule, seen))
    const { seed } = this.#plan
    const draws = draw(lane, rules, { seed, bytes: frame.length, ms: now - this.#began, now })
    if (draws.dropped) return DROPPED
    const whole: Batch = { keys: [key], frames: [{ frame }], sent: now, jitter: draws.jitter }
    if (stream) {
      const ended = this.#reset(lane, rules, frame, stream, whole)
      if (ended) return ended
    }
    if (draws.overtakenBy > 0) {
      const frames = twice(this.#pieces(rules, lane, frame, stream), draws.copies)
      lane.held.push({ ...whole, frames, by: draws.overtakenBy, until: now + FAULT_LIMITS.holdMs })
      return HELD
    }
    if (stream) {
      const part = { frame, view: stream.view, key, sent: now, copies: draws.copies, jitter: draws.jitter }
      if (this.#join(lane, rules, part, stream)) return HELD
    }
    const frames = twice(this.#pieces(rules, lane, frame, stream), draws.copies)
    const deliveries = lane.deliver({ ...whole, frames }, this.#timing(rules, lane))
    for (const batch of lane.overtake(1)) this.#release(lane, batch)
    return { fate: frames.some(({ made }) => made === undefined) ? 'passed' : 'replaced', deliveries }
  }

  get next(): number | null {
    if (this.#ready.length > 0) return 0
    let next: number | null = null
    const consider = (at: number | null) => {
      if (at !== null && (next === null || at < next)) next = at
    }
    for (const { held, joiners } of this.#lanes.values()) {
      for (const { until } of held) consider(until)
      for (const joiner of joiners.values()) consider(joiner.deadline)
    }
    return next
  }

  due(now: number): Due[] {
    for (const lane of this.#lanes.values()) {
      for (const [key, joiner] of lane.joiners) {
        if (joiner.deadline === null || joiner.deadline > now) continue
        lane.joiners.delete(key)
        for (const parts of joiner.flush()) this.#releaseParts(lane, parts, now)
      }
      for (const batch of lane.overdue(now)) this.#release(lane, batch)
    }
    return this.#ready.splice(0)
  }

  #lane(place: Place): Lane {
    const name = `${place.link} ${place.from} ${place.to}`
    let lane = this.#lanes.get(name)
    if (lane === undefined) {
      lane = new Lane(place)
      lane.rules = this.#rulesAt(place)
      this.#lanes.set(name, lane)
    }
    return lane
  }

  #rulesAt(place: Place): NamedRule[] {
    return this.#rules.filter(({ rule }) => holdsAt(rule, place, this.#switches))
  }

  #streamOf(place: Place, frame: Buffer, { tcp }: Seen): Stream | null {
    if (tcp === null) return null
    const opens = (tcp.flags & FLAG.syn) !== 0
    if (!opens && !this.#aboutStreams) return null
    return { view: tcp, direction: this.#connections.direction(place, frame, tcp) }
  }

  #timing(rules: NamedRule[], lane: Lane): Timing {
    const timing: Timing = { delay: 0, gap: 0, rates: [] }
    for (const { name, rule } of rules) {
      if (rule.kind === 'delay') timing.delay += rule.ms
      else if (rule.kind === 'split') timing.gap = rule.gapMs
      else if (rule.kind === 'rate') timing.rates.push({ kbps: rule.kbps, state: stateOf(lane, name, this.#plan.seed) })
    }
    return timing
  }

  /** The frame, or the pieces it is to be cut into. */
  #pieces(rules: NamedRule[], lane: Lane, frame: Buffer, stream: Stream | null): Made[] {
    const found = only(rules, 'split')
    if (!found || !stream || (stream.view.flags & (FLAG.syn | FLAG.rst | FLAG.urg)) !== 0) return [{ frame }]
    const { view, direction } = stream
    const { link, from, to } = lane.place
    const seed = `${this.#plan.seed}/${found.name} @ ${link} ${from} ${to}`
    const cuts = cutsOf(found.rule, seed, offsetOf(direction, view), view.length)
    if (cuts.length === 0) return [{ frame }]
    const edges = [0, ...cuts, view.length]
    return edges.slice(1).map((end, at) => ({ frame: piece(frame, view, edges[at]!, end), made: 'piece' as const }))
  }

  /** Whether the segment comes out of `due`; if not, it goes on by itself, and nothing that goes before it was waiting. */
  #join(lane: Lane, rules: NamedRule[], part: Part, { direction }: Stream): boolean {
    const { key } = directionOf(part.frame, part.view)
    const rule = only(rules, 'coalesce')?.rule
    const waiting = lane.joiners.get(key)
    if (!waiting && (!rule || direction.mss === null || part.view.length === 0)) return false
    const joiner = waiting ?? new Joiner()
    const { groups, taken } =
      rule && direction.mss !== null
        ? joiner.offer(part, rule, direction.mss)
        : { groups: joiner.flush(), taken: false }
    if (joiner.deadline === null) lane.joiners.delete(key)
    else lane.joiners.set(key, joiner)
    for (const parts of groups) this.#releaseParts(lane, parts, part.sent)
    if (!taken && groups.length === 0) return false
    if (!taken) this.#releaseParts(lane, [part], part.sent)
    return true
  }

  #releaseParts(lane: Lane, parts: Part[], now: number): void {
    const first = parts[0]!
    const frame = parts.length === 1 ? first.frame : joined(parts)
    const seen = look(frame)
    const rules = lane.rules.filter(({ rule }) => holdsFor(rule, seen))
    const cut = this.#pieces(rules, lane, frame, this.#streamOf(lane.place, frame, seen))
    const whole = parts.length > 1 && cut.length === 1
    const frames = whole ? [{ frame, made: 'joined' as const }] : cut
    const keys = parts.map(({ key }) => key)
    const copies = parts.some((part) => part.copies)
    this.#release(lane, { keys, frames: twice(frames, copies), sent: now, jitter: parts.at(-1)!.jitter })
    for (const batch of lane.overtake(parts.length)) this.#release(lane, batch)
  }

  #release(lane: Lane, batch: Batch): void {
    const seen = look(batch.frames[0]!.frame)
    const rules = lane.rules.filter(({ rule }) => holdsFor(rule, seen))
    this.#ready.push({
      place: lane.place,
      keys: batch.keys,
      deliveries: lane.deliver(batch, this.#timing(rules, lane)),
    })
  }

  /** Null when no reset is due yet. */
  #reset(lane: Lane, rules: NamedRule[], frame: Buffer, stream: Stream, whole: Batch): Outcome | null {
    const { view, direction } = stream
    const rule = only(rules, 'reset')?.rule
    if (!rule || view.length === 0 || (view.flags & (FLAG.syn | FLAG.rst)) !== 0) return null
    const offset = offsetOf(direction, view)
    if (offset < 0 || offset + view.length < rule.after) return null
    direction.connection.ended = true
    const { key } = directionOf(frame, view)
    const waiting = lane.joiners.get(key)
    lane.joiners.delete(key)
    for (const parts of waiting?.flush() ?? []) this.#releaseParts(lane, parts, whole.sent)
    const bytes = Math.max(0, rule.after - offset)
    const made: Made[] = [{ frame: reset(frame, view, 'forward', plus(view.seq, bytes)), made: 'reset' }]
    if (bytes === view.length) made.unshift({ frame })
    else if (bytes > 0) made.unshift({ frame: piece(frame, view, 0, bytes), made: 'piece' })
    const deliveries = lane.deliver({ ...whole, frames: made }, this.#timing(rules, lane))
    deliveries.push(this.#back(lane, frame, view, whole.sent))
    if (this.#ready.length === 0) return { fate: bytes === view.length ? 'passed' : 'replaced', deliveries }
    // Behind the segments that were waiting to be joined.
    this.#ready.push({ place: lane.place, keys: whole.keys, deliveries })
    return HELD
  }

  /** To the sender, behind what is on its way to it. */
  #back({ place }: Lane, frame: Buffer, view: TcpView, now: number): Delivery {
    const other = this.#lane({ link: place.link, from: place.to, to: place.from })
    const at = Math.max(now, other.last)
    return { frame: reset(frame, view, 'back', view.ack), at, towards: 'from', made: 'reset' }
  }

  /** Of a connection that was reset: nothing passes, and whoever did not believe the reset gets another. */
  #answer(lane: Lane, frame: Buffer, view: TcpView, now: number): Outcome {
    if ((view.flags & FLAG.rst) !== 0 || (view.flags & FLAG.ack) === 0) return DROPPED
    return { fate: 'dropped', deliveries: [this.#back(lane, frame, view, now)] }
  }
}

function only<K extends FaultKind>(rules: NamedRule[], kind: K): NamedRule<K> | undefined {
  return rules.find(({ rule }) => rule.kind === kind) as NamedRule<K> | undefined
}

function twice(frames: Made[], copies: boolean): Made[] {
  return copies ? [...frames, ...frames.map(({ frame }) => ({ frame, made: 'duplicate' as const }))] : frames
}
