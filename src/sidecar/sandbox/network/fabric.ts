/** What a topology is made of: hosts, and one place where every frame between them is seen. */
import type { FaultPlan } from '../../../protocol/lab.ts'
import type { Netns } from '../system/netns.ts'
import type { Recorder } from './recorder.ts'

export type FabricHost = { name: string; address: string; netns: Netns }

export interface Fabric {
  readonly hosts: FabricHost[]
  /** Readable when frames wait to be taken. */
  readonly fd: number
  /** Takes at most `most` of what waits, carries it on where that is this fabric's task, and records it. */
  drain(recorder: Recorder, most: number): void
  /** Frames that the kernel could not queue since the last call. */
  lost(): number
  /** Throws SANDBOX_BAD_REQUEST where there is nothing to disturb. */
  setFaults(plan: FaultPlan): void
  /** A new run: segments count from 1 again. Frames still under way arrive, and are not recorded any more. */
  beginRun(): void
  /** Its descriptors must not be polled any more. */
  close(): void
}
