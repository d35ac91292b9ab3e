/** Builds the package `wirebook` as learners' programs find it: plain JavaScript, for Node strips no types under `node_modules`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

const SOURCES = import.meta.dirname
const NOT_FOR_LEARNERS = 'build.ts'
/** An ending of ours in an import; the packages imported have no such ending. */
const IMPORT_ENDING = /(from\s+'\.\/[\w-]+)\.ts'/g

/** Writes the package folder's content into `target`, e.g. `…/node_modules/wirebook`. `koffi` must stand beside it. */
export function buildSocketModule(target: string): void {
  const folder = join(target, 'socket')
  mkdirSync(folder, { recursive: true })
  for (const file of readdirSync(SOURCES)) {
    if (!file.endsWith('.ts') || file === NOT_FOR_LEARNERS) continue
    const plain = stripTypeScriptTypes(readFileSync(join(SOURCES, file), 'utf8'))
    writeFileSync(join(folder, file.replace(/\.ts$/, '.js')), plain.replace(IMPORT_ENDING, "$1.js'"))
  }
  const manifest = { name: 'wirebook', type: 'module', exports: { './socket': './socket/index.js' } }
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}
