/** What is wrong with the inventory, held against the lessons that exist. Pure. */
import { type Fact, factsOf, type Inventory } from './inventory.ts'
import { type LessonText, proves, says } from './inventory-proof.ts'

/**
 * `lessons`: those that are written; `known`: ids of the table of contents; `coming`: those that may be missing still;
 * `runnable`: ids of labs and exercises.
 */
export type Course = {
  lessons: ReadonlyMap<string, LessonText>
  known: readonly string[]
  coming: readonly string[]
  runnable: readonly string[]
}

/** A line for each fault; none when every fact is taught where it says so, and every correction proved there. */
export function inventoryFaults(inventory: Inventory, course: Course): string[] {
  const facts = factsOf(inventory)
  const order = facts.flatMap(({ id }, at) => (id === at + 1 ? [] : [`fact ${id} stands in place ${at + 1}`]))
  return [...order, ...facts.flatMap((fact) => [...unwritten(fact, course), ...unproved(fact, course)])]
}

function unwritten({ id, lessons }: Fact, course: Course): string[] {
  return Object.entries(lessons).flatMap(([lesson, words]) => {
    if (!course.known.includes(lesson)) return [`fact ${id}: no lesson is called ${lesson}`]
    const text = course.lessons.get(lesson)
    if (!text) return course.coming.includes(lesson) ? [] : [`fact ${id}: ${lesson} is not written`]
    if (says(text, words)) return []
    return [`fact ${id}: ${lesson} does not say "${words}"; teach it there, or give the words that do`]
  })
}

function unproved({ id, lessons, proof = [] }: Fact, course: Course): string[] {
  const texts = Object.keys(lessons).flatMap((lesson) => course.lessons.get(lesson) ?? [])
  return proof.flatMap((one) => {
    const runs = /^(?:lab|exercise) (.*)$/.exec(one)?.[1]
    if (runs && !course.runnable.includes(runs)) return [`fact ${id}: nothing is called ${runs}`]
    if (texts.some((text) => proves(text, one))) return []
    return [`fact ${id}: ${one} stands in none of ${Object.keys(lessons).join(', ')}`]
  })
}
