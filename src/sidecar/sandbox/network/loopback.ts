/** One host with a loopback interface, on which frames are seen arriving. */
import { disturbs } from '../../../protocol/faults.ts'
import type { NetworkPlan } from '../../../protocol/network.ts'
import { SandboxError } from '../error.ts'
import { closeNetns, inside } from '../system/netns.ts'
import { PacketSocket } from '../system/packet-socket.ts'
import { finishChecksum } from './checksum.ts'
import { type Fabric, type FabricOptions, hostsOf } from './fabric.ts'
import { createHost } from './host.ts'

const LOOPBACK = 'lo'
/** 2,600 frames: what is lost beyond is missing from the picture only. */
const RING_BYTES = 4 << 20

export function createLoopback(plan: NetworkPlan, { snapLength, capture }: FabricOptions): Fabric {
  const [host] = plan.hosts
  const [named] = hostsOf(plan)
  if (host === undefined || named === undefined)
    throw new SandboxError('SANDBOX_BAD_REQUEST', 'a network needs at least one host')
  const netns = createHost(host)
  let socket: PacketSocket
  try {
    socket = inside(netns, () => new PacketSocket(LOOPBACK, snapLength, RING_BYTES))
  } catch (error) {
    closeNetns(netns)
    throw error
  }
  const records = capture?.includes(LOOPBACK) ?? true
  return {
    hosts: [{ ...named, netns }],
    fd: socket.fd,
    drain(recorder, most) {
      socket.drain(({ time, bytes, length, checksummed }) => {
        if (!records) return
        const data = Buffer.from(bytes)
        if (!checksummed && data.length === length) finishChecksum(data)
        recorder.add({ time, link: LOOPBACK, data, length, settled: true })
      }, most)
    },
    lost: () => socket.lost(),
    dropped: () => 0,
    setFaults(faults) {
      if (disturbs(faults))
        throw new SandboxError('SANDBOX_BAD_REQUEST', 'one host alone has no wire whose frames could be disturbed')
    },
    beginRun() {},
    forwarding: () => null,
    close() {
      socket.close()
      closeNetns(netns)
    },
  }
}
