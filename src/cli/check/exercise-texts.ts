/** The words of an exercise: both languages, hints that are used, and nothing of hidden tests' data in what is shown. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lineOf } from '../../course/json-lines.ts'
import type { LoadedExercise } from '../../course/load.ts'
import type { Text } from '../../course/schema.ts'
import { shownPath } from './course.ts'
import { leaks, type Shown } from './hidden.ts'
import { untranslated } from './languages.ts'
import { type Findings, lineAt, noFindings } from './problem.ts'
import { readSpec } from './spec-source.ts'
import { checkJsonTypography, checkSourceTypography } from './typography/typography.ts'

/** `statements`: what lessons say of the exercise, and around it. */
export function checkTexts(loaded: LoadedExercise, statements: readonly Shown[]): Findings {
  const { exercise, folder, specFile } = loaded
  const findings = noFindings()
  const file = `${shownPath(folder)}/exercise.json`
  const json = readFileSync(join(folder, 'exercise.json'), 'utf8')
  const place = (...path: (string | number)[]) => `${file}:${lineOf(json, path)}`

  const texts: [path: (string | number)[], text: Text][] = [
    [['title'], exercise.title],
    ...exercise.hints.map((hint, i): [(string | number)[], Text] => [['hints', i], hint]),
    ...Object.entries(exercise.tests).map(([id, { title }]): [string[], Text] => [['tests', id, 'title'], title]),
    ...Object.entries(exercise.mutants).map(([id, { why }]): [string[], Text] => [['mutants', id, 'why'], why]),
  ]
  for (const [path, text] of texts) {
    const wrong = untranslated(text)
    if (wrong) findings.problems.push({ code: 'TEXT_LANGUAGE', where: place(...path), message: wrong })
  }
  for (const hint of [1, 2, 3])
    if (!Object.values(exercise.tests).some((test) => test.hint === hint))
      findings.warnings.push({
        code: 'HINT_UNUSED',
        where: place('hints', hint - 1),
        message: `no test points at hint ${hint}`,
      })
  findings.problems.push(...checkJsonTypography(join(folder, 'exercise.json')))
  if (!existsSync(specFile)) return findings

  const spec = readSpec(readFileSync(specFile, 'utf8'))
  if (spec.error) {
    findings.problems.push({ code: 'SPEC_SYNTAX', where: shownPath(specFile), message: spec.error })
    return findings
  }
  findings.problems.push(...checkSourceTypography(specFile))
  for (const { en, zh, line } of spec.messages) {
    const wrong = untranslated({ en, 'zh-cn': zh })
    if (wrong)
      findings.problems.push({ code: 'MESSAGE_LANGUAGE', where: `${shownPath(specFile)}:${line}`, message: wrong })
  }
  const hidden = (id: string) => exercise.tests[id]?.visibility === 'hidden'
  const shown: Shown[] = [
    ...statements,
    ...Object.entries(loaded.starter).map(([name, text]) => shownText(`${shownPath(folder)}/starter/${name}`, text)),
    ...texts
      .filter(([path]) => path[0] !== 'mutants')
      .flatMap(([path, text]) =>
        Object.values(text).map((words) => ({
          where: file,
          text: words,
          numbers: true,
          line: () => lineOf(json, path),
        })),
      ),
    ...spec.messages
      .filter(({ check }) => check !== null && !hidden(check))
      .flatMap(({ en, zh, line }) =>
        [en, zh].map((text) => ({ where: shownPath(specFile), text, numbers: true, line: () => line })),
      ),
  ]
  const own = [...Object.values(loaded.solution), ...Object.values(loaded.starter)]
  for (const { literal, where, line } of leaks(
    spec.literals.filter(({ check }) => hidden(check)),
    own,
    shown,
  ))
    findings.problems.push({
      code: 'HIDDEN_DATA_SHOWN',
      where: `${where}:${line}`,
      message: `${literal.text} is data of the hidden test "${literal.check}" (exercise.spec.ts:${literal.line}); draw it from random, or make it a constant of the spec if the task tells it`,
    })
  return findings
}

export function shownText(where: string, text: string): Shown {
  return { where, text, numbers: true, line: (offset) => lineAt(text, offset) }
}
