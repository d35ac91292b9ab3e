/** What a push released: the bytes that are now in order, and the next sequence number expected. */
export type Released = { out: Uint8Array; ack: number }

/** Puts the segments of one direction back in order. */
export class Reassembler {
  /** `firstSeq`: number of the first byte. `window`: how many bytes beyond the next expected one may be kept. */
  constructor(firstSeq: number, window: number) {
    // Your turn.
  }

  /** A segment has come: `data`, whose first byte has the number `seq`. */
  push(seq: number, data: Uint8Array): Released {
    return { out: new Uint8Array(0), ack: seq }
  }
}
