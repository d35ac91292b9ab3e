/**
 * The program as JavaScript, file by file, for Node strips no types below `node_modules`. Everything lies where it lies
 * in the sources, so that a path from one module to another is the same in both.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../course/load.ts'
import { buildSocketModule, buildSocketTypes } from '../socket/build.ts'

const COMPILER = join(ROOT, 'node_modules/ts7/bin/tsc')
const COMMAND = 'src/cli/main.ts'
/** What specs import as `wirebook/spec`. */
const SPEC = 'src/sidecar/grader/spec/index.ts'
/** Texts that are written for a learner, or evaluated from their text: TypeScript in a release too. */
const DATA = ['src/cli/new/templates', 'src/sidecar/grader/slot/warm']
/** Built into pages, or of no use without the sources. */
const NOT_RELEASED = ['src/site/**', 'src/dev/**', 'src/release/**']
/** How another process or thread of ours is named (sidecar/own-module.ts). */
const OWN_MODULE = /ownModule\(import\.meta, '(\.{1,2}\/[\w./-]+)'\)/g
/** The compiler leaves endings in declarations as they are. */
const OWN_PATH = /(['"])(\.{1,2}\/[\w./-]+)\.ts\1/g
const FLAGS = [
  ...['--ignoreConfig', '--noCheck', '--skipLibCheck', '--strict', '--types', 'node'],
  ...['--module', 'nodenext', '--target', 'esnext', '--verbatimModuleSyntax'],
  ...['--allowImportingTsExtensions', '--rewriteRelativeImportExtensions', '--rootDir', join(ROOT, 'src')],
]

/** Writes `to/src`: the command and all it imports or starts, the socket module built, the declarations of specs. */
export function compile(to: string): void {
  const out = join(to, 'src')
  tsc([...entries(), '--outDir', out])
  tsc([SPEC, '--declaration', '--emitDeclarationOnly', '--allowJs', '--outDir', out])
  for (const file of globSync('**/*.d.{ts,mts}', { cwd: out })) {
    const text = readFileSync(join(out, file), 'utf8')
    writeFileSync(join(out, file), text.replace(OWN_PATH, '$1$2.js$1'))
  }
  const other = globSync('src/**/*.{mjs,cjs,json,md}', { cwd: ROOT, exclude: NOT_RELEASED })
  for (const path of [...other, ...DATA]) cpSync(join(ROOT, path), join(to, path), { recursive: true })
  // What learners' programs import, and whoever imports `wirebook/socket` from the release.
  buildSocketModule(join(out, 'socket/prebuilt'))
  buildSocketTypes(join(out, 'socket/prebuilt'))
}

/** The command, and each module that a process or thread begins with. */
function entries(): string[] {
  const sources = globSync('src/{cli,sidecar}/**/*.ts', { cwd: ROOT, exclude: DATA.map((folder) => `${folder}/**`) })
  const started = sources.flatMap((file) => {
    const named = [...readFileSync(join(ROOT, file), 'utf8').matchAll(OWN_MODULE)]
    return named.map(([, path]) => join(file, '..', path!))
  })
  return [...new Set([COMMAND, SPEC, ...started])]
}

function tsc(words: string[]): void {
  execFileSync(process.execPath, [COMPILER, ...FLAGS, ...words], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] })
}
