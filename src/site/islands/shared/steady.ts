/** Epoch ms by a clock that goes on evenly when the machine's is set: for spans of time, and what counts down. */
export const steadyNow = (): number => performance.timeOrigin + performance.now()
