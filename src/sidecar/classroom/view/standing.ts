/** How a learner stands with an exercise, and a class with a test. Pure. */
import type { ExerciseInsight, ExerciseStanding } from '../../../protocol/classroom/view.ts'
import type { Attempt, TestResult } from '../../../protocol/messages.ts'

/** An attempt with its current verdict; null while it waits for one. */
export type Seen = { person: string; exercise: string; submittedAt: number; result: Attempt | null }

/** `attempts` of one learner and exercise, oldest first; at least one. */
export function standingOf(attempts: readonly Seen[]): ExerciseStanding {
  const latest = attempts.at(-1)!
  const graded = attempts.flatMap(({ submittedAt, result }) =>
    result === null || result.verdict === 'error' ? [] : [{ submittedAt, result }],
  )
  const last = graded.at(-1)
  const passed = graded.some(({ result }) => result.verdict === 'pass')
  return {
    exercise: latest.exercise,
    state: passed ? 'passed' : latest.result === null || last === undefined ? 'waiting' : 'failing',
    attempts: attempts.length,
    best: Math.max(0, ...graded.map(({ result: { points, maxPoints } }) => (maxPoints > 0 ? points / maxPoints : 0))),
    latestAt: latest.submittedAt,
    failing: last === undefined ? [] : failed(last.result).map(({ id, title }) => ({ id, title, ...run(graded, id) })),
  }
}

/** How long a test has failed without a break, up to the last of these attempts. */
function run(
  graded: readonly { submittedAt: number; result: Attempt }[],
  id: string,
): { since: number; times: number } {
  const broken = graded.findLastIndex(({ result }) => !failed(result).some((test) => test.id === id))
  return { since: graded[broken + 1]!.submittedAt, times: graded.length - 1 - broken }
}

/** Answers beyond these are too rare to be told. */
const ANSWERS = 5
const TESTS = 20

/** `latest`: the latest graded attempt of each learner who tried. */
export function insightOf(exercise: string, latest: readonly Attempt[]): ExerciseInsight {
  const tests = new Map<string, { title: string; learners: number; answers: Map<string, number> }>()
  for (const attempt of latest)
    for (const test of failed(attempt)) {
      const known = tests.get(test.id) ?? { title: test.title, learners: 0, answers: new Map<string, number>() }
      known.learners += 1
      const answer = answerOf(test)
      known.answers.set(answer, (known.answers.get(answer) ?? 0) + 1)
      tests.set(test.id, known)
    }
  return {
    exercise,
    tried: latest.length,
    passed: latest.filter(({ verdict }) => verdict === 'pass').length,
    tests: [...tests]
      .map(([id, { title, learners, answers }]) => ({ id, title, learners, answers: mostCommon(answers) }))
      .toSorted((a, b) => b.learners - a.learners || (a.id < b.id ? -1 : 1))
      .slice(0, TESTS),
  }
}

/** What a wrong program gave, or else what was said of it; seeds differ, so what is random in it stays apart. */
function answerOf({ actual, message }: TestResult): string {
  return (actual ?? message.split('\n')[0] ?? '').slice(0, 200)
}

function mostCommon(answers: ReadonlyMap<string, number>) {
  return [...answers]
    .map(([answer, learners]) => ({ answer, learners }))
    .toSorted((a, b) => b.learners - a.learners || (a.answer < b.answer ? -1 : 1))
    .slice(0, ANSWERS)
}

function failed({ tests }: Attempt): TestResult[] {
  return tests.filter(({ state }) => state !== 'passed')
}
