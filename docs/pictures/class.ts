/** A class at work, for pictures: fifteen learners over the protocol, some of them right, some wrong, one who asks. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { BrowserContext } from 'playwright-core'
import { enter, type Member, Page } from '../../tests/classroom/beside/serving.ts'
import { dataFolder, startWirebook, type Wirebook } from '../../tests/e2e/support/server.ts'

const LABS = join(import.meta.dirname, '../../labs')
const PASSPHRASE = 'seven lamps by the harbour'
const NAMES = [
  ['Ada', 'Lovelace'],
  ['Alan', 'Turing'],
  ['Barbara', 'Liskov'],
  ['小明', '林'],
  ['Edsger', 'Dijkstra'],
  ['Elizabeth', 'Feinler'],
  ['Jon', 'Postel'],
  ['Katherine', 'Johnson'],
  ['晓雯', '陈'],
  ['Margaret', 'Hamilton'],
  ['Mary', 'Jackson'],
  ['Radia', 'Perlman'],
  ['Robert', 'Kahn'],
  ['Vint', 'Cerf'],
  ['子涵', '王'],
]
const HOUR_MS = 3_600_000
const LESSON = 'tcp/handshake'
/** What is handed in: right by every third learner. */
const HANDED_IN = { exercise: 'tcp/seq-ack', file: 'number.ts', wrong: 'no-wrap' }
const NEXT = 'tcp/order-handshake'

export type PictureClass = {
  server: Wirebook
  cohort: string
  assignment: string
  /** Who has handed something in that is not right yet. */
  learner: string
  teacher: Member
  pupils: { id: string; name: string; who: Member; page: Page }[]
  signIn(context: BrowserContext, who: Member): Promise<void>
  end(): Promise<void>
}

export async function openClass(): Promise<PictureClass> {
  const server = await startWirebook({ classroom: dataFolder() })
  const [, token = ''] = /\/class\/start#(\S+)/.exec(server.printed()) ?? []
  const teacher = await enter(server.url, 'start', { token, name: 'Grace Hopper', passphrase: PASSPHRASE })
  const made = await teacher.ask<{ id: string }>('POST', 'cohorts', { title: 'Networks 7b', timeZone: 'Asia/Shanghai' })
  const cohort = made.json.id
  const at = (rest: string) => `cohorts/${cohort}/${rest}`
  const roster = NAMES.map(([given, family], n) => `s-${n},student,${given},${family},l${n}@school.example`)
  const content = Buffer.from(['sourcedId,role,givenName,familyName,email', ...roster].join('\n')).toString('base64')
  const { hash } = (await teacher.ask<{ hash: string }>('POST', at('roster/preview'), { content })).json
  const applied = await teacher.ask<{ links: { csv: string } }>('POST', at('roster/apply'), { content, hash })
  const links = parse(applied.json.links.csv, { bom: true, from_line: 2 })
  const { members } = (await teacher.ask<{ members: { id: string; name: string }[] }>('GET', at('members'))).json
  const assigned = await teacher.ask<{ id: string }>('POST', at('assignments'), {
    title: 'Handshakes',
    items: [HANDED_IN.exercise, NEXT].map((ref) => ({ kind: 'exercise', ref, points: 5 })),
    opensAt: null,
    dueAt: Date.now() + 50 * HOUR_MS,
    closesAt: Date.now() + 200 * HOUR_MS,
    late: { percentPerDay: 10, floorPercent: 50, graceMinutes: 15 },
    attemptLimit: 20,
    cooldownMs: 0,
    hiddenTests: 'after-release',
    keep: 'best',
  })
  const pupils = await Promise.all(
    links.map(async ([name = '', , , url = '']) => {
      const who = await enter(server.url, 'link', { token: new URL(url).hash.slice(1) })
      const page = (await Page.open(server, who, LESSON)) as Page
      await page.until((message) => message.type === 'opened')
      return { id: members.find((one) => one.name === name)!.id, name, who, page }
    }),
  )
  for (const [n, { who, page }] of pupils.entries()) {
    if (n % 5 === 4) continue
    const { exercise, file, wrong } = HANDED_IN
    await who.ask('PUT', at('presence'), { lesson: LESSON, cell: `exercise:${n % 2 === 0 ? exercise : NEXT}` })
    const text = n % 3 === 0 ? 'solution' : `mutants/${wrong}`
    const target = { kind: 'exercise', id: exercise, file } as const
    page.send({ type: 'edit', target, text: readFileSync(join(LABS, exercise, text, file), 'utf8'), base: 0 })
    page.send({ type: 'grade', exercise })
    await page.graded()
  }
  await pupils[3]!.who.ask('PUT', at('hand'), { lesson: LESSON, cell: `exercise:${NEXT}` })
  return {
    server,
    cohort,
    assignment: assigned.json.id,
    learner: pupils[1]!.id,
    teacher,
    pupils,
    async signIn(context, { cookie }) {
      const [name = '', value = ''] = cookie.split(/=(.*)/s)
      await context.addCookies([{ name, value, url: server.url }])
    },
    async end() {
      for (const { page } of pupils) await page.close()
      await server.end()
    },
  }
}
