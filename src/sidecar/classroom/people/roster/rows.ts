/** A roster's rows as people, with what is wrong in which row and column. */
import { type CohortRole, PersonName } from '../../../../protocol/classroom/people.ts'
import { ROSTER_LIMITS, type RosterColumn } from '../../../../protocol/classroom/roster.ts'
import type { ClassroomSentence } from '../../words/index.ts'
import { wholeName } from './names.ts'
import { shown } from './shown.ts'
import type { Cells, Table } from './table.ts'

export type RosterRow = {
  row: number
  sourceId: string
  name: string
  /** Null: none is said, which changes nothing. */
  email: string | null
  role: CohortRole
  /** What the handle of a new person is made of; empty: the name. */
  username: string
  /** False: is no longer in this class. */
  here: boolean
}

export type Fault = { row: number; column: RosterColumn | null; code: string; said: ClassroomSentence }
export type Read = {
  rows: RosterRow[]
  faults: Fault[]
  /** Rows of roles that have no place in a class. */
  passedOver: number
}

/** OneRoster 1.1 §4.13.9 and our own words. Null: somebody who is in no class. */
const ROLES: Record<string, CohortRole | null> = {
  student: 'learner',
  learner: 'learner',
  aide: 'assistant',
  proctor: 'assistant',
  assistant: 'assistant',
  teacher: 'instructor',
  instructor: 'instructor',
  administrator: null,
  guardian: null,
  parent: null,
  relative: null,
}
export const ROSTER_ROLES = Object.keys(ROLES)

const TRUTHS: Record<string, boolean> = { '': true, true: true, 1: true, yes: true, false: false, 0: false, no: false }
const STATES: Record<string, boolean> = { '': true, active: true, tobedeleted: false, inactive: false }
const EMAIL = /^[^\s@,;<>"()\p{C}]+@[^\s@,;<>"()\p{C}]+$/u
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** Pure. */
export function readRows({ rows: table }: Pick<Table, 'rows'>): Read {
  const faults: Fault[] = []
  const rows: RosterRow[] = []
  const seen = { sourcedId: new Map<string, number>(), email: new Map<string, number>() }
  let passedOver = 0
  for (const { row, cells, surplus } of table) {
    const before = faults.length
    const fault = (column: RosterColumn | null, code: string, said: ClassroomSentence) =>
      faults.push({ row, column, code, said })
    if (surplus) fault(null, 'CELLS', ['rosterCells'])
    const once = (column: keyof typeof seen, value: string) => {
      const first = seen[column].get(value)
      if (first !== undefined) fault(column, 'DUPLICATE', ['rosterDuplicate', shown(value), first])
      else seen[column].set(value, row)
    }
    const role = roleOf(cells, fault)
    if (role === null) {
      passedOver += 1
      continue
    }
    const sourceId = idOf(cells, fault)
    if (sourceId !== '') once('sourcedId', sourceId)
    const email = emailOf(cells, fault)
    if (email !== null) once('email', email)
    const name = nameOf(cells, fault)
    const enabled = truthOf('enabledUser', TRUTHS, cells, fault)
    const active = truthOf('status', STATES, cells, fault)
    if (faults.length > before || role === undefined) continue
    rows.push({ row, sourceId, name, email, role, username: cells.username ?? '', here: enabled && active })
  }
  return { rows, faults, passedOver }
}

type ToFault = (column: RosterColumn, code: string, said: ClassroomSentence) => void

/** Undefined: none that is known. */
function roleOf({ role = '' }: Cells, fault: ToFault): CohortRole | null | undefined {
  const word = role.toLowerCase()
  if (Object.hasOwn(ROLES, word)) return ROLES[word]
  if (word === '') fault('role', 'MISSING', ['rosterMissing', 'role'])
  else fault('role', 'ROLE', ['rosterRole', shown(role), ROSTER_ROLES.join(', ')])
  return undefined
}

function idOf({ sourcedId = '' }: Cells, fault: ToFault): string {
  const id = sourcedId.normalize('NFC')
  if (id === '') fault('sourcedId', 'MISSING', ['rosterMissing', 'sourcedId'])
  else if (id.length > ROSTER_LIMITS.sourcedId || UNFIT.test(id))
    fault('sourcedId', 'MALFORMED', ['rosterMalformed', shown(id)])
  return id
}

function emailOf({ email = '' }: Cells, fault: ToFault): string | null {
  const address = email.normalize('NFC').toLowerCase()
  if (address === '') return null
  if (address.length > ROSTER_LIMITS.email || !EMAIL.test(address))
    fault('email', 'MALFORMED', ['rosterEmail', shown(email)])
  return address
}

function nameOf({ givenName = '', familyName = '' }: Cells, fault: ToFault): string {
  const whole = wholeName(givenName, familyName)
  const column = givenName === '' ? 'familyName' : 'givenName'
  if (whole === '') {
    fault('givenName', 'MISSING', ['rosterMissing', 'givenName, familyName'])
    return whole
  }
  const parsed = PersonName.safeParse(whole)
  if (!parsed.success) fault(column, 'MALFORMED', ['rosterName', shown(whole)])
  return parsed.success ? parsed.data : whole
}

function truthOf(
  column: 'enabledUser' | 'status',
  words: Record<string, boolean>,
  cells: Cells,
  fault: ToFault,
): boolean {
  const word = (cells[column] ?? '').toLowerCase()
  if (Object.hasOwn(words, word)) return words[word]!
  const known = Object.keys(words).filter((one) => one !== '')
  fault(column, 'MALFORMED', ['rosterWord', shown(word), known.join(', ')])
  return true
}
