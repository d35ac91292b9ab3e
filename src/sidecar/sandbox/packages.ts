/** What programs import besides Node's own modules, laid out so that a program in a folder below finds it. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSocketModule } from '../../socket/build.ts'
import { SandboxError } from './error.ts'
import { KOFFI } from './paths.ts'

/** Paths to bind, or to allow. */
export type Packages = { wirebook: string; manifest: string }

/** `scratch/package.json` (its files are ES modules) and `scratch/node_modules`. */
export function buildPackages(scratch: string): Packages {
  const wirebook = join(scratch, 'node_modules/wirebook')
  const manifest = join(scratch, 'package.json')
  try {
    mkdirSync(wirebook, { recursive: true })
    buildSocketModule(wirebook)
    // koffi finds its binary beside its own real place.
    symlinkSync(KOFFI, join(scratch, 'node_modules/koffi'))
    writeFileSync(manifest, '{ "type": "module" }\n')
  } catch (error) {
    const { message } = error as Error
    throw new SandboxError('SANDBOX_SYSTEM', `the socket module could not be built: ${message}`, { cause: error })
  }
  return { wirebook, manifest }
}
