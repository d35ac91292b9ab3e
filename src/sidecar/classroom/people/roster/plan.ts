/**
 * What a roster would do to a class. Pure: the same file and the same class give the same plan, whose hash says whether
 * what is applied is what was looked at.
 *
 * A row is about the person with its source id; else about the member with that id of ours, which is what export writes
 * for those who have no source id; else about the person with its address, who has no source id yet.
 */
import type { RosterColumn, RosterField } from '../../../../protocol/classroom/roster.ts'
import type { CohortRole } from '../../../database/schema.ts'
import { mayLink } from '../links.ts'
import type { Fault, RosterRow } from './rows.ts'
import { shown } from './shown.ts'
import type { Known } from './standing.ts'

export type Changes = Partial<Record<RosterField, { from: string | null; to: string }>>
export type Planned =
  | { kind: 'new'; row: RosterRow }
  | { kind: 'joins' | 'changed'; row: RosterRow; person: Known; changes: Changes }
  | { kind: 'leaves'; row: RosterRow | null; person: Known; role: CohortRole }

export type Plan = {
  planned: Planned[]
  faults: Fault[]
  unchanged: number
  /** Learners and assistants whom the file does not name. */
  absent: number
  /** People who belong elsewhere as well: their name and address are not for this class to change. */
  kept: number
  /** Instructors whom the file would make something less. */
  keptRole: number
}

export type Planner = {
  cohort: string
  /** Who imports it: what an administrator or the teacher of all of somebody's classes may change, others may not. */
  by: { admin: boolean; roles: ReadonlyMap<string, CohortRole> }
  absent: 'stay' | 'leave'
}

export function planOf(rows: readonly RosterRow[], known: readonly Known[], { cohort, by, absent }: Planner): Plan {
  const find = finder(known, cohort)
  const plan: Plan = { planned: [], faults: [], unchanged: 0, absent: 0, kept: 0, keptRole: 0 }
  const named = new Map<string, number>()
  for (const row of rows) {
    const found = find(row)
    const first = found === null ? undefined : named.get(found.id)
    if (first !== undefined) {
      plan.faults.push(fault(row, 'sourcedId', 'DUPLICATE', ['rosterSamePerson', first]))
      continue
    }
    if (found) named.set(found.id, row.row)
    take(plan, row, found, { cohort, by, absent })
  }
  const missing = known.filter(({ id, roles }) => !named.has(id) && isBelowInstructor(roles.get(cohort)))
  plan.absent = missing.length
  if (absent === 'leave')
    for (const person of missing)
      plan.planned.push({ kind: 'leaves', row: null, person, role: person.roles.get(cohort)! })
  plan.faults.push(...clashes(plan.planned, known))
  plan.faults.sort((a, b) => a.row - b.row)
  return plan
}

function take(plan: Plan, row: RosterRow, person: Known | null, { cohort, by }: Planner): void {
  if (person === null) {
    if (row.here) plan.planned.push({ kind: 'new', row })
    else plan.unchanged += 1
    return
  }
  const role = person.roles.get(cohort)
  if (!row.here) {
    leave(plan, row, person, role)
    return
  }
  const may = by.admin || mayLink(by.roles, person)
  const own = detailsOf(row, person)
  if (!may && Object.keys(own).length > 0) plan.kept += 1
  const changes: Changes = may ? own : {}
  if (role === undefined) plan.planned.push({ kind: 'joins', row, person, changes })
  else {
    if (role === 'instructor' && row.role !== 'instructor') plan.keptRole += 1
    else if (role !== row.role) changes.role = { from: role, to: row.role }
    if (Object.keys(changes).length > 0) plan.planned.push({ kind: 'changed', row, person, changes })
    else plan.unchanged += 1
  }
}

/** Somebody who may not sign in is written as such by export, and stays a member. */
function leave(plan: Plan, row: RosterRow, person: Known, role: CohortRole | undefined): void {
  if (role === undefined || person.active === 0) plan.unchanged += 1
  else if (role === 'instructor') {
    plan.keptRole += 1
    plan.unchanged += 1
  } else plan.planned.push({ kind: 'leaves', row, person, role })
}

function detailsOf(row: RosterRow, person: Known): Changes {
  const changes: Changes = {}
  if (row.name !== person.name) changes.name = { from: person.name, to: row.name }
  if (row.email !== null && row.email !== person.email) changes.email = { from: person.email, to: row.email }
  if (row.sourceId !== person.source_id && row.sourceId !== person.id)
    changes.sourceId = { from: person.source_id, to: row.sourceId }
  return changes
}

/** Whoever has a source id keeps it: a row with another one is about somebody else, whatever its address. */
function finder(known: readonly Known[], cohort: string) {
  const bySource = new Map(known.flatMap((one) => (one.source_id === null ? [] : [[one.source_id, one] as const])))
  const byId = new Map(known.flatMap((one) => (one.roles.has(cohort) ? [[one.id, one] as const] : [])))
  const byEmail = new Map(
    known.flatMap((one) => (one.email === null || one.source_id !== null ? [] : [[one.email, one] as const])),
  )
  return ({ sourceId, email }: RosterRow): Known | null =>
    bySource.get(sourceId) ?? byId.get(sourceId) ?? (email === null ? null : (byEmail.get(email) ?? null))
}

/** Addresses that somebody else would still have afterwards. Two people may swap theirs. */
function clashes(planned: readonly Planned[], known: readonly Known[]): Fault[] {
  const holders = new Map(known.flatMap(({ email, id }) => (email === null ? [] : [[email, id] as const])))
  const rid = new Set(
    planned.flatMap((one) => ('changes' in one && one.changes.email?.from != null ? [one.changes.email.from] : [])),
  )
  return planned.flatMap((one) => {
    if (one.kind === 'leaves') return []
    const email = one.kind === 'new' ? one.row.email : (one.changes.email?.to ?? null)
    if (email === null || !holders.has(email) || rid.has(email)) return []
    return [fault(one.row, 'email', 'EMAIL_TAKEN', ['rosterEmailTaken', shown(email)])]
  })
}

function isBelowInstructor(role: CohortRole | undefined): boolean {
  return role === 'learner' || role === 'assistant'
}

function fault({ row }: RosterRow, column: RosterColumn, code: string, said: Fault['said']): Fault {
  return { row, column, code, said }
}
