import { describe, expect, it } from 'vitest'
import type { ClassEvent } from '../../../src/protocol/classroom/live.ts'
import { heardBy } from '../../../src/sidecar/classroom/live/hears.ts'

const hand = { id: 'h', lesson: 'tcp/close', cell: null, at: 1, ahead: 0, join: false }
const graded = { attempt: 'x', exercise: 'tcp/a', verdict: 'fail', points: 1, maxPoints: 2, at: 1 } as const
/** Every kind of event about Ann, with whether Ann and Bob, both learners, hear it. */
const EVENTS: Record<ClassEvent['type'], [ClassEvent, ann: boolean, bob: boolean]> = {
  presence: [{ type: 'presence', person: 'ann', lesson: 'tcp/close', cell: null, at: 1 }, false, false],
  progress: [
    { type: 'progress', person: 'ann', lesson: 'tcp/close', read: true, cells: 1, cellsDone: 1, done: true },
    false,
    false,
  ],
  hand: [{ type: 'hand', person: 'ann', hand }, true, true],
  hands: [{ type: 'hands' }, false, false],
  beside: [{ type: 'beside', person: 'ann' }, true, false],
  note: [{ type: 'note', note: { id: 'n', by: 'Ida', text: 'hello', at: 1 } }, true, true],
  warm: [{ type: 'warm', lab: 'tcp/handshake-1' }, true, true],
  assignments: [{ type: 'assignments' }, true, true],
  gradebook: [{ type: 'gradebook' }, true, true],
  members: [{ type: 'members' }, false, false],
  submitted: [{ type: 'submitted', attempt: 'x', person: 'ann', exercise: 'tcp/a', at: 1 }, true, false],
  graded: [{ type: 'graded', person: 'ann', generation: 0, ...graded }, true, false],
  network: [{ type: 'network' }, true, true],
}

describe.each(Object.entries(EVENTS))('%s', (type, [event, ann, bob]) => {
  it('is heard by staff', () => {
    for (const role of ['assistant', 'instructor'] as const) expect(heardBy(event, 'ida', role)).toEqual(event)
  })
  it('is heard by learners as far as it concerns them, and never with another’s name', () => {
    expect(heardBy(event, 'ann', 'learner') !== null).toBe(ann)
    const other = heardBy(event, 'bob', 'learner')
    expect(other !== null).toBe(bob)
    if (type !== 'note') expect(JSON.stringify(other)).not.toContain('ann')
  })
})

it('a regrade’s verdict is told to no learner before it holds', () => {
  expect(heardBy({ type: 'graded', person: 'ann', generation: 1, ...graded }, 'ann', 'learner')).toBeNull()
})

it('what this version does not know is told to no learner', () => {
  expect(heardBy({ type: 'tomorrow' } as never, 'ann', 'learner')).toBeNull()
})
