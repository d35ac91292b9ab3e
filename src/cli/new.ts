/** `wirebook new lesson|lab|exercise`: writes one to be filled in; `wirebook check` says what is still to be written. */
import { courseAt } from './check/course.ts'
import { UsageError } from './exit.ts'
import { type ExerciseOptions, newExercise, type Written } from './new/exercise.ts'
import { newLab, type Topology } from './new/lab.ts'
import { newLesson } from './new/lesson.ts'

type Where = { course?: string }

export function newLessonCommand(id: string, { course }: Where): void {
  told(id, newLesson(courseAt(course), checked(id)))
}

export function newLabCommand(id: string, { course, ...options }: Where & { topology: Topology }): void {
  told(id, newLab(courseAt(course), checked(id), options))
}

export function newExerciseCommand(id: string, { course, ...options }: Where & ExerciseOptions): void {
  told(id, newExercise(courseAt(course), checked(id), options))
}

function checked(id: string): string {
  if (/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) return id
  throw new UsageError('ID_MALFORMED', `"${id}": an id is <unit>/<name>, of lower case letters, digits and hyphens`)
}

function told(id: string, { files, notes }: Written): void {
  for (const file of files) console.log(`wrote ${file}`)
  for (const note of notes) console.log(`note: ${note}`)
  console.log(`next: write what stands as FILL-IN; "npx wirebook check --only ${id}" lists it`)
}
