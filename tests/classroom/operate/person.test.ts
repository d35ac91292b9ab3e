/** What is handed out of a person, and what is left of one who was deleted: looked up in the tables themselves. */
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openBus } from '../../../src/sidecar/classroom/live/open.ts'
import { aboutPerson, deletePerson, LastAdminError } from '../../../src/sidecar/classroom/operate/delete-person.ts'
import { exportPerson } from '../../../src/sidecar/classroom/operate/export-person.ts'
import { findPerson } from '../../../src/sidecar/classroom/operate/find-person.ts'
import { PERSON_COLUMNS, SOUNDS_LIKE_PERSON } from '../../../src/sidecar/classroom/operate/person-data.ts'
import { referencesOf, tablesInOrder } from '../../../src/sidecar/classroom/operate/tables.ts'
import type { Database } from '../../../src/sidecar/database/database.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { ADA, personRow, smallClass, unnamedColumns } from './people.ts'

const log = { info: () => {}, warn: () => {}, error: () => {} }

/** `table.column` of whatever refers to a person, or is called as if it did. */
async function columnsOfPeople({ db, kind }: Database): Promise<string[]> {
  const referring = (await referencesOf(db, kind)).filter(({ to }) => to === 'person')
  const tables = await tablesInOrder(db, kind)
  const introspected = await db.introspection.getTables()
  const named = introspected
    .filter(({ name }) => tables.includes(name))
    .flatMap(({ name, columns }) =>
      columns.filter((one) => SOUNDS_LIKE_PERSON.test(one.name)).map((one) => `${name}.${one.name}`),
    )
  return [...new Set([...referring.map(({ table, column }) => `${table}.${column}`), ...named])].toSorted()
}

/** Rows of any table in which the text stands, wherever that is. */
async function mentions({ db, kind }: Database, text: string): Promise<string[]> {
  const found: string[] = []
  for (const table of await tablesInOrder(db, kind)) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(db)
    for (const row of rows) if (JSON.stringify(row).includes(text)) found.push(`${table} ${JSON.stringify(row)}`)
  }
  return found
}

describe.each(KINDS)('a person in %s', (kind) => {
  const suite = databases(kind)

  it('is known in every column that names one: a new table is entered in person-data.ts', async () => {
    const entered = Object.entries(PERSON_COLUMNS).flatMap(([table, columns]) =>
      Object.keys(columns).map((column) => `${table}.${column}`),
    )
    const found = await columnsOfPeople(await suite.fresh())
    expect(found.filter((one) => !entered.includes(one))).toEqual([])
    // `person.id` is the person, and an audit's subject may be one.
    expect(entered.filter((one) => !found.includes(one))).toEqual(['person.id', 'audit.subject'])
  })

  it('is exported with all that is theirs, and without what would sign somebody in', async () => {
    const database = await suite.fresh()
    const { ada, attempt } = await smallClass(database.db)
    // Otherwise a table without a row of hers would prove nothing.
    expect(await unnamedColumns(database.db, ada)).toEqual([])
    const exported = await exportPerson(database.db, ada, 0)
    const expected = Object.entries(PERSON_COLUMNS).filter(([, columns]) =>
      Object.values(columns).some((becomes) => becomes !== 'no-person'),
    )
    expect(Object.keys(exported.tables).toSorted()).toEqual(
      [...expected.map(([table]) => table), 'event', 'verdict'].toSorted(),
    )
    expect(exported.tables.attempt).toEqual([expect.objectContaining({ id: attempt, files: { 'main.ts': '' } })])
    expect(exported.tables.verdict).toHaveLength(1)
    // Her own, and what she wrote beside somebody.
    expect(exported.tables.text_version).toHaveLength(2)
    expect(exported.tables.text_version).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ text: 'const café = "你好"\n' }),
        expect.objectContaining({ by_person: ada }),
      ]),
    )
    const text = JSON.stringify(exported)
    for (const secret of ['h4sh', 'CODE-OF-ADA', Buffer.from('link').toString('hex')])
      expect(text).not.toContain(secret)
  })

  it('who is deleted is named nowhere any more, and nobody else has lost anything', async () => {
    const database = await suite.fresh()
    const { ada, other, cohort } = await smallClass(database.db)
    const bus = await openBus(database, log)
    const before = await exportPerson(database.db, other, 0)
    const { standIn, gone, unnamed } = await deletePerson(database.db, bus, await personRow(database.db, ada), 9)
    for (const text of [ADA.name, ADA.handle, ADA.email, 'sis-4711-ada'])
      expect(await mentions(database, text)).toEqual([])
    // That her connections have to end is told to the servers, and goes with the day's events.
    const told = await mentions(database, ada)
    expect(told).toEqual([expect.stringMatching(/^event .*signed-out/)])
    expect(gone).toMatchObject({ person: 1, attempt: 1, text_version: 1, grade_override: 1 })
    expect(unnamed).toMatchObject({ note: 1, grade_override: 1, hand: 1, regrade: 1 })
    const after = await exportPerson(database.db, other, 0)
    const withoutHer = JSON.parse(JSON.stringify(before.tables).replaceAll(ada, standIn)) as object
    expect(after.tables).toEqual(withoutHer)
    const note = await database.db
      .selectFrom('note')
      .selectAll()
      .where('cohort_id', '=', cohort)
      .executeTakeFirstOrThrow()
    expect([note.by, note.text]).toEqual([standIn, 'see the blackboard'])
    const audit = await database.db.selectFrom('audit').selectAll().orderBy('seq').execute()
    expect(audit.map(({ action, subject }) => [action, subject])).toEqual([
      ['grade.override', `assigned/tcp/echo/${standIn}`],
      ['member.join', standIn],
      ['person.delete', standIn],
    ])
    await bus.close()
  })

  it('who alone administers stays', async () => {
    const database = await suite.fresh()
    const { grace } = await smallClass(database.db)
    const bus = await openBus(database, log)
    const before = await aboutPerson(database.db, grace)
    await expect(deletePerson(database.db, bus, await personRow(database.db, grace), 9)).rejects.toThrow(LastAdminError)
    expect(await aboutPerson(database.db, grace)).toEqual(before)
    await bus.close()
  })

  it('is found by id, handle, address or name; a name of two is asked about', async () => {
    const { db } = await suite.fresh()
    const { ada, other } = await smallClass(db)
    for (const said of [ada, ADA.handle, ADA.email.toUpperCase(), ADA.name])
      expect(await findPerson(db, said)).toMatchObject({ person: { id: ada } })
    await db.updateTable('person').set({ name: ADA.name }).where('id', '=', other).execute()
    expect(await findPerson(db, ADA.name)).toMatchObject({ several: [{}, {}] })
    expect(await findPerson(db, 'nobody')).toEqual({ none: true })
  })
})
