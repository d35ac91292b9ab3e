/** The shapes of content/reference/*.json: the socket table, the struct table, the cheat sheet, the map from Python. */
import { z } from 'zod'
import { Ids, Text } from './schema.ts'

/** An anchor on the page of sockets: the name itself, as programs write it. */
const Anchor = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/)
/** A man page, or an RFC with its section. */
const Source = z.string().regex(/^([a-z0-9_]+\(\d\)|RFC \d+( §[\d.]+)?)$/, 'a source is name(2) or RFC 793 §3.1')

const Failure = z
  .object({
    /** `EADDRINUSE`; the name of the error class where it has no code. */
    code: z.string().regex(/^[A-Z][A-Za-z_]+$/),
    when: Text,
    /** Where it is told, for one that no cell shows. */
    source: Source.optional(),
    /** The lab that shows it, where that is not the entry's own. */
    lab: Ids.optional(),
  })
  .strict()
  .refine(({ source, lab }) => source === undefined || lab === undefined, 'it is shown, or told')
export type Failure = z.infer<typeof Failure>

export const ReferenceEntry = z
  .object({
    id: Anchor,
    kind: z.enum(['function', 'class', 'argument', 'constant']),
    /** Where it is not the id. */
    name: z.string().min(1).optional(),
    /** Words by which lessons are found that use it; by default its id. */
    uses: z.array(z.string().min(1)).min(1).optional(),
    python: z.string().min(1).optional(),
    ours: z.string().min(1).optional(),
    /** Node's counterpart, or why there is none. */
    node: z.string().min(1).optional(),
    noNode: Text.optional(),
    text: Text,
    args: z.array(z.object({ name: z.string().min(1), text: Text }).strict()).default([]),
    returns: Text.optional(),
    errors: z.array(Failure).default([]),
    /** The lab that shows it. */
    lab: Ids.optional(),
    sources: z.array(Source).min(1),
    /** What is often read about it and is wrong. */
    corrects: Text.optional(),
  })
  .strict()
  .refine(({ node, noNode }) => node === undefined || noNode === undefined, 'Node has it, or has it not')
  .refine(
    ({ kind, python, node, noNode }) =>
      !(kind === 'function' || kind === 'class') || (python !== undefined && (node ?? noNode) !== undefined),
    'a function says what Python and Node have',
  )
export type ReferenceEntry = z.infer<typeof ReferenceEntry>

export const SocketReference = z
  .object({
    groups: z.array(z.object({ id: Anchor, title: Text, entries: z.array(ReferenceEntry).min(1) }).strict()).min(1),
  })
  .strict()
export type SocketReference = z.infer<typeof SocketReference>
export type ReferenceGroup = SocketReference['groups'][number]

const StructFailure = z.object({ code: z.enum(['FORMAT', 'COUNT', 'TYPE', 'RANGE', 'SIZE']), when: Text }).strict()

export const StructReference = z
  .object({
    prefixes: z.array(z.object({ prefix: z.string().length(1), text: Text, python: Text.optional() }).strict()),
    letters: z.array(
      z
        .object({
          letter: z.string().length(1),
          /** C's type; empty for a pad byte. */
          c: z.string(),
          /** A value whose bytes the page shows; text stands for its bytes. None: the letter takes no value. */
          example: z.union([z.number(), z.boolean(), z.string()]).optional(),
          /** With its count, where the letter alone would be a poor example. */
          format: z.string().optional(),
          text: Text,
          /** What is otherwise in Python, or the same and worth saying. */
          python: Text.optional(),
          errors: z.array(StructFailure),
        })
        .strict(),
    ),
    functions: z.array(
      z
        .object({
          id: Anchor,
          python: z.string().min(1),
          ours: z.string().min(1),
          node: z.string().min(1),
          text: Text,
          errors: z.array(StructFailure),
          corrects: Text.optional(),
        })
        .strict(),
    ),
    labs: z.array(Ids).min(1),
  })
  .strict()
export type StructReference = z.infer<typeof StructReference>

const Short = z.object({ entry: Anchor, does: Text }).strict()

export const CheatSheet = z
  .object({
    calls: z.array(Short),
    options: z.array(Short),
    flags: z.array(Short),
    states: z.array(z.object({ name: z.string().regex(/^[A-Z_0-9]+$/), does: Text }).strict()),
    errors: z.array(Short.extend({ code: z.string().regex(/^E[A-Z]+$/) }).strict()),
  })
  .strict()
export type CheatSheet = z.infer<typeof CheatSheet>

export const PythonMap = z
  .object({
    sections: z.array(
      z
        .object({
          id: Anchor,
          title: Text,
          lede: Text.optional(),
          rows: z.array(
            z
              .object({
                id: Anchor.optional(),
                /** Python's call, or in words what one of its programs does. */
                python: z.union([z.string().min(1), Text]),
                /** What it is here; none where Node's own way is the only one. */
                ours: z.string().min(1).optional(),
                node: z.string().min(1).optional(),
                /** The entry of the socket table that tells more, and where it is used. */
                entry: Anchor.optional(),
                uses: z.array(z.string().min(1)).min(1).optional(),
                lab: Ids.optional(),
                /** What is different. */
                note: Text.optional(),
              })
              .strict(),
          ),
        })
        .strict(),
    ),
  })
  .strict()
export type PythonMap = z.infer<typeof PythonMap>
