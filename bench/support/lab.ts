/** A course of one lab, whose programs lie in bench/programs: read from disk at each question, as the real one is. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadLab } from '../../src/course/load.ts'
import type { LabProgram } from '../../src/course/schema.ts'
import type { Course } from '../../src/sidecar/session/course.ts'

export const PROGRAMS = join(import.meta.dirname, '../programs')
export const LESSON = 'bench/measured'
export const LAB = 'bench/measured-1'

export const textOf = (file: string): string => readFileSync(join(PROGRAMS, file), 'utf8')

export function courseOf(programs: Pick<LabProgram, 'name' | 'file'>[], topology: 'solo' | 'pair' = 'solo'): Course {
  const labs = mkdtempSync(join(tmpdir(), 'wirebook-bench-'))
  process.once('exit', () => rmSync(labs, { recursive: true, force: true }))
  const folder = join(labs, LAB)
  mkdirSync(folder, { recursive: true })
  const lab = { title: { en: 'Measured', 'zh-cn': '测量' }, topology, programs }
  writeFileSync(join(folder, 'lab.json'), JSON.stringify(lab))
  for (const { file } of programs) writeFileSync(join(folder, file), textOf(file))
  return {
    // Sessions of many lessons, for many learners: they all show this lab.
    lesson: (id) => (id.startsWith(LESSON) ? { labs: [LAB], exercises: [] } : null),
    lab: (id) => (id === LAB ? loadLab(LAB, labs) : null),
    exercise: () => null,
  }
}
