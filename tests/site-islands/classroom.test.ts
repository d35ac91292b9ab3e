/** What a class's pages work out by themselves: times in zones, the class view after events, who is stuck. */
import { describe, expect, it } from 'vitest'
import type { ClassView, LearnerStanding } from '../../src/protocol/classroom/view.ts'
import { agentName } from '../../src/site/islands/classroom/agent.ts'
import { progressOf } from '../../src/site/islands/classroom/bar/telling.ts'
import { titlesOf } from '../../src/site/islands/classroom/course.ts'
import { columnsOf } from '../../src/site/islands/classroom/teach/columns.ts'
import { placeOf, searchOf } from '../../src/site/islands/classroom/teach/route.ts'
import { HERE_MS, pipOf, STUCK, stuckFirst, stuckOf, viewAfter } from '../../src/site/islands/classroom/teach/state.ts'
import { classWords } from '../../src/site/islands/classroom/words/index.ts'
import { fromField, spanOf, toField, whenIn } from '../../src/site/islands/classroom/zone.ts'

const MINUTE = 60_000

describe('times of a class', () => {
  it('are set and told on its clocks', () => {
    const at = Date.UTC(2026, 10, 27, 12, 0)
    expect(fromField('2026-11-27T20:00', 'Asia/Shanghai')).toBe(at)
    expect(toField(at, 'Asia/Shanghai')).toBe('2026-11-27T20:00')
    expect(fromField('2026-11-27T07:00', 'America/New_York')).toBe(at)
    expect(whenIn(at, 'Asia/Shanghai', 'en')).toContain('20:00')
    expect(whenIn(at, 'Asia/Shanghai', 'zh-cn')).toMatch(/2026年11月27日.*20:00/)
  })

  it('come back from their field as they went in, at every half hour around a change of clocks', () => {
    for (const zone of ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu'])
      for (const day of [Date.UTC(2026, 2, 28), Date.UTC(2026, 9, 3), Date.UTC(2026, 9, 24), Date.UTC(2026, 3, 4)])
        for (let at = day; at < day + 30 * 60 * MINUTE; at += 30 * MINUTE) {
          const field = toField(at, zone)
          // An hour that comes twice is the first one.
          const back = fromField(field, zone)!
          expect(toField(back, zone), `${zone} ${field}`).toBe(field)
          expect(back, `${zone} ${field}`).toBeLessThanOrEqual(at)
        }
  })

  it('an hour that is left out counts on from before; what is no time is none', () => {
    // Berlin goes from 02:00 to 03:00 on 29 March 2026.
    expect(fromField('2026-03-29T02:30', 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 1, 30))
    expect(fromField('', 'UTC')).toBeNull()
    expect(fromField('tomorrow', 'UTC')).toBeNull()
    expect(toField(null, 'UTC')).toBe('')
  })

  it('spans are told in the largest unit that fits', () => {
    expect(spanOf(119 * MINUTE)).toEqual({ minutes: 119 })
    expect(spanOf(120 * MINUTE)).toEqual({ hours: 2 })
    expect(spanOf(47 * 60 * MINUTE)).toEqual({ hours: 47 })
    expect(spanOf(72 * 60 * MINUTE)).toEqual({ days: 3 })
    expect(spanOf(-5)).toEqual({ minutes: 0 })
  })
})

const NOW = 1_800_000_000_000
const someone = (person: string, more: Partial<LearnerStanding> = {}): LearnerStanding => ({
  person,
  name: person,
  handle: person,
  presence: null,
  hand: null,
  lessons: {},
  exercises: [],
  ...more,
})
const failing = (since: number, times: number): LearnerStanding['exercises'] => [
  {
    exercise: 'a/x',
    state: 'failing',
    attempts: times,
    best: 0,
    latestAt: NOW,
    failing: [{ id: 't', title: 'T', since, times }],
  },
]
const view = (...learners: LearnerStanding[]): ClassView => ({ seq: 1, at: NOW, learners, hands: [] })
const EXERCISE = { kind: 'exercise', ref: 'a/x', title: 'X' } as const

describe('the class view', () => {
  it('follows presence, progress, hands and submissions', () => {
    let now = view(someone('ada'), someone('bob'))
    now = viewAfter(now, { type: 'presence', person: 'ada', lesson: 'a/b', cell: 'exercise:a/x', at: NOW }, NOW)!
    expect(pipOf(now.learners[0]!, EXERCISE, NOW).state).toBe('working')
    expect(pipOf(now.learners[0]!, EXERCISE, NOW + HERE_MS + 1).state).toBe('none')
    const lesson = { lesson: 'a/b', read: true, cells: 2, cellsDone: 2, done: true }
    now = viewAfter(now, { type: 'progress', person: 'bob', ...lesson }, NOW)!
    expect(pipOf(now.learners[1]!, { kind: 'lesson', ref: 'a/b', title: '' }, NOW).state).toBe('done')
    const hand = { id: 'h', lesson: 'a/b', cell: null, at: NOW, ahead: 0, join: false }
    now = viewAfter(now, { type: 'hand', person: 'bob', hand }, NOW)!
    now = viewAfter(now, { type: 'hand', person: 'ada', hand: { ...hand, id: 'i' } }, NOW)!
    expect(now.hands).toEqual(['bob', 'ada'])
    now = viewAfter(now, { type: 'hand', person: 'bob', hand: null, answeredBy: 'grace', name: 'Grace' }, NOW)!
    expect([now.hands, now.learners[1]!.hand]).toEqual([['ada'], null])
    now = viewAfter(now, { type: 'submitted', attempt: 'n', person: 'ada', exercise: 'a/x', at: NOW }, NOW)!
    expect(pipOf(now.learners[0]!, EXERCISE, NOW)).toEqual({ state: 'waiting', attempts: 1 })
  })

  it('asks anew for what only the server can work out, and not for a regrade', () => {
    const graded = { type: 'graded', attempt: 'n', person: 'ada', exercise: 'a/x', verdict: 'pass' } as const
    const points = { points: 1, maxPoints: 1, at: NOW }
    expect(viewAfter(view(someone('ada')), { ...graded, ...points, generation: 0 }, NOW)).toBeNull()
    expect(viewAfter(view(someone('ada')), { ...graded, ...points, generation: 1 }, NOW)).not.toBeNull()
    expect(viewAfter(view(), { type: 'presence', person: 'new', lesson: 'a/b', cell: null, at: NOW }, NOW)).toBeNull()
    expect(viewAfter(view(), { type: 'members' }, NOW)).toBeNull()
  })

  it('calls stuck who fails one test five times, or twice over a quarter of an hour', () => {
    const stuck = (since: number, times: number) =>
      pipOf(someone('a', { exercises: failing(since, times) }), EXERCISE, NOW).state
    expect(stuck(NOW, STUCK.times)).toBe('stuck')
    expect(stuck(NOW, STUCK.times - 1)).toBe('failing')
    expect(stuck(NOW - STUCK.forMs, 2)).toBe('stuck')
    expect(stuck(NOW - STUCK.forMs + 1, 2)).toBe('failing')
    // One attempt long ago is somebody who went home.
    expect(stuck(NOW - 10 * STUCK.forMs, 1)).toBe('failing')
  })

  it('puts who is stuck longest first, then raised hands, then who is here', () => {
    const presence = { lesson: 'a/b', cell: null, at: NOW, here: true }
    const ada = someone('ada')
    const bob = someone('bob', { presence })
    const cyd = someone('cyd')
    const dan = someone('dan', { exercises: failing(NOW - 20 * MINUTE, 6) })
    const eve = someone('eve', { exercises: failing(NOW - 40 * MINUTE, 6) })
    const all = { ...view(ada, bob, cyd, dan, eve), hands: ['cyd'] }
    expect(stuckFirst(all, NOW).map(({ person }) => person)).toEqual(['eve', 'dan', 'cyd', 'bob', 'ada'])
    expect(stuckOf(all.learners, NOW).map(({ learner }) => learner.person)).toEqual(['eve', 'dan'])
  })
})

describe('what is told and shown', () => {
  const course = [
    {
      id: 'a',
      number: '01',
      title: 'A',
      lessons: [
        { id: 'a/b', title: 'B', href: '/en/a/b/', labs: [], exercises: [{ id: 'a/x', title: 'X', points: 14 }] },
        { id: 'a/c', title: 'C', href: '/en/a/c/', labs: [], exercises: [] },
      ],
    },
  ]

  it('columns are those of an assignment or of a unit; what the course has no longer keeps its id', () => {
    const titles = titlesOf(course)
    expect(columnsOf('u:a', [], course, titles).map(({ title }) => title)).toEqual(['B', 'X', 'C'])
    const items = [{ kind: 'exercise' as const, ref: 'gone/away', points: 1 }]
    const assignment = { id: 'n', items } as Parameters<typeof columnsOf>[1][number]
    expect(columnsOf('a:n', [assignment], course, titles)).toEqual([
      { kind: 'exercise', ref: 'gone/away', title: 'gone/away' },
    ])
    expect(titles.exerciseHref('a/x')).toBe('/en/a/b/#exercise-a-x')
    expect(titles.exerciseHref('gone/away')).toBeNull()
  })

  it('a lesson is done when it was read and all of its parts are', () => {
    const page = { lesson: 'a/b', exercises: ['a/x'], questions: ['q1', 'q2'] }
    const known = { read: true, passed: () => true, answered: (question: string) => question === 'q1' }
    expect(progressOf(page, known)).toEqual({ read: true, cells: 3, cellsDone: 2, done: false })
    expect(progressOf(page, { ...known, answered: () => true }).done).toBe(true)
    expect(progressOf({ lesson: 'a/c', exercises: [], questions: [] }, { ...known, read: false }).done).toBe(false)
  })

  it('an address of the teaching pages leads back to its place, and a strange one to the class', () => {
    const place = { cohort: 'c', view: 'gradebook', learner: null, attempt: null } as const
    expect(placeOf(searchOf(place))).toEqual(place)
    expect(placeOf('?view=%3Cscript%3E')).toEqual({ cohort: null, view: 'live', learner: null, attempt: null })
  })

  it('browsers are named from what they say', () => {
    const linux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)'
    expect(agentName(`${linux} Chrome/140.0 Safari/537.36`)).toBe('Chrome, Linux')
    expect(agentName(`${linux} Chrome/140.0 Safari/537.36 Edg/140.0`)).toBe('Edge, Linux')
    expect(agentName('Mozilla/5.0 (Macintosh) Gecko/20100101 Firefox/140.0')).toBe('Firefox, macOS')
    expect(agentName('curl/8')).toBeNull()
  })

  it('both languages say of lateness what the policy does', () => {
    const late = { percentPerDay: 10, floorPercent: 40, graceMinutes: 15 }
    for (const locale of ['en', 'zh-cn'] as const)
      for (const figure of ['10%', '40%', '15']) expect(classWords[locale].late(late)).toContain(figure)
  })
})
