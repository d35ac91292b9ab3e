/**
 * Brings another machine's work into a store. Nothing that is here is overwritten: a text that differs from the current
 * one goes to the history beside it, as do its earlier versions; only a text that was not here becomes the current one.
 */
import type { Attempt, Target } from '../../protocol/messages.ts'
import type { Work, WorkPlan, WorkText } from '../../protocol/work.ts'
import type { Store, StoredVersion } from './store.ts'

/** Said to have written what was brought in. */
const BY = 'import'

export type Save = { target: Target; text: string; at: string; aside: boolean }
export type Intake = { plan: WorkPlan; saves: Save[]; attempts: Attempt[] }

/** What would have to be written. Pure; both sides oldest first. */
export function intakeOf(here: { texts: readonly StoredVersion[]; attempts: readonly Attempt[] }, work: Work): Intake {
  const ours = byTarget(here.texts)
  const plan: WorkPlan = { added: [], beside: [], same: 0, versions: 0, attempts: 0 }
  const saves: Save[] = []
  for (const [key, theirs] of byTarget(work.texts)) {
    const known = ours.get(key) ?? []
    const head = known.findLast(({ aside }) => !aside)
    // A file of which only versions kept aside came has its latest for the current one.
    const current = theirs.findLast(({ aside }) => !aside) ?? theirs.at(-1)!
    const texts = new Set(known.map(({ text }) => text))
    const fresh = theirs.filter(
      (version) => version !== current && !texts.has(version.text) && !!texts.add(version.text),
    )
    const save = (version: WorkText, aside: boolean) => {
      const { target, text, at } = version
      saves.push({ target, text, at, aside })
    }
    for (const version of fresh) save(version, true)
    plan.versions += fresh.length
    if (head === undefined) {
      plan.added.push(current.target)
      save(current, false)
    } else if (known.some(({ text }) => text === current.text)) plan.same += 1
    else {
      plan.beside.push(current.target)
      save(current, true)
    }
  }
  const known = new Set(here.attempts.map(nameOf))
  const attempts = work.attempts.filter((attempt) => !known.has(nameOf(attempt)) && !!known.add(nameOf(attempt)))
  plan.attempts = attempts.length
  return { plan, saves, attempts }
}

/** Throws StoreError. What was written before it did stays, and taking in the same work again writes only the rest. */
export async function takeIn(store: Store, { saves, attempts }: Intake): Promise<void> {
  for (const { target, text, at, aside } of saves) await store.save(target, text, BY, { aside, at })
  for (const attempt of attempts) await store.addAttempt(attempt)
}

/** A moment may be written in several ways. */
function nameOf({ exercise, at }: Attempt): string {
  return `${exercise} ${Date.parse(at)}`
}

function byTarget<T extends { target: Target }>(texts: readonly T[]): Map<string, T[]> {
  return Map.groupBy(texts, ({ target: { kind, id, file } }) => `${kind}:${id}/${file}`)
}
