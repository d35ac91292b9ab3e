/**
 * Evaluates a spec from its text, each time anew: nothing that one grading left in its variables is there in the next.
 * Modules are kept for ever by the runtime, those of node:vm too (40 KB each time, Node 26), so the text is run as the
 * body of an async function. Its imports are what it says first, each at the beginning of a line, as the formatter
 * writes them; what it imports is imported once.
 */
import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import type { Source } from '../sources.ts'

type Names = Record<string, unknown>
type Body = (imported: Record<string, Names>, meta: object) => Promise<void>
type Compiled = { code: string; specifiers: string[]; script: Script }

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
  const { specifiers, script } = known?.code === sent.code ? known : compile(url, sent.code)
  const pairs = specifiers.map(async (specifier) => [specifier, await importedBy(url, specifier)] as const)
  const body = script.runInThisContext() as Body
  const filename = fileURLToPath(url)
  await body(Object.fromEntries(await Promise.all(pairs)), { url, filename, dirname: dirname(filename) })
}

const HEAD = "'use strict';(async (__imported, __meta) => { "
const IMPORT = /^import\s+(?:([\w$]+)\s*,?\s*)?(?:\{([^}]*)\}|\*\s+as\s+([\w$]+))?(?:\s*from\s*)?(['"])([^'"\n]+)\4;?/gm

/** Lines stay where they are, and of the first one the columns too. */
function compile(url: string, code: string): Compiled {
  const specifiers: string[] = []
  const body = code
    .replace(IMPORT, (whole, name?: string, names?: string, all?: string, _quote?: string, specifier = '') => {
      specifiers.push(specifier)
      const from = `__imported[${JSON.stringify(specifier)}]`
      const parts = [
        ...(name === undefined ? [] : [`${name} = ${from}.default`]),
        ...(names === undefined ? [] : [`{${names.replace(/\s+as\s+/g, ': ')}} = ${from}`]),
        ...(all === undefined ? [] : [`${all} = ${from}`]),
      ]
      const text = parts.length === 0 ? '' : `const ${parts.join(', ')};`
      return text + '\n'.repeat(lines(whole) - lines(text))
    })
    .replace(/^export (?=const |function |async |class |let )/gm, '       ')
    .replaceAll('import.meta', '__meta')
  const script = new Script(`${HEAD}${body}\n})`, { filename: url, columnOffset: -HEAD.length })
  const made = { code, specifiers, script }
  compiled.set(url, made)
  return made
}

const lines = (text: string) => text.split('\n').length

function importedBy(url: string, specifier: string): Promise<Names> {
  return import(/^\.\.?\//.test(specifier) ? new URL(specifier, url).href : specifier) as Promise<Names>
}
