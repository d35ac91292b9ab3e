/** Networks of learners' processes: one's own loopback, or a wire with the spec at its other end. */
import type { FaultPlan } from '../../../protocol/faults.ts'
import { LIMITS } from '../../limits.ts'
import { PAIR } from '../../sandbox/network/plans.ts'
import { Recorder, RunClock } from '../../sandbox/network/recorder.ts'
import { hostSettings, MTU } from '../../sandbox/network/settings.ts'
import { Wire } from '../../sandbox/network/wire.ts'
import { bringUp } from '../../sandbox/system/interface.ts'
import { closeNetns, createNetns, inside, type Netns } from '../../sandbox/system/netns.ts'
import type { Poller } from '../../sandbox/system/poller.ts'
import type { OnWire } from './types.ts'

/** Name of the machine that a submission runs on when it is alone. */
const ALONE = 'lab'
/** Frames carried at once. */
const TURN_FRAMES = 1_024
/** Nothing is recorded: the least that a capture takes of a frame. */
const SNAP_LENGTH = 64

export type Place = {
  /** The machine's own name. */
  host: string
  /** Where the submission runs. */
  netns: Netns
  /** What a spec enters to meet it. */
  meet: string
  wire: OnWire | null
  setFaults(plan: FaultPlan): void
  close(): Promise<void>
}

export function alone(): Place {
  const netns = createNetns()
  inside(netns, () => {
    hostSettings()
    bringUp('lo', MTU)
  })
  const close = async () => closeNetns(netns)
  return { host: ALONE, netns, meet: netns.path, wire: null, setFaults: () => {}, close }
}

/** The submission is one host of a pair, the spec the other. */
export function onWire(host: 'client' | 'server', poller: Poller): Place {
  const fabric = new Wire(PAIR, { snapLength: SNAP_LENGTH, capture: [] })
  const recorder = new Recorder(new RunClock(), LIMITS.packets)
  const own = fabric.hosts.find(({ name }) => name === host)!
  const other = fabric.hosts.find(({ name }) => name !== host)!
  const server = fabric.hosts.find(({ name }) => name === 'server')!
  poller.watch(fabric.fd, () => fabric.drain(recorder, TURN_FRAMES))
  return {
    host,
    netns: own.netns,
    meet: other.netns.path,
    wire: { submission: own.netns.path, address: server.address },
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
