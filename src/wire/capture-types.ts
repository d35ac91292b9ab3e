/** A capture file as it was read, whichever of the two formats it is in. */

/** An interface the capture was made on. `linkType` is a LINKTYPE_ number; `snapLength` 0 means no limit. */
export type CaptureLink = { name: string; linkType: number; snapLength: number }

export type FilePacket = {
  /** µs since `epochMicros`, to the nanosecond where the file has it. */
  at: number
  /** Index in `links`. */
  link: number
  data: Uint8Array
  /** Bytes on the wire, which may exceed `data`. */
  length: number
  comment?: string
}

/** Where reading broke: `offset` in bytes from the file's beginning. What stands before it was read. */
export type CaptureProblem = { offset: number; why: string }

export type CaptureFile = {
  format: 'pcap' | 'pcapng' | 'unknown'
  links: CaptureLink[]
  /** µs from 1970 to the first packet; 0 without packets. */
  epochMicros: number
  /** In the file's order. */
  packets: FilePacket[]
  /** Packets that were seen and not kept, where the file says so. */
  lost: number
  comment?: string
  problem: CaptureProblem | null
}
