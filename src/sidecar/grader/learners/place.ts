/** Networks of learners' processes: one's own loopback, or hosts on cables and switches of which the spec has one too. */
import type { FaultPlan } from '../../../protocol/faults.ts'
import { hostSettings, MTU } from '../../sandbox/network/settings.ts'
import { Wire } from '../../sandbox/network/wire.ts'
import { bringUp } from '../../sandbox/system/interface.ts'
import { closeNetns, createNetns, inside, type Netns } from '../../sandbox/system/netns.ts'
import type { Poller } from '../../sandbox/system/poller.ts'
import { LoopbackTap, TAP_LIMITS, Tape } from './tap.ts'
import type { OnWire, Seat, Taken } from './types.ts'

/** Name of the machine that a submission runs on when it is alone. */
const ALONE = 'lab'
/** Where nothing is recorded: the least that a capture takes of a frame. */
const LEAST_SNAP = 64

export type Place = {
  /** The machine's own name. */
  host: string
  /** Where the submission runs. */
  netns: Netns
  /** What a spec enters to meet it. */
  meet: string
  wire: OnWire | null
  record(): boolean
  packets(after: number): Promise<Taken>
  setFaults(plan: FaultPlan): void
  close(): Promise<void>
}

const NOTHING: Taken = { packets: [], lost: 0 }

export function alone(poller: () => Poller): Place {
  const netns = createNetns()
  inside(netns, () => {
    hostSettings()
    bringUp('lo', MTU)
  })
  let tap: LoopbackTap | undefined
  return {
    host: ALONE,
    netns,
    meet: netns.path,
    wire: null,
    record() {
      tap ??= new LoopbackTap(netns, poller())
      return true
    },
    packets: async (after) => (tap ? tap.packets(after) : NOTHING),
    setFaults() {},
    async close() {
      await tap?.close()
      closeNetns(netns)
    },
  }
}

/** The submission on one host of a network, the spec on another and, where it likes, on the others. */
export function seated({ network, host, spec, capture }: Seat, poller: Poller): Place {
  const fabric = new Wire(
    network,
    capture ? { snapLength: TAP_LIMITS.snapLength } : { snapLength: LEAST_SNAP, capture: [] },
  )
  const tape = new Tape()
  const named = (name: string) => fabric.hosts.find((one) => one.name === name)!
  poller.watch(fabric.fd, () => fabric.drain(tape.recorder, TAP_LIMITS.turnFrames))
  return {
    host,
    netns: named(host).netns,
    meet: named(spec).netns.path,
    wire: { host, spec, hosts: fabric.hosts.map(({ netns, ...one }) => ({ ...one, netns: netns.path })) },
    record: () => capture,
    async packets(after) {
      fabric.drain(tape.recorder, TAP_LIMITS.allFrames)
      // What a fault still holds back is told when it is on its way, not now.
      tape.recorder.publish(fabric.lost())
      return tape.after(after)
    },
    setFaults(plan) {
      fabric.setFaults(plan)
      // Frames are counted from here.
      fabric.beginRun()
    },
    async close() {
      await poller.unwatch(fabric.fd)
      fabric.close()
    },
  }
}
