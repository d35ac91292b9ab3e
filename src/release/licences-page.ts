/** Writes docs/licences.md: `sh bin/node src/release/licences-page.ts`. `tests/release/licences.test.ts` holds it to this. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../course/load.ts'
import { ACCEPTED, type Package, packagesOf } from './licences.ts'
import { closure, Lock } from './lock.ts'
import { Manifest } from './manifest.ts'
import { packagesInPages } from './notices.ts'
import { RUNTIME } from './runtime.ts'

/** Relative to the repository. */
export const LICENCES_PAGE = 'docs/licences.md'

/** What an installation of the release brings along, and what is built into its pages. */
export function released(): { installed: Package[]; inPages: Package[] } {
  const json = (name: string): unknown => JSON.parse(readFileSync(join(ROOT, name), 'utf8'))
  const lock = Lock.parse(json('package-lock.json'))
  const { optionalDependencies } = Manifest.parse(json('package.json'))
  const names = [...RUNTIME, ...Object.keys(optionalDependencies)]
  return { installed: packagesOf(closure(lock, names)), inPages: packagesOf(packagesInPages(lock)) }
}

export function licencesPage({ installed, inPages }: ReturnType<typeof released>): string {
  const used = Object.entries(ACCEPTED).map(([id, duty]) => [id, duty, count(installed, id), count(inPages, id)])
  return `# Licences of what wirebook brings along

Made by \`sh bin/node src/release/licences-page.ts\` from package-lock.json; \`tests/release/licences.test.ts\` refuses a licence that is not in the first table, and a page that is not up to date. wirebook itself is under the MIT licence.

Packages that are installed come from the registry as they are. Those in the pages are built into \`dist/\` of the release, whose \`THIRD_PARTY.txt\` holds their notices. \`materials.cdx.json\` in the release is the bill of materials (CycloneDX 1.5).

| licence | what it asks of us | installed | in the pages |
| --- | --- | --- | --- |
${used.map((row) => `| ${row.join(' | ')} |`).join('\n')}

## Installed

${listed(installed)}

## In the pages

${listed(inPages)}
`
}

const count = (packages: Package[], id: string): number =>
  packages.filter(({ licence }) => licence?.split(/ OR | AND |[()]/).includes(id)).length

/** Optional: binaries for one system, mostly, of which npm installs the fitting one. */
function listed(packages: Package[]): string {
  const rows = packages.map(({ name, version, licence, optional }) => {
    return `| ${name} | ${version} | ${licence ?? 'none told'} | ${optional ? 'optional' : ''} |`
  })
  return ['| package | version | licence | |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

if (import.meta.main) writeFileSync(join(ROOT, LICENCES_PAGE), licencesPage(released()))
