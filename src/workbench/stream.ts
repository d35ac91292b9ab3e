/** A decoder of a byte stream: takes reads of any size, gives frames. Pure, so that every state can be looked at. */
import { type Decoded, decode, type Fault } from './decode.ts'
import type { Plan } from './plan.ts'

export type StreamFrame = Extract<Decoded, { state: 'frame' }>
/** `rest`: bytes of a frame that is not whole; `consumed`: bytes of the stream before them. */
export type StreamState = { rest: Uint8Array; consumed: number; fault: Fault | null }
/** `next`: what stands after this read. Frames that were whole before a fault are given all the same. */
export type Pushed = {
  state: StreamState
  frames: StreamFrame[]
  next: { state: 'border' } | Exclude<Decoded, { state: 'frame' }>
}

export const START: StreamState = { rest: new Uint8Array(0), consumed: 0, fault: null }

/** After a fault nothing more is taken: where the next frame would begin is not known. */
export function push(plan: Plan, state: StreamState, chunk: Uint8Array): Pushed {
  if (state.fault) return { state, frames: [], next: { state: 'fault', fault: state.fault } }
  let rest = new Uint8Array(state.rest.length + chunk.length)
  rest.set(state.rest)
  rest.set(chunk, state.rest.length)
  let { consumed } = state
  const frames: StreamFrame[] = []
  while (rest.length > 0) {
    const decoded = decode(plan, rest)
    if (decoded.state !== 'frame') {
      const fault = decoded.state === 'fault' ? decoded.fault : null
      return { state: { rest, consumed, fault }, frames, next: decoded }
    }
    frames.push(decoded)
    rest = rest.subarray(decoded.size)
    consumed += decoded.size
  }
  return { state: { rest, consumed, fault: null }, frames, next: { state: 'border' } }
}

/** What the end of the stream means here. */
export function endOf({ rest, fault }: StreamState): 'border' | 'truncated' | 'fault' {
  if (fault) return 'fault'
  return rest.length === 0 ? 'border' : 'truncated'
}
