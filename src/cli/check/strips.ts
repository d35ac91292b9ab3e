/** Packets of recordings that stand in prose: the recording is there, has them, and they are what the caption speaks of. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Cell } from '../../course/cells.ts'
import type { CapturedPacket } from '../../protocol/lab.ts'
import { readRecording } from '../../sidecar/recording/read.ts'
import { RECORDING_FILE } from '../../sidecar/recording/text.ts'
import { decode } from '../../wire/decode.ts'
import type { Course } from './course.ts'
import { type Lesson, named, problemAt } from './lesson.ts'
import type { Problem } from './problem.ts'

/** More than this is no strip any more. */
const MOST_PACKETS = 24

export function checkStrips(course: Course, lesson: Lesson): Problem[] {
  return named(lesson.cells, 'Wire').flatMap((cell) => {
    const wrong = problemOf(course, cell)
    return wrong ? [problemAt(lesson, cell.line, ...wrong)] : []
  })
}

function problemOf({ labs }: Course, { attributes }: Cell): [code: string, message: string] | null {
  const { lab, from, to, caption, shows } = attributes
  const cell = `<Wire lab="${lab}">`
  if (!existsSync(join(labs, String(lab), 'lab.json'))) return ['LAB_MISSING', `${cell} names no lab`]
  if (!existsSync(join(labs, String(lab), RECORDING_FILE)))
    return ['WIRE_UNRECORDED', `${cell}: this lab has no recording; make one with "npx wirebook record ${lab}"`]
  if (typeof caption !== 'string' || caption.trim() === '') return ['WIRE_CAPTION', `${cell} has no caption`]
  if (!Number.isInteger(from) || !Number.isInteger(to) || Number(from) < 1 || Number(to) < Number(from))
    return ['WIRE_RANGE', `${cell}: from={…} and to={…} are numbers of packets, the first not behind the last`]
  const packets = packetsOf(join(labs, String(lab)))
  if (Number(to) > packets.length)
    return ['WIRE_RANGE', `${cell}: packet ${to} of ${packets.length}: the recording has no more`]
  const count = Number(to) - Number(from) + 1
  if (count > MOST_PACKETS) return ['WIRE_RANGE', `${cell}: ${count} packets; at most ${MOST_PACKETS} stand in prose`]
  if (shows === undefined) return null
  const there = packets
    .filter(({ n }) => n >= Number(from) && n <= Number(to))
    .map(kindOf)
    .join(', ')
  return there === shows ? null : ['WIRE_DIFFERS', `${cell} shows ${there}, and the lesson says ${shows}`]
}

/** Of the lab as shipped. Throws RecordingError. */
function packetsOf(folder: string): CapturedPacket[] {
  const events = readRecording(folder)?.runs[0]?.events ?? []
  return events.flatMap(([, event]) => (event.type === 'packets' ? event.packets : []))
}

/** `SYN ACK`, `UDP`, `ARP`. */
function kindOf({ data, length }: CapturedPacket): string {
  const { tcp, protocol } = decode(Buffer.from(data, 'base64'), length)
  return tcp ? tcp.flags.join(' ') : protocol.toUpperCase()
}
