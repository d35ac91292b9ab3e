/** What the rules draw for one frame. Each draws whatever the others drew, and as often as for any other frame. */
import type { Lane, RuleState } from './lane.ts'
import type { NamedRule } from './match.ts'
import { randomStream } from './random.ts'

export type Draws = {
  dropped: boolean
  copies: boolean
  /** How many frames are to pass it first; 0: none. */
  overtakenBy: number
  /** ms */
  jitter: number
}

/** Of one frame on its way through a lane. `ms`: since the run's first frame; `now`: performance.now(). */
export type Moment = { seed: number; bytes: number; ms: number; now: number }

export function draw(lane: Lane, rules: readonly NamedRule[], { seed, bytes, ms, now }: Moment): Draws {
  const draws: Draws = { dropped: false, copies: false, overtakenBy: 0, jitter: 0 }
  for (const { name, rule } of rules) {
    const state = stateOf(lane, name, seed)
    state.count++
    switch (rule.kind) {
      case 'loss':
        if (state.random() < rule.probability) draws.dropped = true
        break
      case 'drop':
        if (rule.nth.includes(state.count)) draws.dropped = true
        break
      case 'duplicate':
        if (state.random() < rule.probability) draws.copies = true
        break
      case 'reorder':
        if (state.random() < rule.probability) draws.overtakenBy = Math.max(draws.overtakenBy, rule.by)
        break
      case 'jitter':
        draws.jitter += state.random() * rule.ms
        break
      case 'cut':
        if (ms >= (rule.fromMs ?? 0) && ms < (rule.untilMs ?? Number.POSITIVE_INFINITY)) draws.dropped = true
        break
      case 'rate': {
        const waiting = (Math.max(0, state.free - now) * rule.kbps) / 8
        if (waiting + bytes > rule.queue) draws.dropped = true
        break
      }
      case 'delay':
      case 'split':
      case 'coalesce':
      case 'reset':
        break
      default:
        rule satisfies never
    }
  }
  return draws
}

/** A new seed brings new numbers; counts go on. */
export function stateOf({ states, place }: Lane, name: string, seed: number): RuleState {
  let state = states.get(name)
  if (state?.seed !== seed) {
    const { link, from, to } = place
    const random = randomStream(seed, `${name} @ ${link} ${from} ${to}`)
    state = { count: 0, free: 0, ...state, seed, random }
    states.set(name, state)
  }
  return state
}
