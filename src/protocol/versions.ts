/**
 * Which versions of a text are kept. A pause in typing makes one, so an evening makes hundreds, and most of them are
 * half a word. What is thinned out is what stood between two versions that stay:
 *
 *     age     < 10 min   < 1 h          < 24 h        older
 *     kept    all        one a minute   one an hour   one a day
 *
 * Besides these always: the latest ones by number, whatever their time says (a clock may be set); what the caller names
 * (what was graded, what the other side lacks); what was kept aside in a conflict; and the last version before much of
 * the text went, because that is what a reader comes back for. Of each minute, hour or day the last version stays.
 */

export const VERSION_LIMITS = {
  /** Latest versions that stay whatever their time says. */
  latest: 20,
  /** Younger than this: all stay, ms. */
  allMs: 10 * 60_000,
  /** After that one a step stays, up to the age named; the last step has no end. All in ms. */
  steps: [
    { untilMs: 60 * 60_000, everyMs: 60_000 },
    { untilMs: 24 * 60 * 60_000, everyMs: 60 * 60_000 },
    { untilMs: Number.POSITIVE_INFINITY, everyMs: 24 * 60 * 60_000 },
  ],
  /** "Much of the text": so many UTF-16 units in one piece, taken out by the next version. */
  muchUnits: 200,
  /** Versions of one text in all. Over it the oldest go; the latest ones and those named stay even then. */
  most: 400,
}

export type Version = {
  /** Grows with each version of the text. */
  revision: number
  /** When it was written, ISO 8601. */
  at: string
  text: string
  /** Kept in a conflict beside what was current. */
  aside?: boolean
}

export type ThinOptions = Partial<typeof VERSION_LIMITS> & {
  /** Versions that have to stay besides. The current one stays in any case: it is the latest that is not aside. */
  named?: (version: Version) => boolean
}

/** Revisions that stay; all others may be deleted. Pure; `now` in epoch ms; the order of `versions` does not matter. */
export function keptVersions(versions: readonly Version[], now: number, options: ThinOptions = {}): Set<number> {
  const { latest, allMs, steps, muchUnits, most, named } = { ...VERSION_LIMITS, named: () => false, ...options }
  const newestFirst = versions.toSorted((a, b) => b.revision - a.revision)
  const current = newestFirst.find(({ aside }) => !aside)
  const firm = new Set<number>()
  const loose = new Set<number>()
  const filled = new Set<string>()
  let next: Version | undefined
  for (const [back, version] of newestFirst.entries()) {
    const { revision, at, text, aside } = version
    if (back < latest || version === current || named(version)) firm.add(revision)
    // A time that cannot be read, or is still to come, is no reason to delete anything.
    const age = now - Date.parse(at)
    if (aside || !(age >= allMs)) {
      loose.add(revision)
      if (!aside) next = version
      continue
    }
    const { everyMs } = steps.find(({ untilMs }) => age < untilMs) ?? steps.at(-1)!
    const slot = `${everyMs} ${Math.floor(Date.parse(at) / everyMs)}`
    if (!filled.has(slot) || (next && takenOut(text, next.text) >= muchUnits)) loose.add(revision)
    filled.add(slot)
    next = version
  }
  const room = newestFirst.filter(({ revision }) => loose.has(revision) && !firm.has(revision))
  for (const { revision } of room.slice(0, Math.max(0, most - firm.size))) firm.add(revision)
  return firm
}

/** UTF-16 units of `before` between its common beginning and its common end with `after`. */
function takenOut(before: string, after: string): number {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head += 1
  let tail = 0
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  return before.length - head - tail
}
