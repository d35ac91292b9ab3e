/**
 * Hosts on cables and switches. Every cable has its two ends in one namespace, the wire: there each frame is taken from
 * one end, recorded, disturbed as planned, and put on the other. To the hosts it is a plain Ethernet link.
 *
 *     client eth0 ══ end │      wire      │ end ══ eth0 server            a cable
 *
 *         h1 eth0 ══ end │      wire      │ end ══ port ┐
 *         h2 eth0 ══ end │                │ end ══ port ┴ bridge          a switch, in a namespace of its own
 *
 * One socket hears all ends, so that the order of frames is the kernel's. What a switch does is the kernel's bridge's
 * doing; a frame is recorded once on each cable it travels.
 */
import { type FaultPlan, NO_FAULTS } from '../../../protocol/faults.ts'
import type { ForwardingRow, NetworkPlan } from '../../../protocol/network.ts'
import { deviceDrops } from '../system/device-drops.ts'
import { realtimeNs } from '../system/libc.ts'
import { flushBridge } from '../system/links.ts'
import { closeNetns, inside } from '../system/netns.ts'
import { type CapturedFrame, PacketSocket } from '../system/packet-socket.ts'
import { readForwarding } from '../system/tables.ts'
import { finishChecksum } from './checksum.ts'
import { Deliveries } from './deliveries.ts'
import type { Fabric, FabricHost, FabricOptions } from './fabric.ts'
import { createFaults } from './faults/state.ts'
import type { Delivery, Place, WireFaults } from './faults/types.ts'
import { forgetRuns } from './host.ts'
import { isHousekeeping } from './housekeeping.ts'
import type { Entry, Recorder } from './recorder.ts'
import { MTU } from './settings.ts'
import { BRIDGE, buildWiring, type Switch } from './wiring.ts'

/** Frames are carried whole whatever the snap length. */
const FRAME_BYTES = MTU + 14
/** 10,000 frames, more than TCP's largest window: a frame lost here is lost to the hosts. */
const RING_BYTES = 16 << 20
/** Due this much earlier, a frame need not wait for another timer, ms. */
const TIMER_SLACK_MS = 0.3
/** Frames under way at one time; more are lost, and counted. */
const MOST_UNDER_WAY = 100_000

/** `end`: where it goes out. `run`: what an earlier one left under way arrives, and is not recorded. */
type Underway = { end: number; frame: Buffer; entry: Entry; recorder: Recorder; run: number }
/** A frame that the faults hold back. */
type Held = { entry: Entry; cameIn: number; recorder: Recorder }
/** One end of a cable: what comes in there was sent at `place`, and goes out at the other. */
type End = { place: Place; other: number; records: boolean }

export class Wire implements Fabric {
  readonly hosts: FabricHost[]
  readonly fd: number
  readonly #netns
  readonly #switches: Switch[]
  readonly #socket: PacketSocket
  readonly #snapLength: number
  readonly #faults: WireFaults
  /** By the index of its interface. */
  readonly #ends = new Map<number, End>()
  readonly #underway = new Deliveries<Underway>()
  readonly #held = new Map<number, Held>()
  #timer: NodeJS.Timeout | undefined
  #timerAt = Number.POSITIVE_INFINITY
  #key = 0
  #run = 0
  #overflow = 0
  #dropped = 0

