/** Two attempts compared: which tests changed, and what was graded then. */
import type { Attempt, SavedText, TestResult } from '../../../../protocol/messages.ts'

type State = TestResult['state'] | 'absent'
export type TestChange = { id: string; title: string; hidden: boolean; before: State; after: State }

/** Tests whose state differs, in the order of the later attempt; and how many do not. */
export function testChanges(before: Attempt, after: Attempt): { changed: TestChange[]; same: number } {
  const ids = [...new Set([...after.tests, ...before.tests].map(({ id }) => id))]
  const all = ids.map((id): TestChange => {
    const [earlier, later] = [before, after].map(({ tests }) => tests.find((test) => test.id === id))
    const { title, visibility } = (later ?? earlier)!
    return {
      id,
      title,
      hidden: visibility === 'hidden',
      before: earlier?.state ?? 'absent',
      after: later?.state ?? 'absent',
    }
  })
  const changed = all.filter((test) => test.before !== test.after)
  return { changed, same: all.length - changed.length }
}

/** `exact`: the attempt names this very version; otherwise it is the one that was saved last before it. */
export type Graded = { text: string; exact: boolean }

/** Null when its version is not kept any more, or was never told. `versions` in any order. */
export function gradedText(
  { files, at }: Attempt,
  file: string,
  versions: readonly SavedText[],
  starter: string,
): Graded | null {
  const named = files?.[file]
  if (named === null) return { text: starter, exact: true }
  if (named !== undefined) {
    const version = versions.find((one) => one.at === named)
    return version ? { text: version.text, exact: true } : null
  }
  const before = versions.filter((one) => one.at <= at).toSorted((a, b) => b.at.localeCompare(a.at))[0]
  if (before) return { text: before.text, exact: false }
  // Nothing had been saved: only when all versions are known can that be said.
  return versions.length === 0 || versions.some(({ revision }) => revision === 1)
    ? { text: starter, exact: false }
    : null
}
