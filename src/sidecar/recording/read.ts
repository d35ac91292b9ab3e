/** Reads recordings back. A file that is none is a RecordingError, which says where it is wrong and why. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { FaultPlanSchema } from '../../protocol/messages.ts'
import type { RecordedEvent, Recording } from '../../protocol/recording.ts'
import { RECORDING_FILE } from './text.ts'

/** `path`: where in the document, e.g. `runs.0.events.3.1.packets.0.data`. */
export class RecordingError extends Error {
  override name = 'RecordingError'
  readonly code = 'RECORDING_INVALID'
  readonly file: string
  readonly path: string
  constructor(file: string, path: string, why: string) {
    super(`${file}: ${path}: ${why}. Make it anew with "npx wirebook record".`)
    this.file = file
    this.path = path
  }
}

const Micros = z.number().nonnegative()
const Name = z.string().min(1)
const Count = z.number().int().nonnegative()

/** Loose where a later version of the course may say more of a packet or call than this one knows. */
const Packet = z.looseObject({
  n: z.number().int().positive(),
  at: Micros,
  link: Name,
  data: z.base64(),
  length: z.number().int().positive(),
})
const Call = z.looseObject({ program: Name, call: Name, at: z.number(), id: z.number().int() })
const Exit = z.looseObject({
  code: z.number().int().nullable(),
  signal: z.string().nullable(),
  reason: z.enum(['exited', 'crashed', 'stopped', 'limit']),
})
const State = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting'), for: z.string() }),
  z.object({ state: z.literal('running') }),
  z.object({ state: z.literal('listening'), at: z.string() }),
  z.object({ state: z.literal('exited'), exit: Exit }),
])
const Event = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('runStarted'),
    programs: z.array(Name),
    faults: FaultPlanSchema,
    revisions: z.record(z.string(), Count),
  }),
  z.object({ type: z.literal('program'), program: Name, state: State }),
  z.object({
    type: z.literal('output'),
    program: Name,
    stream: z.enum(['stdout', 'stderr']),
    text: z.string(),
    at: z.number(),
  }),
  z.object({ type: z.literal('outputCut'), program: Name, dropped: Count }),
  z.object({ type: z.literal('packets'), packets: z.array(Packet), lost: Count }),
  z.object({ type: z.literal('calls'), calls: z.array(Call) }),
  z.object({ type: z.literal('runEnded') }),
])

const Run = z
  .object({
    options: z.record(Name, z.array(z.string())),
    varies: z.array(z.string()),
    events: z.array(z.tuple([Micros, Event])).min(2),
  })
  .refine(({ events }) => events.every(([at], index) => index === 0 || events[index - 1]![0] <= at), {
    message: 'the times of its events go backwards',
    path: ['events'],
  })
  .refine(({ events }) => typeOf(events[0]) === 'runStarted' && typeOf(events.at(-1)) === 'runEnded', {
    message: 'it does not begin with runStarted and end with runEnded',
    path: ['events'],
  })

const Document = z.object({
  version: z.literal(1),
  lab: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/),
  date: z.iso.date(),
  kernel: Name,
  node: Name,
  tier: z.enum(['full', 'basic', 'reduced']),
  digest: Name,
  snapLength: z.number().int().positive(),
  runs: z.array(Run).min(1),
})

const typeOf = (entry: [number, { type: string }] | undefined): string | undefined => entry?.[1].type

/** `file` is for the message only. Throws RecordingError. */
export function parseRecording(text: string, file: string): Recording {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new RecordingError(file, 'top level', `it is not JSON (${(error as Error).message})`)
  }
  const result = Document.safeParse(json)
  if (!result.success) {
    const { path, message } = result.error.issues[0]!
    throw new RecordingError(file, path.join('.') || 'top level', message)
  }
  const { runs, ...head } = result.data
  // The schema holds what is relied on; loose objects keep the rest of a packet, call or exit.
  return { ...head, runs: runs.map((run) => ({ ...run, events: run.events as [number, RecordedEvent][] })) }
}

/** The recording beside a lab; null when nobody has made one. Throws RecordingError. */
export function readRecording(labFolder: string): Recording | null {
  const file = join(labFolder, RECORDING_FILE)
  return existsSync(file) ? parseRecording(readFileSync(file, 'utf8'), file) : null
}
