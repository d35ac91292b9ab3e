/** The shapes of lab.json and exercise.json. */
import { z } from 'zod'
import { LabFaults } from './fault-schema.ts'
import { networkFields } from './network-schema.ts'

/** A text in every language of the course. */
export const Text = z.object({ en: z.string().min(1), 'zh-cn': z.string().min(1) })
export type Text = z.infer<typeof Text>

export const LOCALES = ['en', 'zh-cn'] as const
export type Locale = (typeof LOCALES)[number]

const Id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is <unit>/<slug>')
const Endpoint = z
  .string()
  .regex(/^((tcp|udp):\d{1,5}|unix:[@/].{1,106})$/, 'an endpoint is tcp:PORT, udp:PORT, unix:/PATH or unix:@NAME')

/** Overrides of src/sidecar/limits.ts. */
export const LimitOverrides = z
  .object({
    processes: z.number().int(),
    descriptors: z.number().int(),
    heapMiB: z.number().int(),
    memoryMiB: z.number().int(),
    dataMiB: z.number().int(),
    fileMiB: z.number().int(),
    outputBytes: z.number().int(),
    cpuSeconds: z.number().int(),
    wallSeconds: z.number().int().max(90),
    packets: z.number().int(),
  })
  .partial()
  .strict()

export const LabProgram = z
  .object({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/),
    file: z.string().regex(/^[a-z0-9][a-z0-9.-]*\.ts$/),
    /** Host it runs on. Default: the one of its own name, or the only one (`hostOf` in programs.ts). */
    host: z.string().optional(),
    /** It counts as ready when this is bound on its host. */
    ready: z.object({ listen: Endpoint }).strict().optional(),
    /** Starts only when these programs are ready (or, without `ready`, have exited). */
    after: z.array(z.string()).default([]),
    args: z.array(z.string()).default([]),
    /** The page offers an input line. */
    stdin: z.boolean().default(false),
    limits: LimitOverrides.optional(),
    /** Linux capabilities over the lab's own network: NET_RAW gives raw and packet sockets (full and basic tier). */
    capabilities: z.array(z.enum(['NET_RAW'])).optional(),
    /** The page shows its system calls: those on sockets, or reading and writing of anything else as well. */
    trace: z.enum(['network', 'io']).optional(),
  })
  .strict()
export type LabProgram = z.infer<typeof LabProgram>

/** A choice on the dial: passed to the program as the argument `name=value`. */
export const LabOption = z
  .object({
    program: z.string(),
    name: z.string().regex(/^[a-z][a-z0-9-]*$/),
    title: Text,
    values: z.array(z.string()).min(2),
    default: z.string(),
    /** Words for a value where the value itself does not speak. */
    labels: z.record(z.string(), Text).optional(),
  })
  .strict()

export { LabFaults }

/** Names of a stream's bytes, message after message; what each kind takes stands in fields.ts. */
const StreamFields = z.array(
  z
    .object({
      name: Text,
      kind: z.enum(['u8', 'u16be', 'u32be', 'i32le', 'digits', 'fixed', 'counted', 'line', 'rest']),
      /** Bytes of `fixed` and `digits`. */
      size: z.number().int().min(1).max(65_536).optional(),
    })
    .strict()
    .refine(({ kind, size }) => (size !== undefined) === (kind === 'fixed' || kind === 'digits'), {
      message: 'fixed and digits have a size, the other kinds have none',
    }),
)

export const Lab = z
  .object({
    title: Text,
    ...networkFields,
    programs: z.array(LabProgram).min(1),
    options: z.array(LabOption).default([]),
    faults: LabFaults.optional(),
    /** Names of the bytes at the head of a stream, e.g. a length prefix; drawn in the byte view. */
    fields: StreamFields.optional(),
    /** The same of what servers send, where they answer in another form. */
    answers: StreamFields.optional(),
    /** What a run of the programs as shipped must show; `wirebook check` proves it. */
    expect: z
      .object({
        /** Program -> texts its stdout must contain, in order. */
        output: z.record(z.string(), z.array(z.string())).default({}),
        handshake: z.enum(['complete', 'incomplete', 'refused']).optional(),
        closedBy: z.enum(['client', 'server']).optional(),
        close: z.enum(['fin', 'reset', 'open']).optional(),
        retransmissions: z.number().int().optional(),
        protocols: z.array(z.enum(['tcp', 'udp', 'icmp', 'arp'])).optional(),
        /** Programs that are meant to be still running or waiting when the lab's time is up. */
        unfinished: z.array(z.string()).default([]),
      })
      .strict()
      .default({ output: {}, unfinished: [] }),
    /** Seconds a batch run may take (default 10, at most 90). */
    wallSeconds: z.number().int().min(1).max(90).optional(),
  })
  .strict()
export type Lab = z.infer<typeof Lab>

export const ExerciseTest = z
  .object({
    title: Text,
    points: z.number().int().positive().default(1),
    visibility: z.enum(['visible', 'hidden']).default('visible'),
    /** Which of the three hints helps: 1, 2 or 3. */
    hint: z.number().int().min(1).max(3),
  })
  .strict()

const { capture: _ofLabs, ...exerciseNetwork } = networkFields

export const Exercise = z
  .object({
    kind: z.enum(['function', 'server', 'client']),
    title: Text,
    /** Assertions read the captured packets too. */
    capture: z.boolean().default(false),
    /** Submission and spec are two hosts on a cable, which `faults()` of the spec can disturb: the topology `pair`. */
    wire: z.boolean().default(false),
    /** Of server and client exercises: hosts and links as in lab.json. Default: spec and submission share one host. */
    ...exerciseNetwork,
    /** Host the submission runs on. Default: `server` or `client` as its kind says, else the first. */
    host: z.string().optional(),
    /** Host of the spec's peers, unless a spec says another. Default: the other of `server` and `client`, else the next. */
    spec: z.string().optional(),
    /** Files the learner edits; the first is the entry. The same names stand in starter/, solution/, mutants/*, alternatives/*. */
    files: z.array(z.string().regex(/^[a-z0-9][a-z0-9.-]*\.ts$/)).min(1),
    tests: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), ExerciseTest),
    /** Formats by name: `toEqualBytes(bytes, name)` of the spec then tells a wrong byte's field. */
    fields: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), StreamFields).optional(),
    hints: z.array(Text).length(3),
    /** Mutant folder name -> why it is wrong, and the tests at least one of which must fail it. */
    mutants: z.record(
      z.string(),
      z
        .object({
          why: Text,
          killedBy: z.array(z.string()).min(1),
          /** Its mistake is to hang, so a time-out may be what fails it. */
          hangs: z.boolean().default(false),
        })
        .strict(),
    ),
    limits: LimitOverrides.optional(),
    /** Milliseconds one call of the learner's function may take. Default 2,000. */
    callMs: z.number().int().positive().optional(),
    /** The same for one call of the driver. Default: `callMs`. */
    playMs: z.number().int().positive().optional(),
  })
  .strict()
export type Exercise = z.infer<typeof Exercise>

export const Ids = Id
