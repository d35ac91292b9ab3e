/** The typography and terms of the Chinese edition, wherever it has a text. What is right stands in rules.ts. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../../course/load.ts'
import { UNITS } from '../../../course/units.ts'
import { type Course, OWN_COURSE, shownPath } from '../course.ts'
import { type Lesson, named } from '../lesson.ts'
import { lineAt, type Problem } from '../problem.ts'
import { jsonRuns } from './json.ts'
import { lessonRuns } from './mdx.ts'
import { flawsIn, told } from './rules.ts'
import { isChinese, type Run, runOnLine } from './run.ts'
import { sourceRuns } from './source.ts'

/** Of a lesson and the figures it shows. */
export function checkLessonTypography({ content }: Course, { locale, where, text, cells }: Lesson): Problem[] {
  if (locale !== 'zh-cn') return []
  const figures = named(cells, 'Figure').map(({ attributes: { name } }) => join(content, 'figures', `${name}.json`))
  return [...problemsIn(lessonRuns(text), where), ...figures.filter(existsSync).flatMap(checkJsonTypography)]
}

/** Every Chinese text of a JSON file. Throws SyntaxError for one that is none. */
export function checkJsonTypography(file: string): Problem[] {
  return problemsIn(jsonRuns(readFileSync(file, 'utf8')), shownPath(file))
}

/** What a spec says, or a catalogue holds. Throws SyntaxError for a file that is no TypeScript. */
export function checkSourceTypography(file: string): Problem[] {
  const source = readFileSync(file, 'utf8')
  return isChinese(source) ? problemsIn(sourceRuns(source, file), shownPath(file)) : []
}

/** What belongs to no single lesson, lab or exercise: figures, glossary, and for the course's own the words of the software. */
export function checkSharedTypography(course: Course): Problem[] {
  const { content } = course
  const json = globSync('{figures,glossary,reference,units}/**/*.json', { cwd: content }).sort()
  return [
    ...json.flatMap((file) => checkJsonTypography(join(content, file))),
    ...(course === OWN_COURSE ? checkSoftware() : []),
  ]
}

function checkSoftware(): Problem[] {
  const sources = globSync('src/**/*.{ts,tsx}', { cwd: ROOT, exclude: ['src/cli/new/templates/**'] })
  const guides = globSync('{README.zh-CN.md,docs/zh-CN/**/*.md}', { cwd: ROOT })
  return [
    ...sources.sort().flatMap((file) => checkSourceTypography(join(ROOT, file))),
    ...guides.sort().flatMap((file) => problemsIn(lessonRuns(readFileSync(join(ROOT, file), 'utf8')), file)),
    ...problemsIn(titleRuns(), UNITS_FILE),
  ]
}

const UNITS_FILE = 'src/course/units.ts'

function titleRuns(): Run[] {
  const source = readFileSync(join(ROOT, UNITS_FILE), 'utf8')
  return UNITS.flatMap(({ title, question, lessons }) => [title, question, ...lessons.map((lesson) => lesson.title)])
    .map((text) => text['zh-cn'])
    .filter(isChinese)
    .map((text) => runOnLine(text, lineAt(source, source.indexOf(text))))
}

function problemsIn(runs: readonly Run[], where: string): Problem[] {
  return runs.flatMap((run) =>
    flawsIn(run.text).map((flaw) => ({
      code: flaw.code,
      where: `${where}:${run.lineAt(flaw.at)}`,
      message: told(run.text, flaw),
    })),
  )
}
