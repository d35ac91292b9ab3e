/** package.json and npm-shrinkwrap.json of the release, made of those of the repository. */
import { z } from 'zod'
import { closure, type Lock } from './lock.ts'
import { RUNTIME } from './runtime.ts'

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

/** npm's own Node needs it of whoever installs; the program itself runs on the Node that comes along. */
const OLDEST_NPM_NODE = '>=20'
const SOCKET = './src/socket/prebuilt/socket'
const SPEC = './src/sidecar/grader/spec/index'

/** `imported`: names of packages. Throws when one of them is not in RUNTIME, or not a dependency of the repository. */
export function releaseManifest(own: Manifest, imported: readonly string[]): object {
  const unlisted = imported.filter((each) => !(RUNTIME as readonly string[]).includes(each))
  if (unlisted.length > 0) throw new Error(`the release imports ${unlisted}: add to src/release/runtime.ts`)
  const { name, version, description, license, bin, optionalDependencies } = own
  const dependencies = Object.fromEntries(
    RUNTIME.map((each) => {
      const range = own.dependencies[each]
      if (range === undefined) throw new Error(`the release imports ${each}, which is no dependency in package.json`)
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
