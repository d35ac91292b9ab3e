/** The packages that JavaScript files import by name. */
import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { parseSync } from 'vite'

/** Names of packages, sorted, that some `.js`, `.mjs` or `.cjs` file below `folder` imports or requires. */
export function packagesImported(folder: string): string[] {
  const files = globSync('**/*.{js,mjs}', { cwd: folder })
  const names = files.flatMap((file) => specifiers(file, readFileSync(join(folder, file), 'utf8')))
  const foreign = names.filter((name) => !/^[./]/.test(name) && !isBuiltin(name) && !/^wirebook(\/|$)/.test(name))
  return [...new Set(foreign.map(packageOf))].sort()
}

/** What a module imports, `import('…')` with a plain text included. */
export function specifiers(file: string, text: string): string[] {
  const { module } = parseSync(file, text)
  const named = module.staticImports.map(({ moduleRequest }) => moduleRequest.value)
  const handedOn = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
  )
  const later = module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
    const literal = /^(['"])(.*)\1$/.exec(text.slice(start, end))
    return literal ? [literal[2]!] : []
  })
  return [...named, ...handedOn, ...later]
}

/** `@a/b/c` is of `@a/b`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
