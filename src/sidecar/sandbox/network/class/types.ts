/** What everything above the sandbox knows of a class network: labs of several people, joined (docs/class-network.md). */
import type { CapturedPacket } from '../../../../protocol/lab.ts'
import type { LabNetwork } from '../../types.ts'
import type { ClassLimits } from './limits.ts'

/** What learners' programs name each other by, before it the handle. */
export const CLASS_DOMAIN = 'class'

export type ClassMember = {
  /** A label of a host name: lower-case letters, digits and inner hyphens, at most 32. */
  handle: string
  /** `<handle>.class` */
  name: string
  address: string
  hardware: string
}

/** Frames that a member sent and nobody got, by why. */
export type ClassDrops = {
  /** Beyond the member's rate, in frames or in bytes. */
  overLimit: number
  /** From another's hardware or IP address. */
  spoofed: number
  /** To nobody of the class: IPv6, groups, broadcasts, IP options, addresses that do not go together. */
  refused: number
}

export type ClassMemberState = ClassMember & {
  /** What the member sent and others got. */
  carried: { frames: number; bytes: number }
  drops: ClassDrops
}

export type ClassNews =
  /** What was dropped of a member's since the last such news; at most one per member in `noticeMs`. */
  | { type: 'dropped'; handle: string; drops: ClassDrops }
  /** The member's lab was closed. */
  | { type: 'left'; handle: string }
  /** All is over though nobody asked: the helper has ended, and all labs with it. */
  | { type: 'ended' }

/** Frames as on one switch: `from` and `to` are handles, or CLASS_DOMAIN where the class itself asks or answers. */
export type ClassPacketsListener = (packets: CapturedPacket[]) => void

export interface ClassNetwork {
  /**
   * Gives a host of the lab (default: its first) an interface in the class. Until `leave` all members find it by name.
   * Rejects with SANDBOX_BAD_REQUEST: the lab is in a class already, the handle is none or taken, the class is full, the
   * lab uses addresses of the class; and with SANDBOX_CLOSED.
   */
  join(lab: LabNetwork, handle: string, host?: string): Promise<ClassMember>
  /** The lab is then as it was before. A handle that is no member has left already. */
  leave(handle: string): Promise<void>
  state(): Promise<ClassMemberState[]>
  /** All frames, in the order in which they were sent, `at` in µs since the class was opened. One listener. */
  onPackets(listener: ClassPacketsListener): void
  /** Those that the member sent or got, numbered on their own. One listener for each member; none after it left. */
  onOwnPackets(handle: string, listener: ClassPacketsListener): void
  onNews(listener: (news: ClassNews) => void): void
  /** Resolves when listeners know of every frame the kernel had seen when called. */
  flush(): Promise<void>
  /** All leave. */
  close(): Promise<void>
}

export type ClassOptions = { limits?: Partial<ClassLimits> | undefined }
