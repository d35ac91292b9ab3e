/** What src/trace says of a run's streams, and the colours in which their writes are drawn. */
export { endpoint, portOf } from '../../../trace/ends.ts'
export { overlaps, type Range } from '../../../trace/range.ts'
export {
  type Counts,
  countsOf,
  type Seen,
  type Stream,
  type StreamCall,
  type StreamSegment,
  slices,
  streamsOf,
} from '../../../trace/streams.ts'

/** Byte colours w1–w6, then again. */
const COLOURS = 6

export type WriteColour = 1 | 2 | 3 | 4 | 5 | 6

export function colourOf(index: number): WriteColour {
  return ((index % COLOURS) + 1) as WriteColour
}
