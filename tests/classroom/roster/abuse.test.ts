/** Texts that people give, at their worst: bounded, harmless, and the same on both databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setPassphrase } from '../../../src/sidecar/classroom/people/credentials.ts'
import { keep } from '../../../src/sidecar/classroom/people/passphrase.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { type Ask, type Door, openDoor } from '../door.ts'

const REFUSED: [string, string][] = [
  ['U+0000', 'a\0b'],
  ['a control character', 'a\u0007b'],
  ['an escape sequence', '\u001b[2Jb'],
  ['an override of direction', 'a\u202eb'],
  ['an isolate', 'a\u2066b\u2069'],
  ['an Arabic letter mark', 'a\u061cb'],
  ['half a surrogate pair', 'a\ud83d'],
  ['nothing that is seen', '\u200b\u200d'],
  ['nothing at all', ' \u3000\t'],
  ['10,000 characters', 'x'.repeat(10_000)],
]
const TAKEN: [string, string, string][] = [
  ['a page', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['an end of a script', '</script><script>alert(1)</script>', '</script><script>alert(1)</script>'],
  ['a formula', '=1+1', '=1+1'],
  ['emoji of several parts', '👩‍🏫 小明', '👩‍🏫 小明'],
  ['decomposed letters', 'Jose\u0301', 'Jos\u00e9'],
  ['quotation marks', '"; drop table person; --', '"; drop table person; --'],
  ['another script', 'محمد', 'محمد'],
]

describe.each(KINDS)('texts at their worst on %s', (kind) => {
  const base = databases(kind)
  let door: Door
  let ask: Ask
  let cohort: string
  beforeAll(async () => {
    door = await openDoor(await base.fresh())
    const teacher = await door.person('Teacher', { admin: true })
    await setPassphrase(door.classroom.database.db, teacher, await keep('blue horses over Weimar'), 1)
    cohort = await door.cohort('7b', { [teacher]: 'instructor' })
    ask = await door.as(teacher)
  }, 60_000)
  afterAll(() => door.close())

  /** Each way in which somebody's own words come to others' pages. */
  const places: Record<string, (text: string) => ReturnType<Ask>> = {
    'one’s name': (name) => ask('PATCH', '/api/class/me', { body: { name } }),
    'a class’s title': (title) => ask('PATCH', `/api/class/cohorts/${cohort}`, { body: { title } }),
    'a new class': (title) => ask('POST', '/api/class/cohorts', { body: { title, timeZone: 'UTC' } }),
  }

  it.each(Object.entries(places))('%s', async (_, put) => {
    for (const [what, text] of REFUSED) {
      const { status, json } = await put(text)
      expect([status, String(json.code).slice(0, 5)], what).toEqual([400, 'BODY_'])
    }
    for (const [what, text, kept] of TAKEN) {
      const { status, json, headers } = await put(text)
      expect([Math.floor(status / 100), json.name ?? json.title ?? kept], what).toEqual([2, kept])
      // Never as a page, whatever stands in it.
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it('a note of several lines', async () => {
    const put = (text: string) => ask('POST', `/api/class/cohorts/${cohort}/notes`, { body: { text } })
    for (const [what, text] of REFUSED) expect((await put(text)).status, what).toBe(400)
    for (const text of ['a\nb\r\n\tc', ...TAKEN.map(([, one]) => one)])
      expect(Math.floor((await put(text)).status / 100), text).toBe(2)
  })

  it('names come out of the gradebook and the roster as text, never as a formula', async () => {
    await ask('PATCH', '/api/class/me', { body: { name: '=HYPERLINK("http://x")' } })
    const learner = await door.person('@sum(1)')
    await door.classroom.database.db
      .insertInto('membership')
      .values({ cohort_id: cohort, person_id: learner, role: 'learner', joined_at: 1 })
      .execute()
    for (const path of ['roster', 'gradebook.csv']) {
      const { text, status } = await ask('GET', `/api/class/cohorts/${cohort}/${path}`)
      expect([status, /(^|,|\n)"?[=+@]/.test(text)], `${path}: ${text}`).toEqual([200, false])
      expect(text).toContain("'@sum(1)")
    }
  })
})
