/**
 * Builds the package `wirebook` as learners' programs find it: plain JavaScript, for Node strips no types under
 * `node_modules`, and for editors the declarations beside it.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'
import { bundled } from './bundle.ts'

const SOURCES = import.meta.dirname
/** In the released package this folder holds what the two functions below write, made when it was packed. */
export const PREBUILT = join(SOURCES, 'prebuilt')
const NOT_FOR_LEARNERS = ['build.ts', 'bundle.ts']
/** In one file with all that it imports; the others import from it. */
const BUNDLED = { entry: 'index.ts', name: 'bundle.js' }
const COMPILER = join(SOURCES, '../../node_modules/ts7/bin/tsc')
/** What `import … from 'wirebook/<name>'` loads, in this folder. A module is added by a line here. */
const MODULES: Record<string, string> = {
  socket: 'index',
  struct: 'struct/index',
  socketserver: 'socketserver/index',
}
/** A path of ours, as imports and `new URL('./worker.ts', …)` write it; the packages imported have no such ending. */
const OWN_PATH = /(['"])(\.{1,2}\/[\w./-]+)\.ts\1/g

/** Writes the package folder's content into `target`, e.g. `…/node_modules/wirebook`. `koffi` must stand beside it. */
export function buildSocketModule(target: string): void {
  if (existsSync(PREBUILT)) {
    cpSync(PREBUILT, target, { recursive: true })
    return
  }
  const bundle = bundled(BUNDLED.entry, BUNDLED.name, plain)
  for (const [file, content] of bundle) write(join(target, 'socket', file), content)
  for (const file of sources()) {
    const script = file.replace(/\.ts$/, '.js')
    if (!bundle.has(script)) write(join(target, 'socket', script), named(plain(file)))
  }
  const present = Object.entries(MODULES).filter(([, file]) => existsSync(join(SOURCES, `${file}.ts`)))
  const places = present.map(([name, file]) => [
    `./${name}`,
    { types: `./socket/${file}.d.ts`, default: `./socket/${file}.js` },
  ])
  const manifest = { name: 'wirebook', type: 'module', exports: Object.fromEntries(places) }
  write(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/**
 * Writes the declarations, docstrings included, beside the JavaScript in `target`: what an editor's language server
 * reads. Takes the compiler about a second, and programs run without it. Throws what the compiler said when it fails.
 */
export function buildSocketTypes(target: string): void {
  // They came with the module.
  if (existsSync(PREBUILT)) return
  const flags = ['--declaration', '--emitDeclarationOnly', '--rootDir', SOURCES, '--outDir', join(target, 'socket')]
  const language = ['--module', 'nodenext', '--target', 'esnext', '--strict', '--skipLibCheck', '--types', 'node']
  const imports = ['--allowImportingTsExtensions', '--ignoreConfig']
  const files = sources().map((file) => join(SOURCES, file))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [COMPILER, ...flags, ...language, ...imports, ...files],
    { cwd: SOURCES, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`the declarations of wirebook/socket could not be built:\n${stdout}${stderr}`)
  for (const file of sources()) {
    const declarations = join(target, 'socket', file.replace(/\.ts$/, '.d.ts'))
    writeFileSync(declarations, named(readFileSync(declarations, 'utf8')))
  }
}

function plain(file: string): string {
  return stripTypeScriptTypes(readFileSync(join(SOURCES, file), 'utf8'))
}

function sources(): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  return files.filter((file) => file.endsWith('.ts') && !NOT_FOR_LEARNERS.includes(file))
}

function named(source: string): string {
  return source.replace(OWN_PATH, '$1$2.js$1')
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}