  constructor(plan: NetworkPlan, { snapLength, capture }: FabricOptions) {
    const { hosts, netns, switches, cables } = buildWiring(plan)
    this.hosts = hosts
    this.#netns = netns
    this.#switches = switches
    this.#snapLength = snapLength
    this.#faults = createFaults(NO_FAULTS, {
      hosts: hosts.map(({ name }) => name),
      switches: switches.map(({ link }) => link),
    })
    for (const { link, ends } of cables) {
      const [a, b] = ends
      const records = capture?.includes(link) ?? true
      this.#ends.set(a.index, { place: { link, from: a.node, to: b.node }, other: b.index, records })
      this.#ends.set(b.index, { place: { link, from: b.node, to: a.node }, other: a.index, records })
    }
    try {
      this.#socket = inside(netns, () => new PacketSocket(null, FRAME_BYTES, RING_BYTES))
    } catch (error) {
      this.#closeNamespaces()
      throw error
    }
    this.fd = this.#socket.fd
  }

  drain(recorder: Recorder, most: number): void {
    this.#socket.drain((frame) => this.#carry(frame, recorder), most)
    this.#settleDue()
    this.#schedule()
  }

  lost(): number {
    const overflow = this.#overflow
    this.#overflow = 0
    return this.#socket.lost() + overflow
  }

  dropped(): number {
    const all = [...this.hosts, ...this.#switches, { netns: this.#netns }]
    const now = all.reduce((sum, { netns }) => sum + inside(netns, deviceDrops), 0)
    const since = now - this.#dropped
    this.#dropped = now
    return since
  }

  setFaults(plan: FaultPlan): void {
    this.#faults.set(plan)
    this.#schedule()
  }

  beginRun(): void {
    this.#faults.beginRun()
    this.#held.clear()
    this.#run++
    for (const { netns } of this.hosts) inside(netns, forgetRuns)
    for (const { netns } of this.#switches) inside(netns, () => flushBridge(BRIDGE))
    this.#schedule()
  }

  forwarding(name: string): ForwardingRow[] | null {
    const found = this.#switches.find(({ link }) => link === name)
    if (found === undefined) return null
    return inside(found.netns, readForwarding).flatMap(({ hardware, port, age }) => {
      const host = found.ports.get(port)
      return host === undefined ? [] : [{ hardware, host, age }]
    })
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#socket.close()
    this.#closeNamespaces()
  }

  #closeNamespaces(): void {
    for (const { netns } of [...this.hosts, ...this.#switches, { netns: this.#netns }]) closeNetns(netns)
  }

  #carry({ time, bytes, length, checksummed, index }: CapturedFrame, recorder: Recorder): void {
    const end = this.#ends.get(index)
    if (end === undefined || isHousekeeping(bytes)) return
    const { place } = end
    const frame = Buffer.from(bytes)
    if (!checksummed) finishChecksum(frame)
    const { link, from, to } = place
    const data = frame.subarray(0, this.#snapLength)
    const entry: Entry = { time, link, from, to, data, length, settled: false }
    if (end.records) recorder.add(entry)
    const now = performance.now()
    const key = ++this.#key
    const { fate, deliveries } = this.#faults.onFrame(place, frame, now, key)
    if (fate === 'held') this.#held.set(key, { entry, cameIn: index, recorder })
    else this.#settle(entry, fate)
    this.#send(index, deliveries, [entry], recorder, now)
    if (this.#faults.next !== null && this.#faults.next <= now) this.#settleDue()
  }

  /** Puts deliveries under way, or on the cable at once. `entries`: the frames they are, or were made of. */
  #send(cameIn: number, deliveries: Delivery[], entries: Entry[], recorder: Recorder, now: number): void {
    const { other } = this.#ends.get(cameIn)!
    let themselves = 0
    for (const delivery of deliveries) {
      const own = delivery.made === undefined ? entries[themselves++] : undefined
      const entry = own ?? this.#madeEntry(delivery, this.#ends.get(cameIn)!.place, entries)
      const end = delivery.towards === 'to' ? other : cameIn
      const underway = { end, frame: delivery.frame, entry, recorder, run: this.#run }
      const earliest = this.#underway.next
      if (delivery.at <= now && (earliest === null || earliest > delivery.at)) this.#deliver(underway)
      else if (this.#underway.size >= MOST_UNDER_WAY) this.#lose(entry)
      else this.#underway.add(delivery.at, underway)
    }
  }

  /** It goes on the record when it is put on the cable. */
  #madeEntry({ frame, made, towards }: Delivery, { link, from, to }: Place, of: Entry[]): Entry {
    const ends = towards === 'to' ? { from, to } : { from: to, to: from }
    const data = frame.subarray(0, this.#snapLength)
    return { time: 0n, link, ...ends, data, length: frame.length, settled: true, ...(made && { made }), of }
  }

  #deliver({ end, frame, entry, recorder, run }: Underway): void {
    if (!this.#socket.send(end, frame)) this.#overflow++
    entry.arrived = realtimeNs()
    entry.settled = true
    if (entry.of === undefined || run !== this.#run) return
    entry.time = entry.arrived
    if (this.#ends.get(end)!.records) recorder.add(entry)
  }

  #lose(entry: Entry): void {
    this.#overflow++
    this.#settle(entry, 'dropped')
  }

  #settle(entry: Entry, fate: 'passed' | 'dropped' | 'replaced'): void {
    if (fate === 'passed') return
    entry[fate] = true
    entry.settled = true
  }

  /** What the faults held back and let go on now. */
  #settleDue(): void {
    const now = performance.now() + TIMER_SLACK_MS
    if (this.#faults.next === null || this.#faults.next > now) return
    const touched = new Set<Recorder>()
    for (const { keys, deliveries } of this.#faults.due(now)) {
      const held = keys.flatMap((key) => this.#held.get(key) ?? [])
      for (const key of keys) this.#held.delete(key)
      const [one] = held
      if (one === undefined) continue
      touched.add(one.recorder)
      const entries = held.map(({ entry }) => entry)
      const themselves = deliveries.filter(({ made }) => made === undefined).length
      for (const entry of entries.slice(themselves)) this.#settle(entry, 'replaced')
      this.#send(one.cameIn, deliveries, entries, one.recorder, now)
    }
    for (const recorder of touched) recorder.publish()
  }

  #schedule(): void {
    const next = Math.min(
      this.#underway.next ?? Number.POSITIVE_INFINITY,
      this.#faults.next ?? Number.POSITIVE_INFINITY,
    )
    if (next === this.#timerAt) return
    clearTimeout(this.#timer)
    this.#timerAt = next
    if (next === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(() => this.#release(), Math.max(next - performance.now(), 0))
  }

  #release(): void {
    this.#timerAt = Number.POSITIVE_INFINITY
    this.#settleDue()
    const now = performance.now() + TIMER_SLACK_MS
    const touched = new Set<Recorder>()
    for (let next = this.#underway.take(now); next !== undefined; next = this.#underway.take(now)) {
      this.#deliver(next)
      touched.add(next.recorder)
    }
    for (const recorder of touched) recorder.publish()
    this.#schedule()
  }
}
