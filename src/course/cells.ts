/**
 * A lesson's cells, read from its MDX as text: `<Name attribute="…" attribute={…}>`. Values in braces are JavaScript
 * and are evaluated: a lesson is the project's own code, which the site's build runs too.
 */
import { createContext, runInContext } from 'node:vm'

export type Cell = {
  name: string
  attributes: Record<string, unknown>
  /** Attributes whose value could not be evaluated. */
  broken: string[]
  line: number
  /** Offset of the tag, and of the end of its body (of the tag where it has none). */
  start: number
  end: number
  body: string
}

const TAG = /<([A-Z][A-Za-z]*)(?=[\s/>])/g
const ATTRIBUTE = /\s*([A-Za-z][\w-]*)(=)?/y
/** Against a loop that never ends; a busy machine may need a while for anything. */
const EVALUATION_MS = 5_000
const context = createContext({})

/** In the order in which they stand. Code fences hold none. */
export function readCells(text: string): Cell[] {
  const prose = withoutFences(text)
  return [...prose.matchAll(TAG)].map((match) => {
    const start = match.index
    const attributes: Record<string, unknown> = {}
    const broken: string[] = []
    let at = start + match[0].length
    for (;;) {
      ATTRIBUTE.lastIndex = at
      const attribute = ATTRIBUTE.exec(prose)
      if (!attribute) break
      at = ATTRIBUTE.lastIndex
      const name = attribute[1]!
      if (!attribute[2]) {
        attributes[name] = true
        continue
      }
      const end = valueEnd(text, at)
      const value = evaluated(text.slice(at, end))
      if (value === undefined) broken.push(name)
      attributes[name] = value
      at = end
    }
    const close = text.indexOf('>', at)
    const closed = text[close - 1] === '/'
    const tail = closed ? -1 : prose.indexOf(`</${match[1]}>`, close)
    const bodyEnd = tail < 0 ? close + 1 : tail
    return {
      name: match[1]!,
      attributes,
      broken,
      line: lineAt(text, start),
      start,
      end: bodyEnd,
      body: tail < 0 ? '' : text.slice(close + 1, tail),
    }
  })
}

/** The same length, with blanks where fenced code stands. */
export function withoutFences(text: string): string {
  return text.replace(/^(```+)[^\n]*\n[\s\S]*?^\1/gm, (code) => code.replace(/[^\n]/g, ' '))
}

/** Offset after a quoted text or a balanced `{…}` that begins at `at`. */
export function valueEnd(text: string, at: number): number {
  const open = text[at]
  if (open === '"' || open === "'") return text.indexOf(open, at + 1) + 1
  let depth = 0
  for (let i = at; i < text.length; i++) {
    const character = text[i]!
    if (character === '{') depth += 1
    else if (character === '}') {
      depth -= 1
      if (depth === 0) return i + 1
    } else if (`"'\``.includes(character)) i = quoteEnd(text, i)
  }
  return text.length
}

function quoteEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i += 1
    else if (text[i] === text[at]) return i
  }
  return text.length
}

function evaluated(source: string): unknown {
  if (source.startsWith('"') || source.startsWith("'")) return source.slice(1, -1)
  try {
    // Out of the other context's prototypes.
    return structuredClone(runInContext(`(${source.slice(1, -1)})`, context, { timeout: EVALUATION_MS }))
  } catch {
    return undefined
  }
}

/** Line, from 1, at an offset of a text. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1
  return line
}
