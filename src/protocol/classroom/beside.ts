/** Being on a learner's page: what its address says, and who is there. Both ends import this file. */

/** A lesson's page, or its socket, for whoever is beside a learner: `?beside=<person>&cohort=<cohort>`. */
export type Beside = { cohort: string; person: string }

/** Null: one's own page. What names nobody gives empty ids, which are nobody's. Pure. */
export function besideOf(search: string): Beside | null {
  const query = new URLSearchParams(search)
  const person = query.get('beside')
  return person === null ? null : { person, cohort: query.get('cohort') ?? '' }
}

export function besideSearch({ person, cohort }: Beside): string {
  return `?${new URLSearchParams({ beside: person, cohort })}`
}

/** Somebody who is there now. `edits`: works on the code; otherwise watches. `since`: ms. */
export type Visit = { by: string; lesson: string; edits: boolean; since: number }

/** `edits`: the one who asks may work beside this person. */
export type WhoIsBeside = { name: string; edits: boolean; visits: Visit[] }
