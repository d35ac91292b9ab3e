import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Band, REGRADES, SUBMISSIONS, tagOf } from '../../../src/sidecar/classroom/queue/fair.ts'
import { expectedMs } from '../../../src/sidecar/classroom/queue/workforce.ts'

type Waiting = { cohort: string; person: string; tag: number; n: number }

/** A line in memory, with the same rules as the table. */
class Queue {
  readonly waiting: Waiting[] = []
  #n = 0
  readonly #band: Band
  constructor(band: Band = SUBMISSIONS) {
    this.#band = band
  }
  enter(cohort: string, person: string): number {
    const tags = this.waiting.map(({ tag }) => tag)
    const own = this.waiting.filter((one) => one.person === person).map(({ tag }) => tag)
    const others = new Set(this.waiting.filter((one) => one.cohort === cohort).map((one) => one.person))
    others.delete(person)
    const line = {
      front: tags.length === 0 ? null : Math.min(...tags),
      last: own.length === 0 ? null : Math.max(...own),
      others: others.size,
    }
    this.waiting.push({ cohort, person, tag: tagOf(line, this.#band), n: this.#n++ })
    this.waiting.sort((a, b) => a.tag - b.tag || a.n - b.n)
    return this.waiting.findIndex(({ n }) => n === this.#n - 1)
  }
  next(): Waiting | undefined {
    return this.waiting.shift()
  }
}

describe('who is next', () => {
  it('lets a single submission of another cohort pass 500 of one learner, and 500 of 500 learners', () => {
    for (const person of [() => 'spammer', (n: number) => `a${n}`]) {
      const queue = new Queue()
      for (let n = 0; n < 500; n++) queue.enter('a', person(n))
      expect(queue.enter('b', 'alone')).toBe(1)
      for (let n = 0; n < 100; n++) queue.next()
      expect(queue.enter('c', 'later')).toBeLessThanOrEqual(1)
    }
  })

  it('lets everybody of a class come before the second of one who hands in 50 times', () => {
    const queue = new Queue()
    for (let n = 0; n < 50; n++) queue.enter('a', 'spammer')
    for (let n = 0; n < 30; n++) queue.enter('a', `learner ${n}`)
    const order = queue.waiting.map(({ person }) => person)
    expect(order.indexOf('spammer')).toBe(0)
    expect(order.slice(1, 31).includes('spammer')).toBe(false)
  })

  it('serves those who all come at once in the order in which they came', () => {
    const queue = new Queue()
    for (let n = 0; n < 40; n++) queue.enter('a', `learner ${n}`)
    expect(queue.waiting.map(({ n }) => n)).toEqual(Array.from({ length: 40 }, (_, n) => n))
  })

  const Person = fc.record({ cohort: fc.nat(5), person: fc.nat(9) })
  const Step = fc.oneof({ weight: 3, arbitrary: Person }, { weight: 2, arbitrary: fc.constant(null) })

  it('never lets who waits for a first grading wait for more than one of each other cohort and one of each classmate', () => {
    fc.assert(
      fc.property(fc.array(Step, { maxLength: 300 }), (steps) => {
        const queue = new Queue()
        for (const step of steps) {
          if (step === null) {
            queue.next()
            continue
          }
          const cohort = `c${step.cohort}`
          const person = `${cohort}p${step.person}`
          if (queue.waiting.some((one) => one.person === person)) {
            queue.enter(cohort, person)
            continue
          }
          const mates = new Set(queue.waiting.filter((one) => one.cohort === cohort).map((one) => one.person)).size
          const ahead = queue.enter(cohort, person)
          const before = queue.waiting.slice(0, ahead)
          // Another cohort may have as many turns as there are classmates before, and one more; a tie may double one.
          for (let other = 0; other < 6; other++) {
            const theirs = before.filter((one) => one.cohort === `c${other}`)
            if (`c${other}` === cohort) expect(new Set(theirs.map((one) => one.person)).size).toBeLessThanOrEqual(mates)
            for (const [, own] of Map.groupBy(theirs, (one) => one.person))
              expect(own.length).toBeLessThanOrEqual(1 + Math.ceil((mates + 1) / SUBMISSIONS.stride))
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  it('never lets anybody wait for ever: whoever comes later, a job is served after a bounded number of others', () => {
    const queue = new Queue()
    queue.enter('a', 'patient')
    for (let n = 0; n < 5; n++) queue.enter('a', 'patient')
    let served = 0
    for (let n = 0; queue.waiting.some(({ person }) => person === 'patient'); n++) {
      queue.enter('b', `b${n % 20}`)
      queue.enter('c', `c${n % 20}`)
      queue.next()
      queue.next()
      served += 2
      expect(served).toBeLessThan(1_000)
    }
  })

  it('stays within its tags, above all submissions for a regrading', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(SUBMISSIONS, REGRADES),
        fc.option(fc.integer({ min: 0, max: 40_000 })),
        fc.option(fc.integer({ min: 0, max: 40_000 })),
        fc.nat(5_000),
        (band, front, last, others) => {
          const at = (n: number | null) => (n === null ? null : Math.min(band.last, band.first + n))
          const tag = tagOf({ front: at(front), last: at(last), others }, band)
          expect(tag).toBeGreaterThan(band.first)
          expect(tag).toBeLessThanOrEqual(band.last)
        },
      ),
    )
    expect(REGRADES.first).toBeGreaterThan(SUBMISSIONS.last)
    // int2 of graphile_worker._private_jobs.priority
    expect(REGRADES.last).toBeLessThan(2 ** 15)
    expect(SUBMISSIONS.first).toBeGreaterThanOrEqual(-(2 ** 15))
  })
})

describe('how long it takes', () => {
  it('is one grading when a slot is free, and a turn of all slots for as many as there are slots', () => {
    const four = { slots: 4, meanMs: 1_000 }
    expect(expectedMs(0, 0, four)).toBe(1_000)
    expect(expectedMs(3, 0, four)).toBe(1_000)
    expect(expectedMs(0, 4, four)).toBe(1_250)
    expect(expectedMs(7, 4, four)).toBe(3_000)
    expect(expectedMs(99, 4, four)).toBe(26_000)
  })

  it('is not told while nobody grades, or nobody has yet', () => {
    expect(expectedMs(3, 0, { slots: 0, meanMs: 900 })).toBeNull()
    expect(expectedMs(3, 0, { slots: 2, meanMs: null })).toBeNull()
  })
})
