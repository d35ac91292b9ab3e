/** Which lessons and exercises the class view shows beside each other. Pure. */
import type { Assignment } from '../../../../protocol/classroom/assignments.ts'
import type { ClassCourse, Titles } from '../course.ts'
import type { Column } from './state.ts'

/** `chosen`: `a:<assignment>` or `u:<unit>`. A unit shows its exercises, and lessons that have none. */
export function columnsOf(
  chosen: string,
  assignments: readonly Assignment[],
  course: ClassCourse,
  titles: Titles,
): Column[] {
  const [kind, id] = [chosen.slice(0, 1), chosen.slice(2)]
  if (kind === 'a') {
    const items = assignments.find((one) => one.id === id)?.items ?? []
    return items.map(({ kind: sort, ref }) => {
      return { kind: sort, ref, title: sort === 'lesson' ? titles.lesson(ref) : titles.exercise(ref) }
    })
  }
  const lessons = course.find((unit) => unit.id === id)?.lessons ?? []
  return lessons.flatMap(({ id: lesson, title, exercises }): Column[] => [
    { kind: 'lesson', ref: lesson, title },
    ...exercises.map((one): Column => ({ kind: 'exercise', ref: one.id, title: one.title })),
  ])
}
