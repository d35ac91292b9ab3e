/** What a lab's or an exercise's folder holds for the language server. */
import type { Files } from '../../course/load.ts'
import type { Target } from '../../protocol/messages.ts'
import type { Course } from '../session/course.ts'

/**
 * As programs of the course run: ES modules that Node strips the types of, so that what stripping cannot take away is
 * an error here too, and strict. No DOM: there is no browser in these programs.
 */
const COMPILER_OPTIONS = {
  target: 'esnext',
  lib: ['esnext'],
  module: 'nodenext',
  moduleDetection: 'force',
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  noEmit: true,
  skipLibCheck: true,
}

export const TSCONFIG = JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['./*.ts'] })

/** Texts of a target's folder as the course has them; null when there is no such lab or exercise, or no such file. */
export function filesOfTarget(course: Course, { kind, id, file }: Target): Files | null {
  try {
    const files = kind === 'lab' ? course.lab(id)?.files : course.exercise(id)?.starter
    return files !== undefined && Object.hasOwn(files, file) ? files : null
  } catch {
    return null // a lab.json with a fault in it: `wirebook check` tells of it
  }
}
