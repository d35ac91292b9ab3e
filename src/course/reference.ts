/** The reference: content/reference/*.json, each parsed once and kept. Throws CourseError `REFERENCE_INVALID`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { lineOf } from './json-lines.ts'
import { CONTENT, CourseError } from './load.ts'
import { CheatSheet, PythonMap, type ReferenceEntry, SocketReference, StructReference } from './reference-schema.ts'

const FOLDER = join(CONTENT, 'reference')

/** The pages of the reference, by the end of their address. */
export const REFERENCE_PAGES = ['sockets', 'struct', 'cheat-sheet', 'python'] as const
export type ReferencePage = (typeof REFERENCE_PAGES)[number]

export const socketReference = once(() => parse(SocketReference, 'sockets.json'))
export const structReference = once(() => parse(StructReference, 'struct.json'))
export const cheatSheet = once(() => parse(CheatSheet, 'cheat-sheet.json'))
export const pythonMap = once(() => parse(PythonMap, 'python.json'))

/** Entries of the socket table by id. */
export const entriesById = once(
  (): ReadonlyMap<string, ReferenceEntry> =>
    new Map(socketReference().groups.flatMap(({ entries }) => entries.map((entry) => [entry.id, entry] as const))),
)

/** What the entry is called on the page. */
export function nameOf({ id, name }: ReferenceEntry): string {
  return name ?? id
}

/** Labs that a page of the reference shows, as a session asks for those of a lesson; null for what is no such page. */
export function labsOfReference(page: string): string[] | null {
  if (page === 'reference/sockets')
    return [...new Set(socketReference().groups.flatMap(({ entries }) => entries.flatMap(({ lab }) => lab ?? [])))]
  if (page === 'reference/struct') return structReference().labs
  return null
}

function parse<S extends z.ZodType>(schema: S, name: string): z.infer<S> {
  const file = join(FOLDER, name)
  const text = readFileSync(file, 'utf8')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new CourseError('REFERENCE_INVALID', `${file}: ${(error as Error).message}`)
  }
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const { path, message } = result.error.issues[0]!
  throw new CourseError('REFERENCE_INVALID', `${file}:${lineOf(text, path)}: ${path.map(String).join('.')}: ${message}`)
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
