/** What a bench tells the rest of the page about a finished run, as DOM events on `document`. */

/** A TCP segment of the run with the numbers that were really on the wire. */
export type RunSegment = {
  n: number
  fromClient: boolean
  flags: string[]
  /** Absolute sequence number. */
  seq: number
  /** Absolute acknowledgment number; null without the ACK flag. */
  ack: number | null
  length: number
}

/** Detail of `wirebook:packets`. */
export type RunPackets = { lab: string; segments: RunSegment[] }
