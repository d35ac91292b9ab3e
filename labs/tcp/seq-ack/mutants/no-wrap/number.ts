/** One step of a script: who sends what. `len` is the number of bytes of a DATA step. */
export type Step = { from: 'C' | 'S'; kind: 'SYN' | 'SYNACK' | 'ACK' | 'DATA' | 'FIN'; len?: number }

/** The numbers of the segment that a step sends. `ack` is null where the segment acknowledges nothing. */
export type Numbered = { seq: number; ack: number | null; len: number }

/** Gives each segment its numbers. Nothing is lost: a segment has arrived before the next step begins. */
export function number(steps: Step[], isnC: number, isnS: number): Numbered[] {
  const nextOf = { C: isnC, S: isnS }
  return steps.map(({ from, kind, len = 0 }) => {
    const peer = from === 'C' ? 'S' : 'C'
    const segment: Numbered = { seq: nextOf[from], ack: kind === 'SYN' ? null : nextOf[peer], len: kind === 'DATA' ? len : 0 }
    const uses = (kind === 'SYN' || kind === 'SYNACK' || kind === 'FIN' ? 1 : 0) + segment.len
    nextOf[from] = nextOf[from] + uses
    return segment
  })
}
