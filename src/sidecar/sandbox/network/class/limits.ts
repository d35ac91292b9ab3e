/** Limits of a class network. What one member sends beyond its own costs the others nothing. */
export type ClassLimits = {
  members: number
  /** What a member may send, sustained, and at once. Answers to its questions for hardware addresses count as its own. */
  framesPerSecond: number
  framesAtOnce: number
  bytesPerSecond: number
  bytesAtOnce: number
  /** A member that is over its limit is not heard for so long, ms: what it sends meanwhile costs us nothing. */
  muteMs: number
  /** What was dropped is told to a member at most this often, ms. */
  noticeMs: number
  /** Frames are told in batches of this many ms, so that those of several members come in order. */
  batchMs: number
}

/** A chat needs a hundredth of it; a file of 1 MiB takes a second. */
export const CLASS_LIMITS: ClassLimits = {
  members: 250,
  framesPerSecond: 1_000,
  framesAtOnce: 500,
  bytesPerSecond: 1_000_000,
  bytesAtOnce: 500_000,
  muteMs: 20,
  noticeMs: 1_000,
  batchMs: 10,
}
