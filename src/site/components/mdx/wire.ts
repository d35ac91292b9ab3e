/** Recordings as strips: what a page needs of one, read while the site is built. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LABS, loadLab } from '../../../course/load.ts'
import type { Locale } from '../../../course/schema.ts'
import { UNITS } from '../../../course/units.ts'
import type { Recording } from '../../../protocol/recording.ts'
import { type Strip, stripOf } from '../../islands/bench/wire/strip/strip.ts'

export type RecordedStrip = { strip: Strip; title: string; date: string; kernel: string }

/** Null for a lab that has no recording. Throws CourseError where there is no such lab. */
export function recordedStrip(id: string, range: { from: number; to: number }, locale: Locale): RecordedStrip | null {
  const { lab } = loadLab(id)
  const file = join(LABS, id, 'recording.json')
  if (!existsSync(file)) return null
  const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording
  const { date, kernel } = recording
  return { strip: stripOf(lab, recording, range, locale), title: lab.title[locale], date, kernel }
}

/** The lesson in which a lab stands, by its id; null for labs of no lesson. */
export function lessonOf(lab: string): string | null {
  const lessons = UNITS.flatMap((unit) => unit.lessons.map(({ id }) => id))
  return lessons.find((id) => /^-\d+$/.test(lab.slice(id.length)) && lab.startsWith(id)) ?? null
}
