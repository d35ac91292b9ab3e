/**
 * The Chinese texts of a lesson: its paragraphs, list items, headings and cells of tables, the texts in its front
 * matter, and those in attributes of its cells (captions, titles, options and their whys). Also of plain Markdown.
 *
 * The text is first painted over, unit for unit: what is no prose becomes one of the signs below, so that every unit of
 * a run still knows its place in the file.
 */
import { valueEnd, withoutFences } from '../../../course/cells.ts'
import { lineAt } from '../problem.ts'
import { CODE, isChinese, type Run } from './run.ts'

/** Markup that leaves no gap: `**`, a link's brackets, `<Term>`. */
const GONE = '\u{e002}'
/** Where one text ends and another begins. */
const BREAK = '\u{e003}'

/** Tags that stand within a sentence; what they hold is read with it. */
const INLINE = new Set('Term a abbr b em i kbd small span strong sub sup u'.split(' '))
/** Shown as a link that begins with Latin letters. */
const LATIN = new Set(['Rfc'])
/** A list of objects with texts. */
const OPTIONS = 'options'
const TEXT_ATTRIBUTES = new Set(['alt', 'caption', 'label', 'text', 'title', 'why'])

/** Those of the front matter and of attributes first. */
export function lessonRuns(source: string): Run[] {
  const painted = new Painting(source)
  const front = /^---\n[\s\S]*?\n---(?=\n|$)/.exec(source)?.[0].length ?? 0
  painted.frontMatter(front)
  painted.body(front)
  return painted.runs()
}

class Painting {
  readonly #source: string
  /** The source with blanks where fenced code stands. */
  readonly #prose: string
  /** As long as the source. */
  readonly #units: string[]
  /** Texts in attributes, which interrupt no sentence. */
  readonly #asides: Run[] = []

  constructor(source: string) {
    this.#source = source
    this.#prose = withoutFences(source)
    this.#units = this.#prose.split('')
  }

