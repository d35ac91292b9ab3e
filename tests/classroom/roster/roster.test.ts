/** Rosters over HTTP: nothing is written by a preview, and what is applied is what was previewed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RosterApplied, RosterPreview } from '../../../src/protocol/classroom/roster.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { type Answered, type Ask, type Door, openDoor } from '../door.ts'

const HEAD = 'sourcedId,status,enabledUser,role,username,givenName,familyName,email\n'
const LIN = 's-1,active,true,student,lin.xiaoming@school.example,小明,林,lin@school.example\n'
const ADA = 's-2,active,true,student,,Ada,Lovelace,Ada@School.example\n'
const BOB = 's-3,active,true,aide,bob,Bob,"van ""B"" Dyke, Jr.",bob@school.example\n'
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64')

describe.each(KINDS)('rosters on %s', (kind) => {
  const base = databases(kind)
  let door: Door
  let teacher: string
  let cohort: string
  let ask: Ask
  beforeEach(async () => {
    door = await openDoor(await base.fresh())
    teacher = await door.person('Teacher')
    cohort = await door.cohort('7b', { [teacher]: 'instructor' })
    ask = await door.as(teacher)
  }, 60_000)
  afterEach(() => door.close())
  const db = () => door.classroom.database.db

  type More = { absent?: 'stay' | 'leave'; by?: Ask; of?: string; locale?: string }
  const call = (what: string, text: string, body: object, { by = ask, of = cohort, absent, locale }: More = {}) =>
    by('POST', `/api/class/cohorts/${of}/roster/${what}`, {
      body: { content: base64(text), ...(absent && { absent }), ...body },
      headers: locale === undefined ? {} : { 'accept-language': locale },
    })
  const preview = async (text: string, more: More = {}) =>
    (await call('preview', text, {}, more)).json as unknown as RosterPreview
  async function apply(text: string, more: More = {}): Promise<Answered> {
    const { hash } = await preview(text, more)
    return call('apply', text, { hash: hash ?? 'x'.repeat(43) }, more)
  }
  const members = async (of = cohort) => {
    const { json } = await ask('GET', `/api/class/cohorts/${of}/members`)
    return json.members as { id: string; name: string; handle: string; email: string | null; role: string }[]
  }
  const everything = async () => ({
    people: await db().selectFrom('person').selectAll().orderBy('id').execute(),
    memberships: await db().selectFrom('membership').selectAll().orderBy('person_id').execute(),
    links: (await db().selectFrom('personal_link').selectAll().execute()).length,
  })

  it('makes people with handles and a link each, which signs them in; a preview writes nothing', async () => {
    const before = await everything()
    const seen = await preview(HEAD + LIN + ADA + BOB)
    expect(seen.counts).toEqual({ new: 3, joins: 0, changed: 0, leaves: 0, unchanged: 0, absent: 0 })
    expect(await everything()).toEqual(before)
    const { status, json } = await apply(HEAD + LIN + ADA + BOB)
    expect(status).toBe(200)
    const { links } = json as unknown as RosterApplied
    expect((await members()).map(({ name, handle, email, role }) => [name, handle, email, role])).toEqual(
      [
        ['Ada Lovelace', 'ada-lovelace', 'ada@school.example', 'learner'],
        ['Bob van "B" Dyke, Jr.', 'bob', 'bob@school.example', 'assistant'],
        ['Teacher', 'teacher', null, 'instructor'],
        ['林小明', 'lin-xiaoming', 'lin@school.example', 'learner'],
      ].toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1)),
    )
    expect(links?.count).toBe(3)
    const token = /#([\w-]{43})/.exec(links!.csv.split('\r\n').find((line) => line.includes('林小明'))!)![1]!
    expect((await door.ask('POST', '/api/class/link', { body: { token } })).json).toMatchObject({ name: '林小明' })
    expect(JSON.stringify(await db().selectFrom('personal_link').selectAll().execute())).not.toContain(token)
    expect((await preview(HEAD + LIN + ADA + BOB)).counts).toMatchObject({ new: 0, unchanged: 3 })
  })

  it('what is exported and read again changes nothing, whoever is in the class', async () => {
    const odd =
      's-4,active,true,student,,"=cmd|\' /C calc\'!A0",,"+plus@school.example"\n@5,,,student,,Mary Ann,van Dyke,\n'
    await apply(HEAD + LIN + BOB + odd)
    const joined = await door.person('林 小明')
    await db()
      .insertInto('membership')
      .values({ cohort_id: cohort, person_id: joined, role: 'learner', joined_at: 1 })
      .execute()
    await db().updateTable('person').set({ active: 0 }).where('source_id', '=', 's-1').execute()
    const file = await ask('GET', `/api/class/cohorts/${cohort}/roster`)
    expect(file.headers.get('content-disposition')).toContain('users.csv')
    const bytes = `\ufeff${file.text}`
    expect(file.text).toContain("'=cmd")
    expect(file.text).toContain("'@5")
    for (const absent of ['stay', 'leave'] as const) {
      const again = await preview(bytes, { absent })
      expect(again.errors).toEqual([])
      expect([again.entries, again.counts.unchanged]).toEqual([[], 6])
    }
  })

  it('two people swap addresses, one changes name and role, one leaves by the file and one by absence', async () => {
    await apply(`${HEAD + LIN + ADA + BOB}s-4,,,student,,Eve,Moneypenny,eve@school.example\n`)
    const text =
      `${HEAD}s-1,,,student,,小明,林,ada@school.example\ns-2,,,aide,,Ada,King,lin@school.example\n` +
      's-3,tobedeleted,,aide,,Bob,"van ""B"" Dyke, Jr.",\n'
    const seen = await preview(text)
    expect(seen.counts).toEqual({ new: 0, joins: 0, changed: 2, leaves: 1, unchanged: 0, absent: 1 })
    expect(seen.entries.find(({ row }) => row === 3)?.changes).toEqual([
      { field: 'name', from: 'Ada Lovelace', to: 'Ada King' },
      { field: 'email', from: 'ada@school.example', to: 'lin@school.example' },
      { field: 'role', from: 'learner', to: 'assistant' },
    ])
    expect((await apply(text, { absent: 'leave' })).status).toBe(200)
    expect((await members()).map(({ name, email, role }) => [name, email, role])).toEqual([
      ['Ada King', 'lin@school.example', 'assistant'],
      ['Teacher', null, 'instructor'],
      ['林小明', 'ada@school.example', 'learner'],
    ])
    // They are out of the class, and still there with what they did.
    expect(
      await db().selectFrom('person').select('name').where('source_id', 'in', ['s-3', 's-4']).execute(),
    ).toHaveLength(2)
  })

  it('tells errors by row and column in the reader’s language, and applies nothing of such a file', async () => {
    const text =
      `${HEAD}s-1,active,true,student,,A,B,a@x.example\n,,,student,,No,Id,\ns-1,,,student,,Same,Id,\n\n` +
      's-4,,,student,,,,\ns-5,,,wizard,,C,D,\ns-6,,perhaps,student,,C,D,no address\ns-7,later,,student,,E,F,A@X.example\n' +
      's-8,,,student,,G,H,g@x.example,surplus\n' +
      `s-9,,,student,,${'x'.repeat(10_000)},,\ns-10,,,student,,a\u202eb,,\n`
    const { errors, hash, errorCount } = await preview(text)
    expect(errors.map(({ row, column, code }) => [row, column, code])).toEqual([
      [3, 'sourcedId', 'MISSING'],
      [4, 'sourcedId', 'DUPLICATE'],
      [6, 'givenName', 'MISSING'],
      [7, 'role', 'ROLE'],
      [8, 'email', 'MALFORMED'],
      [8, 'enabledUser', 'MALFORMED'],
      [9, 'email', 'DUPLICATE'],
      [9, 'status', 'MALFORMED'],
      [10, null, 'CELLS'],
      [11, 'givenName', 'MALFORMED'],
      [12, 'givenName', 'MALFORMED'],
    ])
    expect([hash, errorCount]).toEqual([null, 11])
    for (const { message } of errors) expect(message).not.toMatch(/\u202e|x{100}/)
    expect((await preview(text, { locale: 'zh-CN' })).errors[0]!.message).toBe('sourcedId 是空的')
    expect((await apply(text)).json.code).toBe('ROSTER_ERRORS')
    expect(await members()).toHaveLength(1)
  })

  it('applies only the file and the class that were previewed', async () => {
    const { hash } = await preview(HEAD + LIN)
    const of = (text: string, more: More = {}) => call('apply', text, { hash }, more)
    expect((await of(HEAD + ADA)).json.code).toBe('ROSTER_CHANGED')
    expect((await of(HEAD + LIN, { absent: 'leave' })).json.code).toBe('ROSTER_CHANGED')
    const answers = await Promise.all([of(HEAD + LIN), of(HEAD + LIN), of(HEAD + LIN)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
    expect(await members()).toHaveLength(2)
  })

  it('is all or nothing: what fails at the last row leaves no first row', async () => {
    const before = await everything()
    const { hash } = await preview(HEAD + LIN + ADA)
    // The last thing that is written: by then all people and links are there.
    const { bus } = door.classroom
    const publish = bus.publish
    Object.assign(bus, { publish: async () => Promise.reject(new Error('lost')) })
    const { status } = await call('apply', HEAD + LIN + ADA, { hash })
    Object.assign(bus, { publish })
    expect(status).toBe(500)
    expect(await everything()).toEqual(before)
  })

  it('changes nobody whom another teacher has as well, makes no link for them, and takes no address', async () => {
    const foreign = await door.person('Foreign')
    const other = await door.cohort('8a', { [foreign]: 'instructor' })
    const theirs = await door.as(foreign)
    await apply(HEAD + LIN + ADA, { by: theirs, of: other })
    await door.as(
      (await db().selectFrom('person').select('id').where('source_id', '=', 's-1').executeTakeFirstOrThrow()).id,
    )
    const text = `${HEAD}s-1,,,student,,Renamed,Person,evil@school.example\ns-9,,,student,,Thief,,ada@school.example\n`
    const seen = await preview(text)
    expect(seen.errors.map(({ row, code }) => [row, code])).toEqual([[3, 'EMAIL_TAKEN']])
    const { json } = await apply(`${HEAD}s-1,,,student,,Renamed,Person,evil@school.example\n`)
    expect(json).toMatchObject({ counts: { joins: 1 }, links: null })
    const lin = await db().selectFrom('person').selectAll().where('source_id', '=', 's-1').executeTakeFirst()
    expect([lin?.name, lin?.email]).toEqual(['林小明', 'lin@school.example'])
    expect((await ask('POST', `/api/class/cohorts/${cohort}/roster/links`)).json).toEqual({ links: null })
    const own = await theirs('POST', `/api/class/cohorts/${other}/roster/links`)
    expect(own.json).toMatchObject({ links: { count: 1 } })
  })

  it('an administrator and an instructor stay what they are', async () => {
    const admin = await door.person('Root', { admin: true })
    await db().updateTable('person').set({ email: 'root@school.example' }).where('id', '=', admin).execute()
    await db().updateTable('person').set({ source_id: 't-1' }).where('id', '=', teacher).execute()
    const text = `${HEAD}a-1,,,student,,Not,Root,root@school.example\nt-1,tobedeleted,,student,,Teacher,,\n`
    const seen = await preview(text)
    expect(seen.notes).toHaveLength(2)
    expect((await apply(text)).status).toBe(200)
    const row = await db().selectFrom('person').selectAll().where('id', '=', admin).executeTakeFirst()
    expect([row?.name, row?.source_id]).toEqual(['Root', null])
    expect((await members()).find(({ id }) => id === teacher)?.role).toBe('instructor')
  })

  it('takes 3,000 rows at once', async () => {
    const rows = Array.from({ length: 3_000 }, (_, n) => `id-${n},,,student,,名${n},李,p${n}@school.example\n`).join('')
    const { status, json } = await apply(HEAD + rows)
    expect([status, (json as unknown as RosterApplied).links?.count]).toEqual([200, 3_000])
    const { n } = await db()
      .selectFrom('membership')
      .select((row) => row.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    expect(Number(n)).toBe(3_001)
  }, 60_000)
})
