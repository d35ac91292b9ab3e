/** A new exercise: a small working one of its kind, to be turned into what it should be. */
import { join } from 'node:path'
import { UNITS } from '../../course/units.ts'
import type { Course } from '../check/course.ts'
import { UsageError } from '../exit.ts'
import type { CliSentence } from '../words/index.ts'
import { template, write } from './scaffold.ts'

export type ExerciseKind = 'function' | 'server' | 'client'
export type ExerciseOptions = { kind: ExerciseKind; capture: boolean }
/** What was written, and what the author has to do besides filling it in. */
export type Written = { files: string[]; notes: CliSentence[] }

/** Name of the learner's file in the templates. */
const TEMPLATE_FILE = 'program.ts'
/** In the name of a template's file or folder: with --capture it stands in the place of the plain one. */
const WITH_CAPTURE = '.capture'

/** Throws UsageError. */
export function newExercise(course: Course, id: string, { kind, capture }: ExerciseOptions): Written {
  if (capture && kind === 'function') throw new UsageError('CAPTURE_KIND', ['wantsPackets'])
  const file = `${id.split('/')[1]}.ts`
  const all = Object.entries(template(kind))
  const plain = all.filter(([name]) => !name.includes(WITH_CAPTURE))
  // The later of two with one name wins.
  const chosen = capture ? [...plain, ...all.filter(([name]) => name.includes(WITH_CAPTURE))] : plain
  const named = chosen.map(([name, text]) => [
    name.replace(WITH_CAPTURE, '').replace(TEMPLATE_FILE, file),
    text.replaceAll(TEMPLATE_FILE, file),
  ])
  const listed = UNITS.some(({ lessons }) => lessons.some(({ exercises }) => exercises.includes(id)))
  return {
    files: write(join(course.labs, id), Object.fromEntries(named)),
    notes: listed ? [] : [['inNoLesson', id]],
  }
}
