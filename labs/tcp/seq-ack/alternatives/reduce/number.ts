/** One step of a script: who sends what. `len` is the number of bytes of a DATA step. */
export type Step = { from: 'C' | 'S'; kind: 'SYN' | 'SYNACK' | 'ACK' | 'DATA' | 'FIN'; len?: number }

/** The numbers of the segment that a step sends. `ack` is null where the segment acknowledges nothing. */
export type Numbered = { seq: number; ack: number | null; len: number }

type State = { nextC: number; nextS: number; out: Numbered[] }

const MOD = 4_294_967_296
const uses = (step: Step): number => {
  if (step.kind === 'DATA') return step.len ?? 0
  return step.kind === 'ACK' ? 0 : 1
}

/** Each step makes a new state from the old one; nothing is changed in place. */
export function number(steps: Step[], isnC: number, isnS: number): Numbered[] {
  const begin: State = { nextC: isnC, nextS: isnS, out: [] }
  return steps.reduce((state: State, step): State => {
    const mine = step.from === 'C' ? state.nextC : state.nextS
    const theirs = step.from === 'C' ? state.nextS : state.nextC
    const segment: Numbered = {
      seq: mine,
      ack: step.kind === 'SYN' ? null : theirs,
      len: step.kind === 'DATA' ? uses(step) : 0,
    }
    const next = (mine + uses(step)) % MOD
    return {
      nextC: step.from === 'C' ? next : state.nextC,
      nextS: step.from === 'S' ? next : state.nextS,
      out: [...state.out, segment],
    }
  }, begin).out
}
