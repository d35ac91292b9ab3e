/**
 * A small language that picks packets: `tcp && port 9999 && len > 0`.
 *
 *     filter  = and { ("||" | "or") and }
 *     and     = not { ["&&" | "and"] not }          two conditions side by side must both hold
 *     not     = ("!" | "not") not | "(" filter ")" | condition
 *     condition = protocol | flag | state
 *               | number-field [ "==" | "!=" | "<" | "<=" | ">" | ">=" ] number
 *               | text-field [ "==" | "!=" ] word
 *               | "contains" ( quoted text | bytes in hexadecimal )
 */
import { CONTAINS, type Filterable, FLAGS, NUMBERS, PROTOCOLS, STATES, TEXTS, WORDS } from './fields.ts'
import { type Token, tokensOf } from './tokens.ts'

/** What stands where something else should. `at` is a place in the text. */
export type FilterProblem = {
  at: number
  to: number
  expected: 'condition' | 'number' | 'name' | 'bytes' | 'closing' | 'joint' | 'sign'
  /** What stands there; empty at the end. */
  found: string
  /** Words that were perhaps meant. */
  near: string[]
}
export type Filter = { test: (packet: Filterable) => boolean } | { problem: FilterProblem }
type Test = (packet: Filterable) => boolean

/** Nested parentheses and negations. */
const DEEPEST = 50

export function filterOf(text: string): Filter {
  const cut = tokensOf(text)
  if ('unknown' in cut) {
    const { from, to } = cut.unknown
    return { problem: { at: from, to, expected: 'sign', found: text.slice(from, to), near: [] } }
  }
  if (cut.tokens.length === 0) return { test: () => true }
  const parser = new Parser(cut.tokens, text.length)
  try {
    return { test: parser.whole() }
  } catch (error) {
    if (error instanceof Stop) return { problem: error.problem }
    throw error
  }
}

class Stop extends Error {
  readonly problem: FilterProblem
  constructor(problem: FilterProblem) {
    super(problem.expected)
    this.problem = problem
  }
}

class Parser {
  readonly #tokens: Token[]
  readonly #end: number
  #at = 0
  #depth = 0

  constructor(tokens: Token[], end: number) {
    this.#tokens = tokens
    this.#end = end
  }

  whole(): Test {
    const test = this.#or()
    if (this.#next) this.#stop('joint')
    return test
  }

  get #next(): Token | undefined {
    return this.#tokens[this.#at]
  }

