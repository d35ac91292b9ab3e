/** Real things to begin with: the course's own recordings, labs and exercises. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LABS, listExercises, listLabs } from '../../src/course/load.ts'
import { decode } from '../../src/wire/decode.ts'
import { FlowTracker } from '../../src/wire/flow.ts'
import { streamOf } from '../../src/wire/stream.ts'

/** Recordings that between them hold every protocol that the decoder knows. */
const RECORDED = 60
/** Of each, so that no protocol is drowned by another. */
const FRAMES_OF_EACH = 30

const recordings = listLabs()
  .map((id) => join(LABS, id, 'recording.json'))
  .filter((file) => existsSync(file))
const every = Math.max(1, Math.floor(recordings.length / RECORDED))

/** Frames as they were on the wire, in the order of their capture. */
const CAPTURED: Uint8Array[][] = recordings
  .filter((_, at) => at % every === 0)
  .map((file) =>
    [...readFileSync(file, 'utf8').matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)]
      .slice(0, FRAMES_OF_EACH)
      .map(([, text]) => new Uint8Array(Buffer.from(text!, 'base64'))),
  )

export const FRAMES: readonly Uint8Array[] = CAPTURED.flat()

/** What applications said, a direction each. */
export const STREAMS: readonly Uint8Array[] = CAPTURED.flatMap((frames) => {
  const tracker = new FlowTracker()
  const packets = frames.map((bytes) => decode(bytes))
  for (const [n, packet] of packets.entries()) tracker.add(n, n, packet)
  return tracker.flows.flatMap((flow) =>
    [true, false].map((side) => streamOf(flow, side, ({ n }) => packets[n] ?? null).bytes),
  )
}).filter(({ length }) => length > 0)

const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
export const LAB_FILES: readonly unknown[] = listLabs().map((id) => json(join(LABS, id, 'lab.json')))
export const EXERCISE_FILES: readonly unknown[] = listExercises().map((id) => json(join(LABS, id, 'exercise.json')))
