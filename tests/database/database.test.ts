import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { migrate, NewerDatabaseError, pendingSteps } from '../../src/sidecar/database/database.ts'
import { newId } from '../../src/sidecar/database/id.ts'
import { isTransient, retrying } from '../../src/sidecar/database/transient.ts'
import { databases, KINDS } from '../support/databases.ts'

describe.each(KINDS)('the database on %s', (kind) => {
  const base = databases(kind)

  it('takes its steps once, also when two processes begin at the same time', async () => {
    const place = await base.place()
    const [one, two] = [await base.open(place), await base.open(place)]
    expect(await pendingSteps(one)).toHaveLength(5)
    await Promise.all([retrying(() => migrate(one)), kind === 'postgres' ? migrate(two) : Promise.resolve()])
    await migrate(two)
    expect(await pendingSteps(two)).toEqual([])
  })

  it('refuses one that a newer program has written', async () => {
    const { db, ...rest } = await base.fresh()
    await sql`insert into kysely_migration (name, timestamp) values ('999-later', '2999-01-01')`.execute(db)
    await expect(migrate({ db, ...rest })).rejects.toThrow(NewerDatabaseError)
  })

  it('gives back what was stored: integers beyond 32 bits, reals, bytes, every character but U+0000', async () => {
    const { db } = await base.fresh()
    const person = { id: newId(), name: '小明 👩‍💻 O\'Brien "; --', email: null, source_id: null, handle: 'ming' }
    await db
      .insertInto('person')
      .values({ ...person, admin: 1, active: 1, locale: 'zh-cn', created_at: 1_795_305_600_123 })
      .execute()
    const hash = Uint8Array.from({ length: 32 }, (_, n) => 255 - n)
    const times = { created_at: 1, issued_at: 1, seen_at: 1, expires_at: 2 ** 52 }
    const signIn = { hash, id: newId(), person_id: person.id, ...times, rotated_to: null }
    await db
      .insertInto('sign_in')
      .values({ ...signIn, agent: '' })
      .execute()
    await db
      .insertInto('bucket')
      .values({ key: 'k', tokens: 0.1 + 0.2, at: 1 })
      .execute()
    const found = await db.selectFrom('person').selectAll().executeTakeFirstOrThrow()
    expect(found).toMatchObject({ ...person, created_at: 1_795_305_600_123 })
    const row = await db.selectFrom('sign_in').selectAll().where('hash', '=', hash).executeTakeFirstOrThrow()
    expect([...row.hash]).toEqual([...hash])
    expect(row.expires_at).toBe(2 ** 52)
    expect((await db.selectFrom('bucket').select('tokens').executeTakeFirstOrThrow()).tokens).toBe(0.1 + 0.2)
    const { count } = await db
      .selectFrom('person')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    expect(count).toBe(1)
  })

  it('deletes with a person all that is theirs', async () => {
    const { db } = await base.fresh()
    const id = newId()
    const person = {
      id,
      name: 'A',
      email: null,
      source_id: null,
      handle: 'a',
      admin: 0,
      active: 1,
      locale: null,
    } as const
    await db
      .insertInto('person')
      .values({ ...person, created_at: 1 })
      .execute()
    const attempt = { id: newId(), person_id: id, cohort_id: null, exercise: 'u/e', locale: 'en', files: '{}' }
    await db
      .insertInto('attempt')
      .values({ ...attempt, submitted_at: 1 })
      .execute()
    await db.deleteFrom('person').where('id', '=', id).execute()
    expect(await db.selectFrom('attempt').selectAll().execute()).toEqual([])
  })

  it('waits for another connection’s transaction in place of failing', async () => {
    const place = await base.place()
    const one = await base.open(place)
    await migrate(one)
    const two = await base.open(place)
    await one.db.insertInto('setting').values({ key: 'n', value: '0' }).execute()
    const count = (database: typeof one) =>
      database.db.transaction().execute(async (trx) => {
        const query = trx.selectFrom('setting').select('value').where('key', '=', 'n')
        const { value } = await (kind === 'postgres' ? query.forUpdate() : query).executeTakeFirstOrThrow()
        await trx
          .updateTable('setting')
          .set({ value: String(Number(value) + 1) })
          .where('key', '=', 'n')
          .execute()
      })
    // One after another on each side; the sides take turns.
    for (let n = 0; n < 20; n++) await count(n % 2 === 0 ? one : two)
    expect(
      (await two.db.selectFrom('setting').select('value').where('key', '=', 'n').executeTakeFirstOrThrow()).value,
    ).toBe('20')
  })
})

it('tells what passes from what stays', async () => {
  expect(isTransient(Object.assign(new Error(), { code: '57P01' }))).toBe(true)
  expect(isTransient(Object.assign(new Error(), { code: '23505' }))).toBe(false)
  let tries = 0
  const flaky = async () => {
    tries += 1
    if (tries < 3) throw Object.assign(new Error(), { code: 'ECONNRESET' })
    return 'done'
  }
  expect(await retrying(flaky, { tries: 5, pauseMs: 1 })).toBe('done')
  await expect(
    retrying(
      async () => {
        throw new Error('wrong')
      },
      { tries: 5, pauseMs: 1 },
    ),
  ).rejects.toThrow('wrong')
})
