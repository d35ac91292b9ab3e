/** Our site and a default Starlight site of the same lessons: how fast each is built, and what script its lessons load. */
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { CONTENT, ROOT } from '../src/course/load.ts'
import { compressedBytes, firstLoad } from '../tests/support/first-load.ts'
import type { Claim, Result, Rival, Unit } from './support/claim.ts'
import { rounds } from './support/rounds.ts'
import { astroBuild, type Built, siteTree } from './support/site-tree.ts'

/** A build takes a minute or more. */
const ROUNDS = { atMost: 20, withinMs: 600_000 }
const PACKAGES = ['astro', '@astrojs/starlight']
const INSTALL_MS = 300_000
const LESSONS = '{en,zh-cn}/*/*/index.html'

export const claim: Claim = {
  title: 'The site built anew, and the script that a lesson loads at first',
  target: 'at least 15 pages/s; at most 40 kB compressed, for every lesson',
  named: true,
  longestMs: 3_600_000,
  measure,
}

async function measure(): Promise<Result> {
  const tree = siteTree()
  const starlight = starlightTree()
  try {
    const own: Built[] = []
    const theirs: Built[] = []
    for (const _ of rounds(ROUNDS)) {
      own.push(await astroBuild(tree.root))
      if ('root' in starlight) theirs.push(await astroBuild(starlight.root))
    }
    const row = (what: string, unit: Unit, of: (built: Built) => number) => ({
      what,
      unit,
      values: own.map(of),
      ...versus(theirs.map(of)),
    })
    const rate = row('pages built in a second', 'pages/s', ({ pages, seconds }) => pages / seconds)
    return {
      measured: [
        {
          ...rate,
          goal: {
            of: 'median',
            limit: 15,
            why: 'Beside pages there are the islands to be bundled, a search index of all texts, and every text compressed twice for the server, at the smallest and slowest setting.',
          },
        },
        row('the whole build', 's', ({ seconds }) => seconds),
        row('memory of the builder at its largest', 'MiB', ({ peak }) => peak),
        {
          what: 'first-load script of each lesson',
          unit: 'kB',
          values: scripts(tree.root),
          ...versus('root' in starlight ? scripts(starlight.root) : []),
          goal: { of: 'slow end', limit: 40 },
        },
      ],
      notes: [
        `${own[0]!.pages} pages of ours${theirs[0] ? `, ${theirs[0].pages} of Starlight’s: lessons without labs, and no pages of labs, recordings or classes` : ''}`,
        ...('missing' in starlight ? [`skipped: the comparison with Starlight, for ${starlight.missing}`] : []),
      ],
    }
  } finally {
    tree.remove()
    if ('root' in starlight) rmSync(starlight.root, { recursive: true, force: true })
  }
}

const versus = (values: number[]): { rival?: Rival } =>
  values.length === 0 ? {} : { rival: { what: 'Starlight', values } }

/** kB of each lesson, compressed. */
function scripts(root: string): number[] {
  const dist = join(root, 'dist')
  return globSync(LESSONS, { cwd: dist }).map((page) => compressedBytes(dist, firstLoad(dist, page)) / 1_024)
}

/** Installed from the registry into a folder of its own. What our lessons use by name shows what is written inside it. */
function starlightTree(): { root: string } | { missing: string } {
  const root = mkdtempSync(join(tmpdir(), 'wirebook-bench-'))
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({ name: 'starlight-of-lessons', private: true, type: 'module' }),
  )
  const npm = spawnSync('npm', ['install', '--no-audit', '--no-fund', ...PACKAGES], {
    cwd: root,
    encoding: 'utf8',
    timeout: INSTALL_MS,
  })
  if (npm.status !== 0) {
    rmSync(root, { recursive: true, force: true })
    return { missing: `npm could not install it: ${npm.stderr.trim().split('\n').at(-1) ?? 'no answer'}` }
  }
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  write('astro.config.mjs', CONFIG)
  write('src/content.config.ts', COLLECTION)
  write('src/inside.astro', '<slot />\n')
  for (const file of globSync('{en,zh-cn}/*/*.mdx', { cwd: CONTENT })) {
    const text = readFileSync(join(CONTENT, file), 'utf8')
    const [, front = '', body = ''] = /^---\n([\s\S]*?\n)---\n([\s\S]*)$/.exec(text) ?? []
    const names = new Set([...body.matchAll(/<([A-Z]\w*)/g)].map(([, name]) => name))
    const imports = [...names].map((name) => `import ${name} from '/src/inside.astro'`).join('\n')
    write(`src/content/docs/${file}`, `---\n${front}---\n\n${imports}\n\n${body}`)
  }
  cpSync(join(ROOT, 'public/icon.svg'), join(root, 'public/favicon.svg'))
  return { root }
}

const CONFIG = `import starlight from '@astrojs/starlight'
import { defineConfig } from 'astro/config'

export default defineConfig({
  integrations: [
    starlight({
      title: 'Lessons',
      defaultLocale: 'en',
      locales: { en: { label: 'English' }, 'zh-cn': { label: '简体中文', lang: 'zh-CN' } },
    }),
  ],
})
`

const COLLECTION = `import { defineCollection } from 'astro:content'
import { docsLoader } from '@astrojs/starlight/loaders'
import { docsSchema } from '@astrojs/starlight/schema'

export const collections = { docs: defineCollection({ loader: docsLoader(), schema: docsSchema() }) }
`
