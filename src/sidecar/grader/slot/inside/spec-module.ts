/**
 * Evaluates a spec from its text, each time anew: nothing that one grading left in its variables is there in the next.
 * Modules are kept for ever by the runtime, those of node:vm too (40 KB each time, Node 26), so the text is run as the
 * body of an async function. Its imports are what it says first, each at the beginning of a line, as the formatter
 * writes them; what it imports is imported once. A name that is imported is looked up each time it is used, so that it
 * follows what its module gives it (HOST of `wirebook/spec` is one that changes): the names are those of an object around
 * the body, and the body itself is strict.
 */
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import type { Source } from '../sources.ts'

type Names = Record<string, unknown>
type Body = (names: object, meta: object) => Promise<void>
/** `exported` of `specifier` is called `local` here; `*`: all of it. */
type Binding = { local: string; specifier: string; exported: string }
type Compiled = { code: string; specifiers: string[]; bindings: Binding[]; script: Script }

/** Of the next spec. */
let sent: Source
const compiled = new Map<string, Compiled>()

/** Called before each spec. */
export function takeSpec(source: Source): void {
  sent = source
}

/** Rejects with what is wrong with the text, or with what it threw. */
export async function evaluateSpec(file: string): Promise<void> {
  if ('error' in sent) throw new Error(sent.error)
  const url = pathToFileURL(file).href
  const known = compiled.get(url)
  const { specifiers, bindings, script } = known?.code === sent.code ? known : compile(url, sent.code)
  const pairs = specifiers.map(async (specifier) => [specifier, await importedBy(url, specifier)] as const)
  const body = script.runInThisContext() as Body
  const filename = fileURLToPath(url)
  const imported = new Map(await Promise.all(pairs))
  const names = Object.create(null) as object
  for (const { local, specifier, exported } of bindings) {
    const from = imported.get(specifier)!
    if (exported !== '*' && !(exported in from)) throw new SyntaxError(`${specifier} exports no ${exported}`)
    Object.defineProperty(names, local, { get: () => (exported === '*' ? from : from[exported]) })
  }
  await body(names, { url, filename, dirname: dirname(filename) })
}

const HEAD = "(function (__names, __meta) { with (__names) { return (async () => { 'use strict'; "
const FOOT = '\n})() } })'
const IMPORT = /^import\s+(?:([\w$]+)\s*,?\s*)?(?:\{([^}]*)\}|\*\s+as\s+([\w$]+))?(?:\s*from\s*)?(['"])([^'"\n]+)\4;?/gm

/** Lines stay where they are, and of the first one the columns too. */
function compile(url: string, code: string): Compiled {
  const specifiers: string[] = []
  const bindings: Binding[] = []
  const body = code
    .replace(IMPORT, (whole, name?: string, names?: string, all?: string, _quote?: string, specifier = '') => {
      specifiers.push(specifier)
      if (name !== undefined) bindings.push({ local: name, specifier, exported: 'default' })
      if (all !== undefined) bindings.push({ local: all, specifier, exported: '*' })
      for (const one of names?.split(',') ?? []) {
        const [exported, local = exported] = one.trim().split(/\s+as\s+/)
        if (exported && local) bindings.push({ local, specifier, exported })
      }
      return '\n'.repeat(lines(whole) - 1)
    })
    .replace(/^export (?=const |function |async |class |let )/gm, '       ')
    .replaceAll('import.meta', '__meta')
  const script = new Script(`${HEAD}${body}${FOOT}`, { filename: url, columnOffset: -HEAD.length })
  const made = { code, specifiers, bindings, script }
  compiled.set(url, made)
  return made
}

const lines = (text: string) => text.split('\n').length

function importedBy(url: string, specifier: string): Promise<Names> {
  return import(/^\.\.?\//.test(specifier) ? new URL(specifier, url).href : specifier) as Promise<Names>
}
