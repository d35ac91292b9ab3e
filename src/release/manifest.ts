/** package.json and npm-shrinkwrap.json of the release, made of those of the repository. */
import { z } from 'zod'
import { closure, type Lock } from './lock.ts'

export const Manifest = z.looseObject({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  bin: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
})
export type Manifest = z.infer<typeof Manifest>

/** Needed by what no import names: the editor's language server, with the declarations of Node that it shows. */
const UNNAMED = ['@types/node', 'ts7']
/** npm's own Node needs it of whoever installs; the program itself runs on the Node that comes along. */
const OLDEST_NPM_NODE = '>=20'
const SOCKET = './src/socket/prebuilt/socket'
const SPEC = './src/sidecar/grader/spec/index'

/** `imported`: names of packages. Throws when one of them is not among the repository's dependencies. */
export function releaseManifest(own: Manifest, imported: readonly string[]): object {
  const { name, version, description, license, bin, optionalDependencies } = own
  const dependencies = Object.fromEntries(
    [...new Set([...imported, ...UNNAMED])].sort().map((each) => {
      const range = own.dependencies[each]
      if (range === undefined) throw new Error(`the release imports ${each}, which is none of the dependencies`)
      return [each, range]
    }),
  )
  const offered = (path: string) => ({ types: `${path}.d.ts`, default: `${path}.js` })
  const exports = {
    './socket': offered(`${SOCKET}/index`),
    './struct': offered(`${SOCKET}/struct/index`),
    './socketserver': offered(`${SOCKET}/socketserver/index`),
    './spec': offered(SPEC),
    './package.json': './package.json',
  }
  const engines = { node: OLDEST_NPM_NODE }
  const base = { name, version, description, license, type: 'module', bin, exports, engines }
  return { ...base, dependencies, optionalDependencies }
}

/** The exact packages that were tested, and no others, for whoever installs the release. */
export function shrinkwrap(lock: Lock, manifest: Pick<Manifest, 'name' | 'version'> & Partial<Manifest>): object {
  const { name, version, dependencies, optionalDependencies } = manifest
  const names = Object.keys({ ...dependencies, ...optionalDependencies })
  const own = { name, version, license: manifest.license, dependencies, optionalDependencies }
  const packages = Object.fromEntries(closure(lock, names))
  return { name, version, lockfileVersion: 3, requires: true, packages: { '': own, ...packages } }
}
