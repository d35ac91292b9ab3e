/**
 * Puts a module and everything of ours that it imports into one file. A program that imports `wirebook/socket` waits
 * for each file that Node finds, reads and compiles; for fifty small ones that is longer than all else it does.
 *
 * Each source becomes a function that returns its exports, called in the order in which Node would evaluate them.
 * Where the sources stood there are files that hand on the exports, so that every path to a module gives the same
 * objects. Written for our own sources: it knows the forms of import and export that they use, and refuses others.
 */
import { dirname, join, relative } from 'node:path/posix'

const IMPORT = /^import\s+(?:(?:(\w+)|\{([^}]*)\}|\*\s+as\s+(\w+))\s+from\s+)?'([^']+)'$/gm
const EXPORT_FROM = /^export\s+(?:\{([^}]*)\}|\*)\s+from\s+'([^']+)'$/gm
const EXPORT = /^export\s+(?=(?:async\s+)?function\b|class\b|const\b)/gm
const EXPORTED = /^export\s+(?:async\s+)?(?:(?:function\*?|class|const)\s+(\w+)|const\s+\{([^}]*)\})/gm

/** `exports`: the exported names, each with the expression of its value. */
type Module = { path: string; body: string; exports: Map<string, string> }

/** `read` gives the JavaScript of a path (`address/inet.ts`). Returns the new files by their paths, ending in `.js`. */
export function bundled(entry: string, name: string, read: (path: string) => string): Map<string, string> {
  const externals = new Map<string, string>()
  const modules: Module[] = []
  const indexOf = (path: string) => modules.findIndex((module) => module.path === path)
  const add = (path: string, above: string[]): Module => {
    if (above.includes(path)) throw new Error(`modules import one another: ${[...above, path].join(' → ')}`)
    const known = modules[indexOf(path)]
    if (known !== undefined) return known
    const module = parsed(path, read(path), externals, (other) => {
      const target = add(other, [...above, path])
      return { variable: `m${indexOf(other)}`, exports: [...target.exports.keys()] }
    })
    modules.push(module)
    return module
  }
  add(entry, [])
  const heads = [...externals].map(([from, variable]) => `import * as ${variable} from '${from}'`)
  const bodies = modules.map(({ path, body, exports }, i) => {
    const returned = [...exports].map(([exported, local]) => `${exported}: ${local}`).join(', ')
    return `// ${path}\nexport const m${i} = (() => {\n${body}\nreturn { ${returned} }\n})()`
  })
  const files = new Map([[name, `${[...heads, ...bodies].join('\n')}\n`]])
  for (const [i, { path, exports }] of modules.entries()) {
    const from = relative(dirname(path), name)
    const names = [...exports.keys()].join(', ')
    const handOn = `import { m${i} } from '${from.startsWith('.') ? from : `./${from}`}'\nexport const { ${names} } = m${i}\n`
    files.set(path.replace(/\.ts$/, '.js'), handOn)
  }
  return files
}

type Target = { variable: string; exports: string[] }

function parsed(path: string, source: string, externals: Map<string, string>, own: (path: string) => Target): Module {
  const exports = new Map<string, string>()
  const variableOf = (from: string): Target => {
    if (from.startsWith('.')) return own(join(dirname(path), from))
    if (!externals.has(from)) externals.set(from, `e${externals.size}`)
    return { variable: externals.get(from)!, exports: [] }
  }
  for (const [, single, list] of source.matchAll(EXPORTED))
    for (const [, local] of single === undefined ? pairs(list!) : [[single, single] as const]) exports.set(local, local)
  const body = source
    .replace(IMPORT, (_, standard?: string, list?: string, all?: string, from = '') => {
      // Only types were imported: nothing is left of them.
      if (list !== undefined && pairs(list).length === 0) return ''
      const { variable } = variableOf(from)
      if (standard !== undefined) return `const ${standard} = ${variable}.default`
      if (all !== undefined) return `const ${all} = ${variable}`
      return `const { ${pairs(list ?? '')
        .map((pair) => pair.join(': '))
        .join(', ')} } = ${variable}`
    })
    .replace(EXPORT_FROM, (_, list: string | undefined, from: string) => {
      const target = variableOf(from)
      const handed = list === undefined ? target.exports.map((each) => [each, each] as const) : pairs(list)
      for (const [there, here] of handed) exports.set(here, `${target.variable}.${there}`)
      return ''
    })
    .replace(EXPORT, '')
  const left = /^(import|export)\b.*$/m.exec(body)
  if (left !== null) throw new Error(`${path}: "${left[0]}" is a form of import or export that bundle.ts does not know`)
  return { path, body, exports }
}

/** `a, b as c` as [there, here]. */
function pairs(list: string): (readonly [string, string])[] {
  const items = list.split(',').map((item) => item.trim())
  return items
    .filter((item) => item !== '')
    .map((item) => {
      const [there = '', here = there] = item.split(/\s+as\s+|\s*:\s*/)
      return [there, here] as const
    })
}
