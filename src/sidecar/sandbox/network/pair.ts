/**
 * Two hosts on one wire. Each host's eth0 is one end of a cable whose other end lies in a third namespace; there every
 * frame is taken from one cable, recorded, disturbed as planned, and put on the other. To the hosts it is a plain
 * Ethernet link.
 *
 *   client eth0 ══ client [wire namespace] server ══ eth0 server
 *
 * One socket hears both cables, so that the order of frames is the kernel's.
 */
import { type FaultPlan, NO_FAULTS } from '../../../protocol/lab.ts'
import { configureInterface } from '../system/interface.ts'
import { libc, realtimeNs } from '../system/libc.ts'
import { createCable, forgetNeighbour } from '../system/netlink.ts'
import { closeNetns, createNetns, inside } from '../system/netns.ts'
import { type CapturedFrame, PacketSocket } from '../system/packet-socket.ts'
import { finishChecksum } from './checksum.ts'
import type { Fabric, FabricHost } from './fabric.ts'
import { FaultState } from './faults.ts'
import { PAIR_HOSTS } from './hosts.ts'
import type { Entry, Recorder } from './recorder.ts'
import { hostSettings, linkSettings, MTU } from './settings.ts'

const LINK = 'wire'
const DEVICE = 'eth0'
/** Frames are carried whole whatever the snap length. */
const FRAME_BYTES = MTU + 14
/** 10,000 frames, more than TCP's largest window: a frame lost here is lost to the hosts. */
const RING_BYTES = 16 << 20
/** Due this much earlier, a frame need not wait for another timer, ms. */
const TIMER_SLACK_MS = 0.3

type Delayed = { due: number; entry: Entry; frame: Buffer; recorder: Recorder }

export function createPair(snapLength: number): Fabric {
  return new Pair(snapLength)
}

class Pair implements Fabric {
  readonly hosts: FabricHost[]
  readonly fd: number
  readonly #wire = createNetns()
  readonly #capture: PacketSocket
  readonly #snapLength: number
  readonly #faults = new FaultState(NO_FAULTS)
  /** Index of a wire end -> its host and the other end. */
  readonly #ends: Map<number, { host: string; other: number }>
  /** By the end that each frame goes out on. */
  readonly #delayed = new Map<number, Delayed[]>()
  readonly #timers = new Map<number, NodeJS.Timeout>()
  #overflow = 0

  constructor(snapLength: number) {
    this.#snapLength = snapLength
    this.hosts = PAIR_HOSTS.map(({ name, address, hardware }) => {
      const netns = createNetns()
      inside(this.#wire, () => {
        linkSettings()
        inside(netns, hostSettings)
        createCable({ name }, { name: DEVICE, hardware, netns: netns.fd })
        configureInterface(name, { mtu: MTU })
      })
      inside(netns, () => {
        configureInterface('lo', { mtu: MTU })
        configureInterface(DEVICE, { mtu: MTU, address, prefix: 24 })
      })
      return { name, address, netns }
    })
    const { capture, ends } = inside(this.#wire, () => ({
      capture: new PacketSocket(null, FRAME_BYTES, RING_BYTES),
      ends: this.hosts.map(({ name }) => libc.if_nametoindex(name)),
    }))
    const [client = 0, server = 0] = ends
    this.#capture = capture
    this.#ends = new Map([
      [client, { host: PAIR_HOSTS[0].name, other: server }],
      [server, { host: PAIR_HOSTS[1].name, other: client }],
    ])
    this.fd = capture.fd
  }

  drain(recorder: Recorder, most: number): void {
    this.#capture.drain((frame) => this.#carry(frame, recorder), most)
  }

  lost(): number {
    const overflow = this.#overflow
    this.#overflow = 0
    return this.#capture.lost() + overflow
  }

  setFaults(plan: FaultPlan): void {
    this.#faults.set(plan)
  }

  beginRun(): void {
    this.#faults.beginRun()
    // Each run shows the hosts asking for each other's hardware address.
    for (const { name, netns } of this.hosts)
      inside(netns, () => {
        for (const other of PAIR_HOSTS) if (other.name !== name) forgetNeighbour(DEVICE, other.address)
      })
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#capture.close()
    for (const { netns } of this.hosts) closeNetns(netns)
    closeNetns(this.#wire)
  }

  #carry({ time, bytes, length, checksummed, index }: CapturedFrame, recorder: Recorder): void {
    const end = this.#ends.get(index)
    if (end === undefined) return
    const frame = Buffer.from(bytes)
    if (!checksummed) finishChecksum(frame)
    const data = frame.subarray(0, this.#snapLength)
    const entry: Entry = { time, link: LINK, from: end.host, data, length, settled: false }
    recorder.add(entry)
    const { drop, delayMs } = this.#faults.decide(end.host, frame)
    if (drop) {
      entry.dropped = true
      entry.settled = true
      return
    }
    const queue = this.#delayed.get(end.other) ?? []
    if (delayMs === 0 && queue.length === 0) {
      this.#deliver(end.other, entry, frame)
      return
    }
    // A frame never overtakes another, even when the delay has just been made shorter.
    const due = Math.max(performance.now() + delayMs, queue.at(-1)?.due ?? 0)
    queue.push({ due, entry, frame, recorder })
    this.#delayed.set(end.other, queue)
    if (queue.length === 1) this.#schedule(end.other)
  }

  #deliver(end: number, entry: Entry, frame: Buffer): void {
    if (!this.#capture.send(end, frame)) this.#overflow++
    entry.arrived = realtimeNs()
    entry.settled = true
  }

  #schedule(end: number): void {
    const first = this.#delayed.get(end)?.[0]
    if (first === undefined) return
    const wait = Math.max(first.due - performance.now(), 0)
    this.#timers.set(
      end,
      setTimeout(() => this.#release(end), wait),
    )
  }

  #release(end: number): void {
    const queue = this.#delayed.get(end) ?? []
    const now = performance.now() + TIMER_SLACK_MS
    let recorder: Recorder | undefined
    for (let first = queue[0]; first !== undefined && first.due <= now; first = queue[0]) {
      queue.shift()
      recorder = first.recorder
      this.#deliver(end, first.entry, first.frame)
    }
    recorder?.publish()
    this.#schedule(end)
  }
}
