/** A roster as a page and the sidecar exchange it: the file, what it would do, and what it did. */
import { z } from 'zod'
import type { CohortRole } from './people.ts'

export const ROSTER_LIMITS = {
  /** Bytes of a file. */
  bytes: 2 << 20,
  /** Rows without the head. */
  rows: 5_000,
  /** Errors that are listed; how many there are is said besides. */
  errors: 200,
  /** Characters of OneRoster's identifier (a GUID is at most 255). */
  sourcedId: 255,
  email: 320,
}

/** OneRoster 1.1, users.csv (§4.7): the columns that mean something here. Others are passed over, and that is told. */
export const ROSTER_COLUMNS = [
  'sourcedId',
  'status',
  'enabledUser',
  'role',
  'username',
  'givenName',
  'familyName',
  'email',
] as const
/** The first line of a file that says no more than it has to; for an example. */
export const ROSTER_HEAD = 'sourcedId,role,givenName,familyName,email'
export type RosterColumn = (typeof ROSTER_COLUMNS)[number]

/** `content`: the file's own bytes in base64, so that its encoding can be looked at. */
const File = z.base64().max(Math.ceil(ROSTER_LIMITS.bytes / 3) * 4)
/** What becomes of learners and assistants who are not in the file. Instructors stay in any case. */
const Absent = z.enum(['stay', 'leave']).default('stay')

export const PreviewRoster = z.object({ content: File, absent: Absent })
export type PreviewRoster = z.infer<typeof PreviewRoster>

/** `hash`: of the preview that was looked at. */
export const ApplyRoster = PreviewRoster.extend({ hash: z.string().length(43) })
export type ApplyRoster = z.infer<typeof ApplyRoster>

/** `row` as a spreadsheet counts: the head is row 1. */
export type RosterError = { row: number; column: RosterColumn | null; code: string; message: string }

export type RosterField = 'name' | 'email' | 'sourceId' | 'role'
export type RosterEntry = {
  /** Null: not in the file. */
  row: number | null
  /** `joins`: has an account already, and comes into this class. */
  kind: 'new' | 'joins' | 'changed' | 'leaves'
  name: string
  email: string | null
  role: CohortRole
  changes: { field: RosterField; from: string | null; to: string | null }[]
}

export type RosterCounts = Record<RosterEntry['kind'] | 'unchanged' | 'absent', number>

export type RosterPreview = {
  /** Null while there are errors: such a file cannot be applied. */
  hash: string | null
  counts: RosterCounts
  /** All but the unchanged. */
  entries: RosterEntry[]
  errors: RosterError[]
  /** How many errors there are; `errors` holds the first. */
  errorCount: number
  /** What was passed over, in the reader's language. */
  notes: string[]
}

/** `links`: a table for printing or mailing, given this once; null when there is nobody to give one to. */
export type RosterApplied = { counts: RosterCounts; links: RosterLinks | null }
export type RosterLinks = {
  file: string
  csv: string
  count: number
  /** ms since the epoch. */
  until: number
  people: { name: string; handle: string; email: string | null; url: string }[]
}
