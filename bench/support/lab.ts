/** A course of one lab, whose programs lie in bench/programs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Lab, type LabProgram } from '../../src/course/schema.ts'
import type { Course } from '../../src/sidecar/session/course.ts'

export const PROGRAMS = join(import.meta.dirname, '../programs')
export const LESSON = 'bench/measured'
export const LAB = 'bench/measured-1'

export const textOf = (file: string): string => readFileSync(join(PROGRAMS, file), 'utf8')

export function courseOf(programs: Pick<LabProgram, 'name' | 'file'>[], topology: 'solo' | 'pair' = 'solo'): Course {
  const lab = Lab.parse({ title: { en: 'Measured', 'zh-cn': '测量' }, topology, programs })
  const files = Object.fromEntries(programs.map(({ file }) => [file, textOf(file)]))
  return {
    lesson: (id) => (id === LESSON ? { labs: [LAB], exercises: [] } : null),
    lab: (id) => (id === LAB ? { id, folder: PROGRAMS, lab, files } : null),
    exercise: () => null,
  }
}
