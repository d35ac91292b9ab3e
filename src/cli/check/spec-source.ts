/** What a spec says, read from its text: the data in each check's body, and what it says in both languages. Pure. */
import { parseSync, Visitor } from 'vite'
import { lineAt } from './problem.ts'

/** A string or number that stands in a check's body outside of `say()`. */
export type Literal = { check: string; value: string | number; text: string; line: number }
export type Message = { check: string | null; en: string; zh: string; line: number }
export type SpecSource = { literals: Literal[]; messages: Message[]; error?: string }

type Range = { start: number; end: number }
type Argument = Range & { type: string; value?: unknown; quasis?: { value: { raw: string } }[] }

export function readSpec(text: string): SpecSource {
  const parsed = parseSync('exercise.spec.ts', text, { lang: 'ts', sourceType: 'module' })
  const [error] = parsed.errors
  if (error) return { literals: [], messages: [], error: error.message }
  const checks: (Range & { id: string })[] = []
  const said: Range[] = []
  const messages: (Message & Range)[] = []
  const literals: (Omit<Literal, 'check'> & Range)[] = []
  new Visitor({
    CallExpression({ callee, arguments: given, start, end }) {
      const [first, second] = given as unknown as Argument[]
      if (callee.type !== 'Identifier' || first === undefined) return
      if (callee.name === 'check' && typeof first.value === 'string' && second)
        checks.push({ id: first.value, start: second.start, end: second.end })
      if (callee.name !== 'say') return
      said.push({ start, end })
      const [en, zh] = [wordsOf(first), second && wordsOf(second)]
      if (en !== undefined && zh !== undefined)
        messages.push({ check: null, en, zh, line: lineAt(text, start), start, end })
    },
    Literal({ value, raw, start, end }) {
      if (typeof value !== 'string' && typeof value !== 'number') return
      literals.push({ value, text: raw ?? '', line: lineAt(text, start), start, end })
    },
    // One that is filled in is no data: its parts are words between values.
    TemplateLiteral({ quasis, expressions, start, end }) {
      const value = expressions.length === 0 ? quasis[0]?.value.raw : undefined
      if (value) literals.push({ value, text: value, line: lineAt(text, start), start, end })
    },
  }).visit(parsed.program)
  const checkOf = ({ start, end }: Range) => checks.find((one) => one.start <= start && end <= one.end)?.id ?? null
  const inside = ({ start, end }: Range, ranges: Range[]) => ranges.some((one) => one.start <= start && end <= one.end)
  return {
    literals: literals.flatMap((literal) => {
      const check = inside(literal, said) ? null : checkOf(literal)
      return check === null ? [] : [{ check, value: literal.value, text: literal.text, line: literal.line }]
    }),
    messages: messages.map((message) => ({
      check: checkOf(message),
      en: message.en,
      zh: message.zh,
      line: message.line,
    })),
  }
}

/** The words of a string or template, without what is filled in; undefined for anything else. */
function wordsOf({ type, value, quasis }: Argument): string | undefined {
  if (type === 'Literal' && typeof value === 'string') return value
  if (type === 'TemplateLiteral' && quasis) return quasis.map((part) => part.value.raw).join(' ')
  return undefined
}
