/** Marks in the code: which line wrote which bytes, where a program waits, where it fell over. */

import type { SocketCall } from '../../../../protocol/lab.ts'
import type { LineMark } from '../../shared/editor.ts'
import { bytes } from '../../shared/time.ts'
import { colourOf, overlaps } from '../streams.ts'
import type { BenchWords } from '../words.ts'
import type { View } from './view.ts'

/** More than this many writes of one line are counted instead of named. */
const NAMED_WRITES = 3

export function marksOf(view: View, file: string, words: BenchWords): LineMark[] {
  const { bench } = view
  if (bench.store.phase.value === 'idle') return []
  const error = Object.values(view.errors.value).find((one) => one?.file === file)
  const fault: LineMark[] = error ? [{ line: error.line, kind: 'error', text: error.message }] : []
  // Lines have moved since: only the message that still needs an answer stays.
  if (bench.fileIsStale(file)) return fault
  return [...writeMarks(view, file), ...waitMarks(view, file, words), ...fault]
}

function writeMarks(view: View, file: string): LineMark[] {
  const lines = new Map<number, { colours: number[]; bytes: number; lit: boolean }>()
  for (const { call, index, size, lit } of [...streamWrites(view), ...datagramSends(view)]) {
    if (fileOf(view, call) !== file || call.line === undefined) continue
    const line = lines.get(call.line) ?? { colours: [], bytes: 0, lit: false }
    line.colours.push(colourOf(index))
    line.bytes += size
    line.lit ||= lit
    lines.set(call.line, line)
  }
  return [...lines].flatMap(([line, { colours, bytes: size, lit: isLit }]): LineMark[] => {
    const rest = colours.length - NAMED_WRITES
    const text = ` ${rest > 0 ? `+${rest} · ` : ''}${bytes(size)}`
    const mark: LineMark = { line, kind: 'write', colours: colours.slice(0, NAMED_WRITES), text }
    return isLit ? [mark, { line, kind: 'lit' }] : [mark]
  })
}

/** A call that wrote `size` bytes, drawn in the colour of its `index`. */
type Written = { call: SocketCall; index: number; size: number; lit: boolean }

function streamWrites(view: View): Written[] {
  const { value: lit } = view.lit
  return view.streams.value.flatMap(({ key, writes }) =>
    writes.map((write) => ({
      call: write.call,
      index: write.index,
      size: write.to - write.from,
      lit: lit !== null && lit.stream === key && overlaps(lit, write),
    })),
  )
}

/** Without a packet chosen by the reader no datagram's line is lit. */
function datagramSends(view: View): Written[] {
  const { value: chosen } = view.selected
  return view.datagrams.value.flatMap(({ sent: call, size, packets }, index) =>
    call ? [{ call, index, size, lit: chosen !== null && packets.includes(chosen) }] : [],
  )
}

/** A call is the file's that made it; without that, its program's own. */
function fileOf({ bench }: View, { file, program }: SocketCall): string | undefined {
  return file ?? bench.programs.find(({ name }) => name === program)?.file
}

function waitMarks(view: View, file: string, words: BenchWords): LineMark[] {
  const { store } = view.bench
  if (!store.live) return []
  const waits = ({ program, until, line }: SocketCall) =>
    until === undefined && line !== undefined && store.programs.value[program]?.state !== 'exited'
  const call = view.calls.value.findLast((one) => fileOf(view, one) === file && waits(one))
  return call?.line ? [{ line: call.line, kind: 'waiting', text: words.waitsHere(call.call) }] : []
}
