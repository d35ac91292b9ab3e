/** `wirebook classroom …` as whoever runs a class types it: beside a process that goes on writing. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rememberOrigin } from '../../../src/sidecar/classroom/operate/origin.ts'
import { applyRetention } from '../../../src/sidecar/classroom/operate/retention.ts'
import { hashOf } from '../../../src/sidecar/classroom/people/token.ts'
import { type Database, migrate, openFile } from '../../../src/sidecar/database/database.ts'
import { newId } from '../../../src/sidecar/database/id.ts'
import { ADA, type Small, smallClass } from '../../classroom/operate/people.ts'
import { wirebook } from '../command.ts'

let folder: string
let place: string
let database: Database
let small: Small
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-classroom-cli-'))
  place = join(folder, 'class')
  database = openFile(place, 'classroom.sqlite')
  await migrate(database)
  small = await smallClass(database.db)
  await rememberOrigin(database.db, 'https://course.example.org')
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})
const env = () => ({ WIREBOOK_CLASSROOM: place })
const classroom = (...words: string[]) => wirebook(['classroom', ...words, '--locale', 'en'], { env: env() })

describe('wirebook classroom', () => {
  it('backs up while somebody writes, and restores into a new folder only', async () => {
    let writing = true
    let written = 0
    const writer = (async () => {
      while (writing) {
        await database.db.transaction().execute(async (trx) => {
          const row = { cohort_id: small.cohort, by: small.grace, text: 'again', at: 1 }
          // Two rows that belong together: never one without the other.
          await trx
            .insertInto('note')
            .values([
              { id: newId(), ...row },
              { id: newId(), ...row },
            ])
            .execute()
        })
        written += 1
        await new Promise((done) => setTimeout(done, 2))
      }
    })()
    const file = join(folder, 'backup.sqlite')
    const made = await classroom('backup', file)
    writing = false
    await writer
    expect([made.code, made.err]).toEqual([0, ''])
    expect((await classroom('backup', file)).err).toContain('BACKUP_EXISTS')
    const again = join(folder, 'again')
    const restored = await classroom('restore', file, '--classroom', again)
    expect([restored.code, restored.err]).toEqual([0, ''])
    const copy = openFile(again, 'classroom.sqlite')
    const notes = await copy.db.selectFrom('note').select('id').where('text', '=', 'again').execute()
    await copy.close()
    expect(written).toBeGreaterThan(0)
    expect(notes.length % 2).toBe(0)
    const refused = await classroom('restore', file)
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('RESTORE_NOT_EMPTY')])
  }, 120_000)

  it('lists people and cohorts, in both languages and as JSON', async () => {
    const english = await classroom('people')
    expect(english.out).toMatch(/^ada-of-the-test\s+Ada Lovelace-Byron\s+learner of 7b$/m)
    expect(english.out).toMatch(/Grace\s+administers, instructor of 7b/)
    const chinese = await wirebook(['classroom', 'cohorts', '--locale', 'zh-cn'], { env: env() })
    expect(chinese.out).toMatch(/7b\s+2 名学习者，1 名教师和助教，Asia\/Shanghai/)
    const json = JSON.parse((await classroom('people', '--json')).out) as { people: { handle: string }[] }
    expect(json.people.map(({ handle }) => handle)).toContain(ADA.handle)
  }, 120_000)

  it('makes a link that signs somebody in, and none for a first instructor when there is one', async () => {
    const { out } = await classroom('link', ADA.handle)
    const token = /https:\/\/course\.example\.org\/class\/link#(\S+)/.exec(out)![1]!
    const row = await database.db
      .selectFrom('personal_link')
      .selectAll()
      .where('hash', '=', hashOf(token))
      .executeTakeFirst()
    expect(row?.person_id).toBe(small.ada)
    expect((await classroom('link')).err).toContain('LINK_WANTS_PERSON')
    expect((await classroom('link', 'nobody')).err).toContain('PERSON_UNKNOWN')
  }, 120_000)

  it('exports a person, and deletes one after the handle was said once more', async () => {
    const file = join(folder, 'ada.json')
    expect((await classroom('export', ADA.handle, '--out', file)).code).toBe(0)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ person: small.ada, tables: { attempt: [{}] } })
    const unconfirmed = await classroom('delete', ADA.handle)
    expect([unconfirmed.code, unconfirmed.err]).toEqual([64, expect.stringContaining('DELETE_UNCONFIRMED')])
    const row = () => database.db.selectFrom('person').select('id').where('id', '=', small.ada).executeTakeFirst()
    expect(await row()).toBeDefined()
    const gone = await classroom('delete', ADA.handle, '--confirm', ADA.handle)
    expect([gone.code, gone.err]).toEqual([0, ''])
    expect(gone.out).toContain('what stays: copies in backups')
    expect(await row()).toBeUndefined()
    const last = await classroom('delete', small.grace, '--confirm', small.grace.toLowerCase())
    expect(last.err).toContain('DELETE_LAST_ADMIN')
  }, 120_000)

  it('keeps work of archived cohorts for so many days, and the audit longer', async () => {
    const { db } = database
    const day = 86_400_000
    const now = Date.now()
    await db
      .updateTable('cohort')
      .set({ archived_at: now - 40 * day })
      .where('id', '=', small.cohort)
      .execute()
    expect((await classroom('retention')).out).toContain('everything is kept')
    expect((await classroom('retention', '0')).code).toBe(64)
    expect((await classroom('retention', '30')).out).toMatch(/30 days.*due now: 1 attempt, 1 text/)
    expect(await applyRetention(db, now)).toEqual({ attempts: 1, texts: 1 })
    // Once a day, whoever asks.
    expect(await applyRetention(db, now + day / 2)).toBe(null)
    expect(await db.selectFrom('attempt').select('id').execute()).toEqual([])
    const audit = await db.selectFrom('audit').select('action').orderBy('seq').execute()
    expect(audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['member.join', 'retention.set', 'retention.apply']),
    )
    expect((await classroom('retention', 'off')).out).toContain('everything is kept')
  }, 120_000)

  it('says plainly where there is no class, and makes none', async () => {
    const nowhere = join(folder, 'nowhere')
    for (const words of [['people'], ['backup', join(folder, 'x.sqlite')]]) {
      const { code, err } = await classroom(...words, '--classroom', nowhere)
      expect([code, err]).toEqual([2, expect.stringContaining('CLASSROOM_NONE')])
    }
    expect(existsSync(nowhere)).toBe(false)
  }, 120_000)
})

it('the command waits for a database server that is away, for a while, and then says so', async () => {
  const url = 'postgres://me:MARKED@127.0.0.1:1/class'
  const child = spawn('sh', ['bin/wirebook', 'classroom', 'people', '--classroom', url, '--locale', 'en'])
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect([code, said]).toEqual([2, expect.stringContaining('CLASSROOM_UNREACHABLE')])
  expect(said).not.toContain('MARKED')
}, 120_000)
