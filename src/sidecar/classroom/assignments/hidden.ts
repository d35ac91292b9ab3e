/** An attempt as its learner may read it while hidden tests are held back: that one failed is told, not what it tried. Pure. */
import type { Attempt, TestResult } from '../../../protocol/messages.ts'
import type { ClassroomWords } from '../words/index.ts'

export function withoutHidden(attempt: Attempt, words: ClassroomWords): Attempt {
  let number = 0
  return {
    ...attempt,
    tests: attempt.tests.map((test): TestResult => {
      if (test.visibility !== 'hidden') return test
      number += 1
      const { id, state, points, maxPoints, visibility } = test
      const message = state === 'passed' ? '' : words.releasedLater()
      return { id, title: words.hiddenTest(number), state, points, maxPoints, message, visibility }
    }),
  }
}
