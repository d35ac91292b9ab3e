/** Names of a lesson's labs and exercises by the ids that they have on its page. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCells } from '../../../course/cells.ts'
import { CONTENT, loadExercise, loadLab } from '../../../course/load.ts'
import type { Locale } from '../../../course/schema.ts'

export function cellTitles(lesson: string, locale: Locale): Record<string, string> {
  const files = [locale, 'en'].map((one) => join(CONTENT, one, `${lesson}.mdx`))
  const file = files.find(existsSync)
  if (file === undefined) return {}
  const cells = readCells(readFileSync(file, 'utf8')).flatMap(({ name, attributes }): [string, string][] => {
    const id = String(attributes.id)
    if (name === 'Lab') return [[`lab-${id.replace('/', '-')}`, loadLab(id).lab.title[locale]]]
    if (name === 'Exercise') return [[`exercise-${id.replace('/', '-')}`, loadExercise(id).exercise.title[locale]]]
    return []
  })
  return Object.fromEntries(cells)
}
