/** The bytes of a block, in the colours of their writes. Pure. */
import { textOf } from '../../stream-bytes.ts'
import { colourOf, type Range, type Stream, slices, type WriteColour } from '../../streams.ts'

/** Up to here each byte is a cell with its character; beyond, writes are plain stretches. */
export const CELLS = 64

export type Cell = Range & { colour: WriteColour | null; text: string }

export function cellsOf(stream: Stream, range: Range, payload: Uint8Array): Cell[] {
  const each = stream.length <= CELLS
  return slices(stream, range).flatMap(({ from, to, write }): Cell[] => {
    const colour = write ? colourOf(write.index) : null
    if (!each) return [{ from, to, colour, text: '' }]
    return Array.from({ length: to - from }, (_, index) => {
      const at = from + index
      const text = at < payload.length ? textOf(payload.subarray(at, at + 1)) : ''
      return { from: at, to: at + 1, colour, text }
    })
  })
}
