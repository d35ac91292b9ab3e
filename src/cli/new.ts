/** `wirebook new lesson|lab|exercise`: writes one to be filled in; `wirebook check` says what is still to be written. */
import { inWords } from '../protocol/sentence.ts'
import { courseAt } from './check/course.ts'
import { UsageError } from './exit.ts'
import { type ExerciseOptions, newExercise, type Written } from './new/exercise.ts'
import { newFrameExercise } from './new/frame.ts'
import { newLab, type Topology } from './new/lab.ts'
import { newLesson } from './new/lesson.ts'
import type { Voice, Words } from './words/index.ts'

type Where = { course?: string }

export function newLessonCommand(id: string, { course }: Where, { words }: Voice): void {
  tell(id, newLesson(courseAt(course), checked(id)), words)
}

export function newLabCommand(
  id: string,
  { course, topology }: Where & { topology: Topology },
  { words }: Voice,
): void {
  tell(id, newLab(courseAt(course), checked(id), { topology }), words)
}

export function newExerciseCommand(
  id: string,
  { course, kind, capture, frame }: Where & ExerciseOptions & { frame?: string },
  { words }: Voice,
): void {
  if (frame !== undefined && kind !== 'function') throw new UsageError('FRAME_KIND', ['frameWantsFunction'])
  const written =
    frame === undefined
      ? newExercise(courseAt(course), checked(id), { kind, capture })
      : newFrameExercise(courseAt(course), checked(id), frame)
  tell(id, written, words)
}

function checked(id: string): string {
  if (/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) return id
  throw new UsageError('ID_MALFORMED', ['badId', id])
}

function tell(id: string, { files, notes }: Written, words: Words): void {
  for (const file of files) console.log(words.wrote(file))
  for (const note of notes) console.log(words.note(inWords(words, note)))
  console.log(words.next(id))
}