  #stop(expected: FilterProblem['expected']): never {
    const token = this.#next
    const found = token?.text ?? ''
    const near = expected === 'condition' && found ? WORDS.filter((word) => isNear(word, found.toLowerCase())) : []
    throw new Stop({
      at: token?.from ?? this.#end,
      to: token?.to ?? this.#end,
      expected,
      found,
      near: near.slice(0, 3),
    })
  }

  #take(...texts: string[]): string | null {
    const token = this.#next
    if (!token || token.kind === 'text' || !texts.includes(token.text.toLowerCase())) return null
    this.#at++
    return token.text.toLowerCase()
  }

  #or(): Test {
    const tests = [this.#and()]
    while (this.#take('||', 'or')) tests.push(this.#and())
    return tests.length === 1 ? tests[0]! : (packet) => tests.some((test) => test(packet))
  }

  #and(): Test {
    const tests = [this.#not()]
    for (;;) {
      const joined = this.#take('&&', 'and') !== null
      const text = this.#next?.text.toLowerCase()
      if (!joined && (text === undefined || text === ')' || text === '||' || text === 'or')) break
      if (!joined && this.#next!.kind !== 'word' && text !== '!' && text !== '(') break
      tests.push(this.#not())
    }
    return tests.length === 1 ? tests[0]! : (packet) => tests.every((test) => test(packet))
  }

  #not(): Test {
    if (++this.#depth > DEEPEST) this.#stop('condition')
    const test = this.#notWithin()
    this.#depth--
    return test
  }

  #notWithin(): Test {
    if (this.#take('!', 'not')) {
      const inner = this.#not()
      return (packet) => !inner(packet)
    }
    if (this.#take('(')) {
      const inner = this.#or()
      if (!this.#take(')')) this.#stop('closing')
      return inner
    }
    return this.#condition()
  }

  #condition(): Test {
    const token = this.#next
    const word = token?.kind === 'word' ? token.text.toLowerCase() : ''
    const one = <T extends string>(list: readonly T[]) => list.find((entry) => entry === word)
    if (Object.hasOwn(NUMBERS, word)) return this.#number(word)
    if (Object.hasOwn(TEXTS, word)) return this.#text(word)
    if (word === CONTAINS) return this.#contains()
    const protocol = one(PROTOCOLS)
    const flag = one(FLAGS)
    const state = one(STATES)
    if (!protocol && !flag && !state) this.#stop('condition')
    this.#at++
    if (protocol) return ({ protocols }) => protocols.has(protocol)
    if (flag) return ({ flags }) => flags.some((name) => name.toLowerCase() === flag)
    return ({ is }) => is.has(state!)
  }

  /** `port 9999`, `len > 0`; `ack` alone is TCP's flag of that name. */
  #number(name: string): Test {
    this.#at++
    const operator = this.#take('==', '=', '!=', '<', '<=', '>', '>=')
    const token = this.#next
    if (name === 'ack' && operator === null && token?.kind !== 'number') return ({ flags }) => flags.includes('ACK')
    if (token?.kind !== 'number') this.#stop('number')
    this.#at++
    const wanted = Number(token.text)
    const values = NUMBERS[name]!
    const holds = compare[operator ?? '==']!
    // `port != 80`: neither of both is 80.
    if (operator === '!=') return (packet) => values(packet).every((value) => value !== null && value !== wanted)
    return (packet) => values(packet).some((value) => value !== null && holds(value, wanted))
  }

  #text(name: string): Test {
    this.#at++
    const unlike = this.#take('!=') !== null
    if (!unlike) this.#take('==', '=')
    const token = this.#next
    if (!token || token.kind === 'sign') this.#stop('name')
    this.#at++
    const wanted = (token.kind === 'text' ? unquoted(token.text) : token.text).toLowerCase()
    const values = TEXTS[name]!
    return (packet) => values(packet).some((value) => value.toLowerCase() === wanted) !== unlike
  }

  #contains(): Test {
    this.#at++
    const token = this.#next
    const wanted =
      token?.kind === 'text'
        ? new TextEncoder().encode(unquoted(token.text))
        : token && /^(?:0x)?(?:[\da-f]{2})+$/i.test(token.text)
          ? bytesOf(token.text.replace(/^0x/i, ''))
          : null
    if (!wanted || wanted.length === 0) this.#stop('bytes')
    this.#at++
    return ({ payload }) => includes(payload, wanted)
  }
}

const compare: Record<string, (a: number, b: number) => boolean> = {
  '==': (a, b) => a === b,
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, (_, one: string) => ({ n: '\n', r: '\r', t: '\t', '0': '\0' })[one] ?? one)
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g)!, (pair) => Number.parseInt(pair, 16))
}

function includes(bytes: Uint8Array, wanted: Uint8Array): boolean {
  for (let at = bytes.indexOf(wanted[0]!); at >= 0; at = bytes.indexOf(wanted[0]!, at + 1))
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return true
  return false
}

/** Begins alike, or differs by one letter. */
function isNear(word: string, typed: string): boolean {
  if (typed.length > 1 && (word.startsWith(typed) || typed.startsWith(word))) return true
  if (Math.abs(word.length - typed.length) > 1 || typed.length < 2) return false
  let at = 0
  while (at < typed.length && word[at] === typed[at]) at++
  return (
    word.slice(at + 1) === typed.slice(at + 1) ||
    word.slice(at) === typed.slice(at + 1) ||
    word.slice(at + 1) === typed.slice(at)
  )
}
