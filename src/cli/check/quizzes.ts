/** Every question has an id of its own, one right answer, and a reason for each answer. */
import type { Cell } from '../../course/cells.ts'
import { type Lesson, named, problemAt } from './lesson.ts'
import type { Problem } from './problem.ts'

type Option = { text?: unknown; why?: unknown }

export function checkQuizzes(lesson: Lesson): Problem[] {
  const seen = new Set<unknown>()
  return named(lesson.cells, 'Predict', 'Quiz').flatMap((cell): Problem[] => {
    const { id } = cell.attributes
    const tell = (code: string, message: string) =>
      problemAt(lesson, cell.line, code, `<${cell.name} id="${id}">: ${message}`)
    const problems = typeof id !== 'string' || seen.has(id) ? [tell('QUIZ_ID', 'an id of its own is needed')] : []
    seen.add(id)
    if (cell.broken.length > 0) return [...problems, tell('QUIZ_BROKEN', `${cell.broken.join(', ')} is no JavaScript`)]
    if (cell.body.trim() === '') problems.push(tell('QUIZ_EMPTY', 'there is no question between its tags'))
    return [...problems, ...(cell.attributes.kind === 'number' ? number(cell, tell) : choice(cell, tell))]
  })
}

type Tell = (code: string, message: string) => Problem

function number({ attributes: { right, why } }: Cell, tell: Tell): Problem[] {
  return [
    ...(right === undefined || !Number.isFinite(Number(right)) ? [tell('QUIZ_RIGHT', 'right is no number')] : []),
    ...(said(why) ? [] : [tell('QUIZ_OPTIONS', 'why is not said')]),
  ]
}

function choice({ attributes: { right, options } }: Cell, tell: Tell): Problem[] {
  if (!Array.isArray(options) || options.length < 2) return [tell('QUIZ_OPTIONS', 'two options at least are needed')]
  const list = options as Option[]
  const problems = list.flatMap(({ text, why }, i) => {
    if (!said(text)) return [tell('QUIZ_OPTIONS', `option ${i + 1} has no text`)]
    return said(why) ? [] : [tell('QUIZ_OPTIONS', `option ${i + 1} does not say why it is right or wrong`)]
  })
  const texts = list.map(({ text }) => String(text).trim())
  if (new Set(texts).size < texts.length) problems.push(tell('QUIZ_OPTIONS', 'two options say the same'))
  if (!Number.isInteger(right) || Number(right) < 0 || Number(right) >= list.length)
    problems.push(
      tell('QUIZ_RIGHT', `right is ${right}: it must name one of the ${list.length} options, the first is 0`),
    )
  return problems
}

const said = (text: unknown): boolean => typeof text === 'string' && text.trim() !== ''
