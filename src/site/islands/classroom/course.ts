/** The course as a class's pages need it: titles and addresses in one language. Plain data, made while the site is built. */
export type ClassLesson = {
  id: string
  title: string
  href: string
  labs: { id: string; title: string }[]
  exercises: { id: string; title: string; points: number }[]
}
export type ClassUnit = { id: string; number: string; title: string; lessons: ClassLesson[] }
export type ClassCourse = ClassUnit[]

export type Titles = {
  lesson(id: string): string
  exercise(id: string): string
  lab(id: string): string
  /** Address of the lesson that has it; null for what the course has no longer. */
  lessonHref(id: string): string | null
  exerciseHref(id: string): string | null
  exercisePoints(id: string): number
}

/** An id that is not known any more is told as it is. */
export function titlesOf(course: ClassCourse): Titles {
  const lessons = new Map(course.flatMap((unit) => unit.lessons.map((lesson) => [lesson.id, lesson] as const)))
  const exercises = new Map(
    [...lessons.values()].flatMap((lesson) =>
      lesson.exercises.map((exercise) => [exercise.id, { ...exercise, lesson }] as const),
    ),
  )
  const labs = new Map([...lessons.values()].flatMap(({ labs: own }) => own.map((lab) => [lab.id, lab] as const)))
  return {
    lesson: (id) => lessons.get(id)?.title ?? id,
    exercise: (id) => exercises.get(id)?.title ?? id,
    lab: (id) => labs.get(id)?.title ?? id,
    lessonHref: (id) => lessons.get(id)?.href ?? null,
    exerciseHref: (id) => {
      const found = exercises.get(id)
      return found ? `${found.lesson.href}#exercise-${id.replace('/', '-')}` : null
    },
    exercisePoints: (id) => exercises.get(id)?.points ?? 10,
  }
}