  runs(): Run[] {
    const runs = [...this.#asides]
    let from = 0
    for (let at = 0; at <= this.#units.length; at++) {
      if (at < this.#units.length && this.#units[at] !== BREAK) continue
      const run = this.#run(from, at)
      if (run) runs.push(run)
      from = at + 1
    }
    return runs
  }

  /** `key: text` and `  - text`, up to the second `---`. */
  frontMatter(end: number): void {
    this.#paint(0, end, BREAK)
    for (const row of this.#source.slice(0, end).matchAll(/^(?:\s*-\s+|\w+:[ \t]*)(.*)$/gm)) {
      const value = row[1]!
      const start = row.index + row[0].length - value.length
      const quoted = /^(["']).*\1\s*$/.test(value) ? 1 : 0
      this.#aside(start + quoted, start + value.trimEnd().length - quoted)
    }
  }

  body(from: number): void {
    let at = from
    while (at < this.#prose.length) at = this.#next(at)
    this.#lines(from)
  }

  /** Paints what begins at `at`; the offset behind it. */
  #next(at: number): number {
    const here = this.#prose[at]
    const rest = this.#prose.slice(at, at + 4)
    if (here === '\\' && /^\\[!-/:-@[-`{-~]/.test(rest)) return this.#paint(at, at + 1, GONE) + 1
    if (here === '`') return this.#code(at)
    if (rest.startsWith('<!--')) return this.#paint(at, this.#behind('-->', at), BREAK)
    if (here === '<' && /^<\/?[A-Za-z]/.test(rest)) return this.#tag(at)
    if (here === '{') return this.#paint(at, valueEnd(this.#prose, at), rest.startsWith('{/*') ? BREAK : CODE)
    if (here === '*') return this.#paint(at, at + 1, GONE)
    if (here === '[' || here === '!') return this.#link(at)
    if (here === '&') return this.#entity(at)
    return at + 1
  }

  #code(at: number): number {
    const fence = /^`+/.exec(this.#prose.slice(at))![0]
    const close = new RegExp(`(?<!\`)${fence}(?!\`)`, 'g')
    close.lastIndex = at + fence.length
    const found = close.exec(this.#prose)
    if (!found || /\n\s*\n/.test(this.#prose.slice(at, found.index))) return at + fence.length
    return this.#paint(at, found.index + fence.length, CODE)
  }

  #tag(at: number): number {
    const name = /^<\/?([A-Za-z][\w.]*)/.exec(this.#prose.slice(at))!
    let end = at + name[0].length
    const attribute = /\s*([A-Za-z][\w-]*)(=)?/y
    for (;;) {
      attribute.lastIndex = end
      const found = attribute.exec(this.#prose)
      if (!found) break
      end = attribute.lastIndex
      if (!found[2]) continue
      const value = end
      end = valueEnd(this.#prose, value)
      this.#attribute(found[1]!, value, end)
    }
    end = this.#behind('>', end)
    const sign = INLINE.has(name[1]!) ? GONE : LATIN.has(name[1]!) ? CODE : BREAK
    return this.#paint(at, end, sign)
  }

  /** The value stands from `from` to `to`, with its quotes or braces. */
  #attribute(name: string, from: number, to: number): void {
    const value = this.#source.slice(from, to)
    if (TEXT_ATTRIBUTES.has(name) && /^["']/.test(value)) {
      this.#aside(from + 1, to - 1)
      return
    }
    const direct = TEXT_ATTRIBUTES.has(name)
    if (!value.startsWith('{') || !(direct || name === OPTIONS)) return
    for (const text of value.matchAll(direct ? /^\{()\s*(?=["'`])/g : /\b(\w+)\s*:\s*(?=["'`])/g)) {
      if (!direct && !TEXT_ATTRIBUTES.has(text[1]!)) continue
      const start = from + text.index + text[0].length
      this.#aside(start + 1, literalEnd(this.#source, start), true)
    }
  }

  #link(at: number): number {
    const link = /!?\[((?:[^[\]`\n]|`[^`\n]*`)*)\]\([^)\s]*(?:\s+"[^"\n]*")?\)/y
    link.lastIndex = at
    const found = link.exec(this.#prose)
    if (!found) return at + 1
    const words = at + found[0].indexOf('[') + 1
    this.#paint(at, words, GONE)
    this.#paint(words + found[1]!.length, link.lastIndex, GONE)
    return words
  }

  #entity(at: number): number {
    const found = /^&(#?\w+);/.exec(this.#prose.slice(at))
    if (!found) return at + 1
    this.#paint(at, at + found[0].length, GONE)
    this.#units[at] = found[1] === 'nbsp' ? ' ' : CODE
    return at + found[0].length
  }

  /** Blank lines, headings, items and cells end a text; another line end is a space, as in the page. */
  #lines(from: number): void {
    let at = from
    for (const row of this.#prose.slice(from).split('\n')) {
      const end = at + row.length
      // A line that begins within a tag or code is none of its own.
      const own = this.#units[at] === row[0] || this.#units[at] === GONE
      const marker = own ? /^\s*(?:#{1,6}\s+|(?:[-+]|\d+[.)])\s+)/.exec(row)?.[0].length : undefined
      if (row.trim() === '') this.#paint(at, end, BREAK)
      else if (own && /^\s*\|/.test(row)) this.#row(at, end)
      else this.#paint(at, at + (marker ?? /^\s*>?\s*/.exec(row)![0].length), GONE)
      const breaks = row.trim() === '' || marker !== undefined || /^\s*\|/.test(row)
      if (breaks && at > from) this.#units[at - 1] = BREAK
      if (end < this.#units.length && this.#units[end] === '\n')
        this.#units[end] = row.trim() === '' || /^\s*(?:\||#)/.test(row) ? BREAK : ' '
      at = end + 1
    }
  }

  /** Of a table. */
  #row(from: number, to: number): void {
    for (let at = from; at < to; at++) if (this.#units[at] === '|') this.#units[at] = BREAK
  }

  #aside(from: number, to: number, literal = false): void {
    const text = this.#source.slice(from, to)
    const units = text.split('')
    for (const { 0: code, index } of text.matchAll(/`[^`]+`/g)) units.fill(CODE, index, index + code.length)
    if (literal) for (const { index } of text.matchAll(/\\(?=.)/g)) units[index] = GONE
    const run = runOf(units, from, this.#source)
    if (run) this.#asides.push(run)
  }

  #run(from: number, to: number): Run | null {
    return runOf(this.#units.slice(from, to), from, this.#source)
  }

  /** Offset behind the next `mark`; the end where there is none. */
  #behind(mark: string, at: number): number {
    const found = this.#prose.indexOf(mark, at)
    return found < 0 ? this.#prose.length : found + mark.length
  }

  #paint(from: number, to: number, sign: string): number {
    this.#units.fill(sign, from, to)
    return to
  }
}

/** null for one that holds no Chinese. */
function runOf(units: readonly string[], offset: number, source: string): Run | null {
  const kept = units.flatMap((unit, i) => (unit === GONE ? [] : [{ unit, at: offset + i }]))
  const first = kept.findIndex(({ unit }) => /\S/.test(unit))
  const last = kept.findLastIndex(({ unit }) => /\S/.test(unit))
  const own = first < 0 ? [] : kept.slice(first, last + 1)
  const text = own.map(({ unit }) => unit).join('')
  if (!isChinese(text)) return null
  return { text, lineAt: (index) => lineAt(source, own[Math.min(index, own.length - 1)]!.at) }
}

/** Offset of the quote that ends the literal which begins at `at`. */
function literalEnd(source: string, at: number): number {
  for (let i = at + 1; i < source.length; i++) {
    if (source[i] === '\\') i += 1
    else if (source[i] === source[at]) return i
  }
  return source.length
}
