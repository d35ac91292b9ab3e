/** The soak of bench/soak, made short: thirty minutes of it run before a release. */
import { describe, expect, it } from 'vitest'
import { ACTS } from '../../bench/soak/reader.ts'
import { type Look, leaks } from '../../bench/soak/rule.ts'
import { soak } from '../../bench/soak/soak.ts'
import { fullTier } from '../support/tier.ts'

const SECONDS = 8
const LESSONS = ['tcp/handshake', 'boundaries/length-prefix', 'networks/addresses']

it('finds nothing left of readers who run, break, hand in, vanish and come back', {
  timeout: 300_000,
}, async (context) => {
  fullTier(context)
  const { faults, acts, looks } = await soak({
    seconds: SECONDS,
    rounds: 1,
    lessons: LESSONS,
    brief: true,
    everySeconds: 2,
  })
  expect(faults).toEqual([])
  expect(Object.keys(acts).sort()).toEqual([...ACTS].sort())
  // It did see what it says is gone.
  const [first] = looks.filter(({ resting }) => resting)
  expect(Math.max(...looks.map(({ counts }) => counts.networks))).toBeGreaterThan(first!.counts.networks)
})

describe('the rule', () => {
  const counts = { processes: 10, descriptors: 200, networks: 5, mounts: 100, groups: 4, files: 0 }
  const look = (resting: boolean, more: Partial<Look> = {}): Look => {
    return { at: 0, resting, counts, heap: 30, rss: 130, pss: 300, ...more }
  }
  const used = (rss: (nth: number) => number) => Array.from({ length: 40 }, (_, nth) => look(false, { rss: rss(nth) }))

  it('is met where a rest is like the first, whatever was held between them', () => {
    const busy = look(false, { counts: { ...counts, processes: 90, networks: 60 }, heap: 80 })
    expect(leaks([look(true), busy, look(true)])).toEqual([])
  })

  it.for(['processes', 'descriptors', 'networks', 'mounts', 'groups', 'files'] as const)(
    'is broken by one of the %s that is left',
    (what) => {
      const after = look(true, { counts: { ...counts, [what]: counts[what] + 1 } })
      expect(leaks([look(true), after])).toEqual([
        `${what}: ${counts[what] + 1} at the last rest, ${counts[what]} at the first`,
      ])
    },
  )

  it('is broken by memory that is larger after use, and by a server that climbs under load', () => {
    expect(leaks([look(true), look(true, { heap: 37 })])).toEqual(['heap at rest: from 30.0 to 37.0 MiB'])
    expect(leaks([look(true), look(true, { pss: 360 })])).toEqual(['all memory at rest: from 300.0 to 360.0 MiB'])
    expect(leaks([look(true), ...used((nth) => 130 + nth * 5), look(true)])).toHaveLength(1)
    expect(leaks([look(true), ...used((nth) => 130 + (nth % 5) * 20), look(true)])).toEqual([])
  })

  it('compares nothing with nothing', () => {
    expect(() => leaks([look(true)])).toThrow(RangeError)
  })
})
