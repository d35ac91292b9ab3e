/** Mutants are caught by what a test asserts, and by its time-out only where to take for ever is the mistake itself. */
import { expect, test } from 'vitest'
import { filesOf, listExercises, loadExercise } from '../../src/course/load.ts'
import { openGrader } from '../../src/sidecar/grader/grader.ts'

test('of all mutants of the course one may be caught by a time-out: it computes for minutes', () => {
  const hanging = listExercises().flatMap((id) =>
    Object.entries(loadExercise(id).exercise.mutants).flatMap(([name, { hangs }]) => (hangs ? [`${id} ${name}`] : [])),
  )
  expect(hanging).toEqual(['boundaries/byte-reader concat-on-push'])
})

test('a server that misses a deadline has done something wrong; it was not merely slow', async () => {
  const { id, folder, exercise } = loadExercise('boundaries/frame-echo')
  const grader = openGrader({ slots: 1 })
  try {
    const files = filesOf(folder, 'mutants/no-timeout', exercise)
    const { tests } = await grader.grade({
      exercise: id,
      files,
      seed: 1,
      locale: 'en',
      reveal: true,
      only: ['timeout'],
    })
    const found = tests.find((one) => one.id === 'timeout')!
    expect(found).toMatchObject({ state: 'failed', cause: 'assertion' })
    expect(found).not.toHaveProperty('code')
    // What it waited for, and what the program was doing, are told all the same.
    expect(found.message).toMatch(/^Waited 800 ms for \d+ bytes from your program/)
  } finally {
    await grader.close()
  }
}, 120_000)
