/** What an island needs is named in its page, so that none of it is found out about while somebody waits. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { closure, importsIn, islandsOf } from '../../integrations/preloads.ts'
import { firstLoad } from '../support/first-load.ts'
import { builtSite } from '../support/site.ts'

it('finds the islands that wait to be seen, and no others', () => {
  const island = (client: string, name: string) =>
    `<astro-island component-url="/_astro/${name}.js" renderer-url="/_astro/client.js" client="${client}">`
  expect(islandsOf(`${island('visible', 'A')}${island('load', 'B')}${island('visible', 'A')}`)).toEqual([
    '/_astro/A.js',
    '/_astro/client.js',
  ])
})

it('follows what is imported at once, in a circle too, and not what is loaded later', () => {
  const files: Record<string, string> = {
    a: 'import{x as y}from"./b.js";import"./c.js";const z=()=>import("./later.js")',
    b: 'import*as a from"./a.js";export{d}from"./d.js"',
  }
  const imports = (file: string) => importsIn(files[file] ?? '').map((address) => address.slice(2, -3))
  expect(closure(['a'], imports)).toEqual(['a', 'b', 'c', 'd'])
})

it('is so in every lesson: what is preloaded needs nothing else', async () => {
  const dist = await builtSite()
  const lessons = globSync('{en,zh-cn}/*/*/index.html', { cwd: dist })
    .map((page) => ({ page, html: readFileSync(join(dist, page), 'utf8') }))
    .filter(({ html }) => islandsOf(html).length > 0)
  expect(lessons.length).toBeGreaterThan(40)
  for (const { page, html } of lessons) {
    const named = [...html.matchAll(/<link rel="modulepreload" href="\/([^"]+)"/g)].map(([, file]) => file!)
    expect(named.length, page).toBeGreaterThan(2)
    for (const address of islandsOf(html)) expect(named, page).toContain(address.slice(1))
    const scripts = [...html.matchAll(/<script\b[^>]*\ssrc="\/([^"]+)"/g)].map(([, file]) => file!)
    const idle = [...html.matchAll(/<astro-island\b[^>]*client="(?!visible)[^>]*>/g)].length
    // Beside them the page's own scripts load, and islands that do not wait.
    if (idle > 0) continue
    const others = closure(scripts, (file) => importedBy(dist, file))
    for (const file of firstLoad(dist, page)) expect([...named, ...others], page).toContain(file)
  }
})

function importedBy(dist: string, file: string): string[] {
  return importsIn(readFileSync(join(dist, file), 'utf8')).map((address) => join(file, '..', address))
}
