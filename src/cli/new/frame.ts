/** An exercise of a frame that the workbench's page gave as JSON. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UNITS } from '../../course/units.ts'
import { exerciseFiles } from '../../workbench/export/exercise.ts'
import { parseDefinition } from '../../workbench/parse.ts'
import { type Plan, planOf } from '../../workbench/plan.ts'
import type { Course } from '../check/course.ts'
import { UsageError } from '../exit.ts'
import type { Written } from './exercise.ts'
import { write } from './scaffold.ts'

/** Throws UsageError. */
export function newFrameExercise(course: Course, id: string, file: string): Written {
  const files = exerciseFiles(planIn(file), id)
  if (files === null) throw new UsageError('FRAME_TINY', ['tinyFrame', file])
  const listed = UNITS.some(({ lessons }) => lessons.some(({ exercises }) => exercises.includes(id)))
  return { files: write(join(course.labs, id), files), notes: listed ? [] : [['inNoLesson', id]] }
}

function planIn(file: string): Plan {
  const definition = parseDefinition(jsonIn(file))
  if (!definition) throw new UsageError('FRAME_MALFORMED', ['noFrame', file])
  const planned = planOf(definition)
  if (planned.ok) return planned.plan
  const { at, code } = planned.problems[0]!
  throw new UsageError('FRAME_WRONG', [
    'wrongFrame',
    file,
    at === null ? definition.name : definition.fields[at]!.name,
    code,
  ])
}

function jsonIn(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError('FRAME_UNREADABLE', ['unreadableFrame', file, (error as NodeJS.ErrnoException).code ?? ''])
  }
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
