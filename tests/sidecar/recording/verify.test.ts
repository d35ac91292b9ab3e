import { describe, expect, test } from 'vitest'
import { NO_FAULTS } from '../../../src/protocol/lab.ts'
import type { RecordedEvent, RecordedRun } from '../../../src/protocol/recording.ts'
import { behaviourOf } from '../../../src/sidecar/recording/behaviour.ts'
import { wentAs } from '../../../src/sidecar/recording/verify.ts'

/** A run in which three members of a chat heard one another come, in some order. */
function runOf(printed: Record<string, string[]>, code = 0, varies: string[] = []): RecordedRun {
  const programs = Object.keys(printed)
  const told: RecordedEvent[] = [
    { type: 'runStarted', programs, faults: NO_FAULTS, revisions: {} },
    ...Object.entries(printed).flatMap(([program, lines]): RecordedEvent[] => [
      { type: 'output', program, stream: 'stdout', text: lines.map((line) => `${line}\n`).join(''), at: 0 },
      { type: 'program', program, state: { state: 'exited', exit: { code, signal: null, reason: 'exited' } } },
    ]),
    { type: 'runEnded' },
  ]
  return { options: {}, varies, events: told.map((event, index) => [index, event]) }
}

const bobFirst = runOf({ ann: ['* here: bob', '<bob> hello'], bob: ['* ann joined'] })
const annFirst = behaviourOf(runOf({ ann: ['* bob joined', '<bob> hello'], bob: ['* here: ann'] }))

describe('a recording holds', () => {
  test('when one run goes as recorded', () => {
    expect(wentAs(bobFirst, [annFirst])).toBe(false)
    expect(wentAs(bobFirst, [annFirst, behaviourOf(bobFirst)])).toBe(true)
  })

  test('when nothing differs but what differs among the runs of now', () => {
    const fast = behaviourOf(runOf({ a: ['got 5', 'done'] }))
    const slow = behaviourOf(runOf({ a: ['got 5', 'waited', 'done'] }))
    const twice = behaviourOf(runOf({ a: ['got 5', 'waited', 'waited', 'done'] }))
    const recorded = runOf({ a: ['got 5', 'waited', 'waited', 'waited', 'done'] })
    expect(wentAs(recorded, [fast])).toBe(false)
    expect(wentAs(recorded, [fast, fast])).toBe(false)
    expect(wentAs(recorded, [fast, slow])).toBe(true)
    expect(wentAs(recorded, [slow, twice])).toBe(true)
  })

  test('not when a line is gone that nothing shows to be chance', () => {
    const other = ['got 6', 'got 7'].map((line) => behaviourOf(runOf({ a: [line] })))
    expect(wentAs(runOf({ a: ['got 5', 'done'] }), other)).toBe(false)
  })

  test('not when no program ends as recorded, however the runs of now differ', () => {
    const ends = [1, 2, 3].map((code) => behaviourOf(runOf({ a: ['done'] }, code)))
    expect(wentAs(runOf({ a: ['done'] }), ends)).toBe(false)
  })
})
