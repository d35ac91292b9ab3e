/** The knobs that a lab offers, and the plan they stand for. */
import { describe, expect, test } from 'vitest'
import { checkFaults } from '../../src/course/fault-issues.ts'
import { KNOBS, knobValue, planOf } from '../../src/course/fault-knobs.ts'
import { LabFaults } from '../../src/course/fault-schema.ts'
import { networkOf } from '../../src/course/network.ts'
import { FaultPlanSchema } from '../../src/protocol/fault-schema.ts'

const offered = LabFaults.parse({
  delay: { max: 200, default: 50 },
  jitter: { max: 100 },
  loss: { max: 50, default: 20, from: 'client', of: 'udp' },
  duplicate: { max: 50 },
  reorder: { max: 50 },
  dropFirst: { from: 'client', max: 4, default: 2 },
  rate: { choices: [64, 256] },
  cut: {},
  split: { choices: ['3+3+2', '~8'] },
  coalesce: { choices: [64] },
  reset: { choices: [1_000], from: 'server' },
})

describe('knobs', () => {
  test('that nobody turned stand as the lab says', () => {
    expect(planOf(offered, {}, 5)).toEqual({
      seed: 5,
      rules: [
        { kind: 'delay', ms: 50 },
        { kind: 'loss', from: 'client', of: 'udp', probability: 0.2 },
        { kind: 'drop', from: 'client', of: 'tcp', nth: [1, 2] },
      ],
    })
  })

  test('turned off are no rule, turned on are one, each at the place that the lab gives it', () => {
    const { rules } = planOf(offered, { delay: 0, loss: 0, dropFirst: 0, cut: 1, split: '~8', reset: 1_000 }, 1)
    expect(rules).toEqual([
      { kind: 'cut' },
      { kind: 'split', mean: 8, gapMs: 2 },
      { kind: 'reset', from: 'server', after: 1_000 },
    ])
  })

  test('all turned make a plan that the sidecar takes', () => {
    const values = { ...Object.fromEntries(KNOBS.map((knob) => [knob, 64])), split: '3+3+2' }
    const plan = planOf(offered, values, 1)
    expect(plan.rules).toHaveLength(KNOBS.length)
    expect(FaultPlanSchema.parse(plan)).toEqual(plan)
  })

  test('show where they stand', () => {
    expect(KNOBS.map((knob) => knobValue(offered, knob, { jitter: 7 }))).toEqual([50, 7, 20, 0, 0, 2, 0, 0, '', 0, 0])
  })

  test('of a lab without a wire are none', () => {
    expect(planOf(undefined, {}, 3)).toEqual({ seed: 3, rules: [] })
  })

  test.each([
    [{ loss: { max: 20, default: 30 } }],
    [{ loss: { max: 120 } }],
    [{ rate: { choices: [64], default: 128 } }],
    [{ split: { choices: ['3+0'] } }],
    [{ dropFirst: { max: 2 } }],
    [{ delay: { max: 10, form: 'client' } }],
  ])('that make no sense are refused: %j', (faults) => {
    expect(LabFaults.safeParse(faults).success).toBe(false)
  })
})

describe('of a lab', () => {
  const pair = networkOf({ topology: 'pair' })
  test('that name what is not there are told with their place', () => {
    expect(checkFaults(LabFaults.parse({ loss: { max: 5, from: 'clint' } }), pair)).toEqual([
      { path: ['faults', 'loss'], message: 'there is no host "clint"; there are client, server' },
    ])
    expect(checkFaults(offered, pair)).toEqual([])
  })
  test('without a wire are an error', () => {
    expect(checkFaults(offered, networkOf({}))).toMatchObject([{ path: ['faults'] }])
  })
})
