/**
 * A run is told in many pieces, and what shows it is worked out anew for each. What came out as it was before is given
 * back as the very object it was, so that who draws it can tell at a glance that there is nothing to draw.
 */
import type { Carried, Hatch, LadderItem, Note } from './ladder.ts'

/** `same` compares two entries of one place. */
export function steady<T>(before: readonly T[], now: readonly T[], same: (a: T, b: T) => boolean): T[] {
  return now.map((entry, index) => {
    const old = before[index]
    return old !== undefined && same(old, entry) ? old : entry
  })
}

/** The ladder's items are known by their keys: where the oldest ones are given up the others move. */
export function steadyItems(before: readonly LadderItem[], now: readonly LadderItem[]): LadderItem[] {
  const known = new Map(before.map((item) => [item.key, item]))
  return now.map((item) => {
    const old = known.get(item.key)
    return old && sameItem(old, item) ? old : item
  })
}

export function sameList<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean = Object.is): boolean {
  return a.length === b.length && a.every((entry, index) => same(entry, b[index]!))
}

function sameItem(a: LadderItem, b: LadderItem): boolean {
  if (a.type === 'group' || b.type === 'group') return shallow(a, b)
  if (a.type === 'gap')
    return b.type === 'gap' && a.from === b.from && a.to === b.to && a.reason === b.reason && sameBeside(a, b)
  return b.type === 'packet' && a.row === b.row && sameCarried(a.carried, b.carried) && sameBeside(a, b)
}

type Placed = Exclude<LadderItem, { type: 'group' }>

function sameBeside({ notes, hatch }: Placed, other: Placed): boolean {
  return (
    sameList<Note>(notes.client, other.notes.client, shallow) &&
    sameList<Note>(notes.server, other.notes.server, shallow) &&
    sameList<Hatch>(hatch.client, other.hatch.client, shallow) &&
    sameList<Hatch>(hatch.server, other.hatch.server, shallow)
  )
}

function sameCarried(a: Carried | null, b: Carried | null): boolean {
  if (a === null || b === null) return a === b
  return a.stream === b.stream && a.from === b.from && a.to === b.to && sameList(a.pieces, b.pieces, shallow)
}

/** Objects of plain values, and of others' objects that are never changed. */
export function shallow<T extends object>(a: T, b: T): boolean {
  const keys = Object.keys(a) as (keyof T)[]
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
