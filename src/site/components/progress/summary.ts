/** What was done, put together from what the browser remembers and from the sidecar's attempts. Pure. */
import type { Attempt } from '../../../protocol/messages.ts'
import type { Remembered } from '../../../protocol/work.ts'
import type { CourseLesson, CourseUnit } from './course.ts'

export type ExerciseRow = {
  id: string
  title: string
  state: 'passed' | 'tried' | 'new'
  /** ISO 8601, of the first pass, otherwise of the first attempt; null where nobody noted it. */
  at: string | null
  /** Counted ones; errors of ours are none. */
  attempts: number
}
export type LessonRow = Omit<CourseLesson, 'exercises'> & {
  first: string | null
  last: string | null
  exercises: ExerciseRow[]
  /** All its exercises are passed. */
  done: boolean
}
export type UnitRow = Omit<CourseUnit, 'lessons'> & { lessons: LessonRow[]; done: boolean; doneAt: string | null }
export type Summary = {
  units: UnitRow[]
  lessons: { read: number; all: number }
  exercises: { passed: number; all: number }
  questions: number
  /** Of lessons that are done, and of the others. */
  minutes: { done: number; left: number }
  first: string | null
  last: string | null
}

type Told = Pick<Attempt, 'exercise' | 'at' | 'verdict'>

export function summaryOf(course: readonly CourseUnit[], remembered: Remembered, attempts: readonly Told[]): Summary {
  const counted = Map.groupBy(
    attempts.filter(({ verdict }) => verdict !== 'error'),
    ({ exercise }) => exercise,
  )
  const exercise = ({ id, title }: { id: string; title: string }): ExerciseRow => {
    const told = counted.get(id) ?? []
    const noted = remembered.exercises[id]
    const passedAt = earliest([noted?.passed, told.find(({ verdict }) => verdict === 'pass')?.at])
    const triedAt = earliest([noted?.tried, told[0]?.at])
    const passed = passedAt !== null || remembered.progress[id] === 'passed'
    const tried = triedAt !== null || remembered.progress[id] === 'tried'
    return {
      id,
      title,
      state: passed ? 'passed' : tried ? 'tried' : 'new',
      at: passed ? passedAt : triedAt,
      attempts: told.length,
    }
  }
  const units = course.map((unit): UnitRow => {
    const lessons = unit.lessons.map((lesson): LessonRow => {
      const exercises = lesson.exercises.map(exercise)
      const dates = exercises.flatMap(({ at }) => at ?? [])
      const read = remembered.lessons[lesson.id]
      return {
        ...lesson,
        exercises,
        first: earliest([read?.first, ...dates]),
        last: latest([read?.last, ...dates]),
        done: exercises.length > 0 && exercises.every(({ state }) => state === 'passed'),
      }
    })
    const done = lessons.length > 0 && lessons.every((lesson) => lesson.done)
    const passes = lessons.flatMap((lesson) => lesson.exercises.map(({ at }) => at))
    return { ...unit, lessons, done, doneAt: done && passes.every((at) => at !== null) ? latest(passes) : null }
  })
  const lessons = units.flatMap((unit) => unit.lessons)
  const exercises = lessons.flatMap((lesson) => lesson.exercises)
  const minutes = (some: LessonRow[]) => some.reduce((sum, lesson) => sum + lesson.minutes, 0)
  return {
    units,
    lessons: {
      read: lessons.filter(({ first, exercises }) => first !== null || exercises.some(({ state }) => state !== 'new'))
        .length,
      all: lessons.length,
    },
    exercises: { passed: exercises.filter(({ state }) => state === 'passed').length, all: exercises.length },
    questions: Object.values(remembered.answers).filter(({ shown }) => shown).length,
    minutes: { done: minutes(lessons.filter(({ done }) => done)), left: minutes(lessons.filter(({ done }) => !done)) },
    first: earliest(lessons.map(({ first }) => first)),
    last: latest(lessons.map(({ last }) => last)),
  }
}

type Moments = readonly (string | null | undefined)[]

/** ISO 8601 in one form sorts as text. */
function earliest(moments: Moments): string | null {
  return moments.filter((at) => at != null).sort()[0] ?? null
}
function latest(moments: Moments): string | null {
  return (
    moments
      .filter((at) => at != null)
      .sort()
      .at(-1) ?? null
  )
}
