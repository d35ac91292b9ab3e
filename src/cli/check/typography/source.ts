/**
 * The Chinese texts of a TypeScript file: the second argument of `say(en, zh)`, and whatever strings stand in a
 * catalogue called `zh` or `zhCn` or under a key `zh-cn` or `zh`.
 */
import { parseSync, Visitor } from 'vite'
import { lineAt } from '../problem.ts'
import { isChinese, type Run, runOnLine, VALUE } from './run.ts'

type Range = { start: number; end: number }
type Named = Range & { type: string; name?: string; value?: unknown }

const CATALOGUE = /^zh(Cn)?$/
const KEY = /^zh(-cn)?$/

export type SourceText = { text: string; line: number }

/** Throws SyntaxError for a file that is no TypeScript. */
export function chineseSide(source: string, file: string): SourceText[] {
  const parsed = parseSync(file, source, { sourceType: 'module' })
  const [error] = parsed.errors
  if (error) throw new SyntaxError(`${file}: ${error.message}`)
  const sides: Range[] = []
  /** Offsets of strings that are compared, looked up or passed to a format, and never shown. */
  const unsaid = new Set<number>()
  const texts: (SourceText & Range)[] = []
  const add = (text: string, { start, end }: Range) => texts.push({ text, line: lineAt(source, start), start, end })
  new Visitor({
    CallExpression({ callee, arguments: given }) {
      const said = given[1] as Range | undefined
      if (callee.type === 'Identifier' && callee.name === 'say' && said) sides.push(said)
      if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier')
        if (callee.property.name === 'toLocaleString') for (const { start } of given) unsaid.add(start)
    },
    BinaryExpression({ left, right }) {
      unsaid.add(left.start).add(right.start)
    },
    SwitchCase({ test }) {
      if (test) unsaid.add(test.start)
    },
    VariableDeclarator({ id, init }) {
      if (init && id.type === 'Identifier' && CATALOGUE.test(id.name)) sides.push(init)
    },
    Property({ key, value }) {
      const { name, value: text } = key as unknown as Named
      unsaid.add(key.start)
      if (KEY.test(String(name ?? text))) sides.push(value as Range)
    },
    Literal({ value, start, end }) {
      if (typeof value === 'string') add(value, { start, end })
    },
    TemplateLiteral({ quasis, start, end }) {
      add(quasis.map(({ value: { cooked, raw } }) => cooked ?? raw).join(VALUE), { start, end })
    },
    JSXText({ value, start, end }) {
      add(value, { start, end })
    },
  }).visit(parsed.program)
  return texts
    .filter(({ start }) => !unsaid.has(start))
    .filter((text) => sides.some((side) => side.start <= text.start && text.end <= side.end))
    .toSorted((a, b) => a.start - b.start)
    .map(({ text, line }) => ({ text, line }))
}

export function sourceRuns(source: string, file: string): Run[] {
  return chineseSide(source, file)
    .filter(({ text }) => isChinese(text))
    .map(({ text, line }) => runOnLine(text, line))
}
