/** Attempts as their learner may read them now. */
import type { Attempt } from '../../../protocol/messages.ts'
import { mayReadHidden } from '../assignments/admission.ts'
import { withoutHidden } from '../assignments/hidden.ts'
import type { Classroom } from '../classroom.ts'
import { wordsFor } from '../words/index.ts'

/** For `openStore`: what hidden tests said is left out while an assignment holds it back. */
export function shownTo({ database: { db }, clock }: Pick<Classroom, 'database' | 'clock'>) {
  return async (attempts: Attempt[], person: string): Promise<Attempt[]> => {
    const held = new Set<string>()
    for (const exercise of new Set(attempts.map((attempt) => attempt.exercise)))
      if (!(await mayReadHidden(db, person, exercise, clock()))) held.add(exercise)
    if (held.size === 0) return attempts
    const row = await db.selectFrom('person').select('locale').where('id', '=', person).executeTakeFirst()
    const words = wordsFor(row?.locale === 'zh-cn' ? 'zh-cn' : 'en')
    return attempts.map((attempt) => (held.has(attempt.exercise) ? withoutHidden(attempt, words) : attempt))
  }
}
