/** What a planned network is made of: hosts, and one place where every frame between them is seen. */
import type { FaultPlan } from '../../../protocol/faults.ts'
import type { ForwardingRow, NetworkPlan } from '../../../protocol/network.ts'
import type { Netns } from '../system/netns.ts'
import type { Recorder } from './recorder.ts'

/** `addresses` without prefix, of all its interfaces; `address` is the one by which it is known first. */
export type FabricHost = { name: string; address: string; addresses: string[]; netns: Netns }

export type FabricOptions = {
  /** Bytes kept of each frame. */
  snapLength: number
  /** Names of the links whose frames are recorded; all when absent. */
  capture?: string[] | undefined
}

export interface Fabric {
  readonly hosts: FabricHost[]
  /** Readable when frames wait to be taken. */
  readonly fd: number
  /** Takes at most `most` of what waits, carries it on where that is this fabric's task, and records it. */
  drain(recorder: Recorder, most: number): void
  /** Frames that the kernel could not queue for us since the last call. */
  lost(): number
  /** Frames that it dropped between two interfaces since the last call: under great load it may. Costs a millisecond. */
  dropped(): number
  /** Throws SANDBOX_BAD_REQUEST where there is nothing to disturb. */
  setFaults(plan: FaultPlan): void
  /**
   * A new run: segments count from 1 again, hosts and switches have forgotten who is where. Frames still under way
   * arrive, and are not recorded any more.
   */
  beginRun(): void
  /** What a switch has learned; null when there is no switch of that name. */
  forwarding(name: string): ForwardingRow[] | null
  /** Its descriptors must not be polled any more. */
  close(): void
}

/** Addresses by which programs name a host: without prefixes, its loopback's last. */
export function hostsOf({ hosts }: NetworkPlan): { name: string; address: string; addresses: string[] }[] {
  return hosts.map(({ name, interfaces }) => {
    const addresses = interfaces.flatMap((one) => one.addresses.map((address) => address.split('/')[0]!))
    return { name, address: addresses[0] ?? '127.0.0.1', addresses }
  })
}
