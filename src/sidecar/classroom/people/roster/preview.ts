/** What a roster would do, as it is shown before it is done. */
import { createHash } from 'node:crypto'
import {
  type PreviewRoster,
  ROSTER_LIMITS,
  type RosterCounts,
  type RosterEntry,
  type RosterField,
  type RosterPreview,
} from '../../../../protocol/classroom/roster.ts'
import { inWords } from '../../../../protocol/sentence.ts'
import type { Db, Trx } from '../../../database/database.ts'
import { Refusal } from '../../http/route.ts'
import { wordsFor } from '../../words/index.ts'
import { textOf } from './decode.ts'
import { type Plan, type Planned, type Planner, planOf } from './plan.ts'
import { type Read, readRows } from './rows.ts'
import { knownTo } from './standing.ts'
import { type Table, tableOf } from './table.ts'

export type RosterFile = Pick<Table, 'ignored'> & Read & { hash: string }

/** Throws Refusal where the whole file is not what it should be. */
export function readRoster(content: PreviewRoster['content']): RosterFile {
  const bytes = Buffer.from(content, 'base64')
  if (bytes.length > ROSTER_LIMITS.bytes)
    throw new Refusal(413, 'ROSTER_TOO_LARGE', ['rosterTooLarge', ROSTER_LIMITS.bytes], { where: 'content' })
  const table = tableOf(textOf(bytes))
  return { ...table, ...readRows(table), hash: createHash('sha256').update(bytes).digest('base64url') }
}

export async function planFor(db: Db | Trx, file: RosterFile, planner: Planner): Promise<Plan> {
  return planOf(file.rows, await knownTo(db, planner.cohort, file.rows), planner)
}

/** The same file, the same choice and a class as it was give the same. 43 characters. */
export function hashOfPlan(file: RosterFile, { planned }: Plan, { absent, cohort }: Planner): string {
  const text = JSON.stringify([cohort, file.hash, absent, planned.map(essence)])
  return createHash('sha256').update(text).digest('base64url')
}

/** What makes a step of a plan this one: not what its person did meanwhile, such as signing in. */
function essence(one: Planned): unknown {
  if (one.kind === 'new') return ['new', one.row.row]
  if (one.kind === 'leaves') return ['leaves', one.person.id, one.role]
  return [one.kind, one.row.row, one.person.id, one.changes]
}

export function previewOf(file: RosterFile, plan: Plan, planner: Planner, locale: 'en' | 'zh-cn'): RosterPreview {
  const words = wordsFor(locale)
  const faults = [...file.faults, ...plan.faults].toSorted((a, b) => a.row - b.row)
  const notes = [
    ...(file.ignored.length > 0 ? [words.rosterIgnored(file.ignored.slice(0, 12).join(', '))] : []),
    ...(file.passedOver > 0 ? [words.rosterPassedOver(file.passedOver)] : []),
    ...(plan.kept > 0 ? [words.rosterKept(plan.kept)] : []),
    ...(plan.keptRole > 0 ? [words.rosterKeptRole(plan.keptRole)] : []),
  ]
  return {
    hash: faults.length > 0 ? null : hashOfPlan(file, plan, planner),
    counts: countsOf(plan),
    entries: plan.planned.map(entryOf),
    errors: faults
      .slice(0, ROSTER_LIMITS.errors)
      .map(({ row, column, code, said }) => ({ row, column, code, message: inWords(words, said) })),
    errorCount: faults.length,
    notes,
  }
}

export function countsOf({ planned, unchanged, absent }: Plan): RosterCounts {
  const of = (kind: RosterEntry['kind']) => planned.filter((one) => one.kind === kind).length
  return { new: of('new'), joins: of('joins'), changed: of('changed'), leaves: of('leaves'), unchanged, absent }
}

function entryOf(one: Planned): RosterEntry {
  if (one.kind === 'new') {
    const { row, name, email, role } = one.row
    return { row, kind: 'new', name, email, role, changes: [] }
  }
  const { name, email } = one.person
  if (one.kind === 'leaves')
    return { row: one.row?.row ?? null, kind: 'leaves', name, email, role: one.role, changes: [] }
  const changes = Object.entries(one.changes).map(([field, change]) => ({ field: field as RosterField, ...change }))
  return { row: one.row.row, kind: one.kind, name, email, role: one.row.role, changes }
}
