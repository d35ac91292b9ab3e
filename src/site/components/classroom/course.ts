/** The course as a class's pages carry it, read while the site is built. */
import { loadExercise, loadLab } from '../../../course/load.ts'
import type { Locale } from '../../../course/schema.ts'
import type { ClassCourse } from '../../islands/classroom/course.ts'
import { outline, writtenLessons } from '../../outline.ts'

export async function classCourse(locale: Locale): Promise<ClassCourse> {
  const written = await writtenLessons()
  const labsOf = (id: string) => {
    const body = (written.find((one) => one.id === id && one.locale === locale) ?? written.find((one) => one.id === id))
      ?.entry.body
    return [...new Set([...(body ?? '').matchAll(/<Lab\b[^>]*?\bid="([^"]+)"/g)].map(([, lab]) => lab!))]
  }
  return (await outline(locale))
    .filter(({ coming }) => !coming)
    .map(({ id, number, title, lessons }) => ({
      id,
      number,
      title: title[locale],
      lessons: lessons.flatMap((lesson) =>
        lesson.href === null
          ? []
          : [
              {
                id: lesson.id,
                title: lesson.title[locale],
                href: lesson.href,
                labs: labsOf(lesson.id).map((lab) => ({ id: lab, title: loadLab(lab).lab.title[locale] })),
                exercises: lesson.exercises.map((exercise) => {
                  const { title: name, tests } = loadExercise(exercise).exercise
                  const points = Object.values(tests).reduce((sum, test) => sum + test.points, 0)
                  return { id: exercise, title: name[locale], points }
                }),
              },
            ],
      ),
    }))
}
