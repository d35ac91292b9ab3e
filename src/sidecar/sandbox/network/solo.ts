/** One host with a loopback interface, on which frames are seen arriving. */
import { SandboxError } from '../error.ts'
import { configureInterface } from '../system/interface.ts'
import { closeNetns, createNetns, inside } from '../system/netns.ts'
import { PacketSocket } from '../system/packet-socket.ts'
import { finishChecksum } from './checksum.ts'
import type { Fabric } from './fabric.ts'
import { SOLO_HOST } from './hosts.ts'
import { hostSettings, MTU } from './settings.ts'

const LOOPBACK = 'lo'
/** 2,600 frames: what is lost beyond is missing from the picture only. */
const RING_BYTES = 4 << 20

export function createSolo(snapLength: number): Fabric {
  const netns = createNetns()
  const capture = inside(netns, () => {
    hostSettings()
    configureInterface(LOOPBACK, { mtu: MTU })
    return new PacketSocket(LOOPBACK, snapLength, RING_BYTES)
  })
  return {
    hosts: [{ ...SOLO_HOST, netns }],
    fd: capture.fd,
    drain(recorder, most) {
      capture.drain(({ time, bytes, length, checksummed }) => {
        const data = Buffer.from(bytes)
        if (!checksummed && data.length === length) finishChecksum(data)
        recorder.add({ time, link: LOOPBACK, data, length, settled: true })
      }, most)
    },
    lost: () => capture.lost(),
    setFaults(plan) {
      if (plan.delayMs > 0 || plan.drop.length > 0)
        throw new SandboxError(
          'SANDBOX_BAD_REQUEST',
          'a solo host has no wire whose frames could be delayed or dropped',
        )
    },
    beginRun() {},
    close() {
      capture.close()
      closeNetns(netns)
    },
  }
}
