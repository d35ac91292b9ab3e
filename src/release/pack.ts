/**
 * `sh bin/node src/release/pack.ts [folder]`: writes the npm package and its bill of materials into the folder, `build`
 * unless another is named. Builds the site first when it is stale.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ROOT } from '../course/load.ts'
import { buildSite } from '../sidecar/build.ts'
import { stage } from './stage.ts'

/** What packing made: files, and the size of the package, bytes. */
export type Packed = { tarball: string; materials: string; bytes: number }

/** `npm` is that of whoever calls. Throws BuildError, or what npm or the compiler said. */
export async function pack(folder: string, log: (line: string) => void = console.log): Promise<Packed> {
  mkdirSync(folder, { recursive: true })
  const staged = join(folder, 'wirebook')
  stage(staged, await buildSite({ log }))
  // CycloneDX, of what an installation brings along.
  const materials = join(folder, 'materials.cdx.json')
  const words = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only']
  const told = npm(words, staged)
  for (const file of [materials, join(staged, 'materials.cdx.json')]) writeFileSync(file, told)
  const [{ filename } = { filename: '' }] = JSON.parse(
    npm(['pack', '--json', '--pack-destination', folder], staged),
  ) as {
    filename: string
  }[]
  const tarball = join(folder, filename)
  return { tarball, materials, bytes: statSync(tarball).size }
}

function npm(words: string[], cwd: string): string {
  return execFileSync('npm', words, { cwd, encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'pipe'] })
}

if (import.meta.main) {
  const { tarball, materials, bytes } = await pack(resolve(process.argv[2] ?? join(ROOT, 'build')))
  console.log(`${tarball} (${(bytes / 2 ** 20).toFixed(1)} MiB)\n${materials}`)
}
