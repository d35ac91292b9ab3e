/** The course as the progress page needs it: titles, addresses and times of one language. Plain data. */
export type CourseLesson = {
  id: string
  title: string
  href: string
  minutes: number
  exercises: { id: string; title: string }[]
}
export type CourseUnit = { id: string; number: string; title: string; href: string; lessons: CourseLesson[] }
