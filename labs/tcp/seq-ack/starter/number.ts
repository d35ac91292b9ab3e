/** One step of a script: who sends what. `len` is the number of bytes of a DATA step. */
export type Step = { from: 'C' | 'S'; kind: 'SYN' | 'SYNACK' | 'ACK' | 'DATA' | 'FIN'; len?: number }

/** The numbers of the segment that a step sends. `ack` is null where the segment acknowledges nothing. */
export type Numbered = { seq: number; ack: number | null; len: number }

/** Gives each segment its numbers. Nothing is lost: a segment has arrived before the next step begins. */
export function number(steps: Step[], isnC: number, isnS: number): Numbered[] {
  return []
}
