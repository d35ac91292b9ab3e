/** What others' packages ask of us, and that the page which says so is up to date. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../src/course/load.ts'
import { packageOf, specifiers } from '../../src/release/imports.ts'
import { ACCEPTED_IN_PAGES, accepts } from '../../src/release/licences.ts'
import { LICENCES_PAGE, licencesPage, released } from '../../src/release/licences-page.ts'
import { closure, type Lock } from '../../src/release/lock.ts'
import { IN_PAGES } from '../../src/release/notices.ts'

/** Work while the site is built, or are types alone. */
const BUILDERS = ['astro', '@astrojs/mdx', '@shikijs/transformers', 'shiki', 'vite', 'vitest', 'hast', 'unist', 'mdast']
const ours = released()

it('every package that is installed is under a licence that was reviewed', () => {
  expect(ours.installed.filter(({ licence }) => !accepts(licence))).toEqual([])
  expect(ours.installed.length).toBeGreaterThan(100)
})

it('what is built into the pages asks for nothing but its notice', () => {
  expect(ours.inPages.filter(({ licence }) => !accepts(licence, (id) => ACCEPTED_IN_PAGES.has(id)))).toEqual([])
})

it('all that the pages import is known to be in them', () => {
  const files = globSync('src/site/**/*.{ts,tsx}', { cwd: ROOT })
  const named = files.flatMap((file) => specifiers(file, readFileSync(join(ROOT, file), 'utf8')))
  const packages = new Set(named.filter((name) => /^(@?[a-z][\w-]*\/)?[a-z]/.test(name)).map(packageOf))
  const foreign = [...packages].filter((name) => !/^(astro:|node:|wirebook|virtual:)/.test(name))
  expect(foreign.filter((name) => !IN_PAGES.includes(name) && !BUILDERS.includes(name))).toEqual([])
})

it(`${LICENCES_PAGE} is up to date`, () => {
  expect(readFileSync(join(ROOT, LICENCES_PAGE), 'utf8')).toBe(licencesPage(ours))
})

it.each([
  ['MIT', true],
  ['GPL-3.0-only', false],
  ['MIT OR GPL-3.0-only', true],
  ['MIT AND GPL-3.0-only', false],
  ['(MIT OR CC0-1.0)', true],
  ['MIT AND (ISC OR GPL-2.0-only)', false],
  ['UNLICENSED', false],
  [undefined, false],
])('the licence %s is accepted: %s', (expression, accepted) => {
  expect(accepts(expression)).toBe(accepted)
})

it('what a package brings along is found where Node would find it', () => {
  const lock: Lock = {
    lockfileVersion: 3,
    packages: {
      'node_modules/a': { version: '1', dependencies: { b: '1' }, optionalDependencies: { gone: '1' } },
      'node_modules/a/node_modules/b': { version: '1', peerDependencies: { c: '*' } },
      'node_modules/b': { version: '2' },
      'node_modules/c': { version: '1', peerDependencies: { d: '*' }, peerDependenciesMeta: { d: { optional: true } } },
      'node_modules/d': { version: '1' },
    },
  }
  expect([...closure(lock, ['a']).keys()]).toEqual([
    'node_modules/a',
    'node_modules/a/node_modules/b',
    'node_modules/c',
  ])
  expect(() => closure(lock, ['e'])).toThrow('package-lock.json has no e')
})
