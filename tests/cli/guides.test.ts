/** The guides that stand in both languages: the same commands, links that lead somewhere, labels as the page has them. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../../src/course/load.ts'
import { zh as compareZh } from '../../src/site/islands/bench/compare/words-zh.ts'
import { shareWords } from '../../src/site/islands/bench/share/words.ts'
import { afterWords } from '../../src/site/islands/exercise/after/words.ts'
import { words } from '../../src/site/islands/i18n.ts'
import { editorWords } from '../../src/site/islands/shared/lsp/words.ts'
import { versionsWords } from '../../src/site/islands/shared/versions/words.ts'

const PAIRS = [
  ['README.md', 'README.zh-CN.md'],
  ['docs/learner.md', 'docs/zh-CN/learner.md'],
  ['docs/operator.md', 'docs/zh-CN/operator.md'],
  ['docs/operate.md', 'docs/zh-CN/operate.md'],
  ['docs/instructor.md', 'docs/zh-CN/instructor.md'],
] as const

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

/** What one would type: the lines of fenced blocks, without what is said of them. */
function commands(text: string): string[] {
  return [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block]) =>
    block!
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter(Boolean),
  )
}

/** Files and pages of ours that a text links to. */
function links(text: string): string[] {
  return [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, to]) => to!).filter((to) => !/^https?:/.test(to))
}

describe.each(PAIRS)('%s and %s', (english, chinese) => {
  test('have the same commands in the same order', () => {
    expect(commands(read(chinese))).toEqual(commands(read(english)))
    expect(commands(read(english)).length).toBeGreaterThan(2)
  })

  test('name each other first, and link to nothing that is not there', () => {
    for (const [file, other] of [
      [english, chinese],
      [chinese, english],
    ] as const) {
      const linked = links(read(file)).map((to) => join(dirname(file), to))
      expect(linked[0]).toBe(other)
      expect(linked.filter((to) => !existsSync(join(ROOT, to)))).toEqual([])
    }
  })

  test('show the same options, keys and code in the running text', () => {
    const inline = (text: string) => new Set([...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!))
    const [ours, theirs] = [inline(read(english)), inline(read(chinese))]
    // The form of an error is told in words.
    const told = (code: string) => /^CODE: |^代码: /.test(code)
    expect([...ours].filter((code) => !theirs.has(code) && !told(code))).toEqual([])
  })
})

/** Of panes that are loaded when they are opened. */
const PANES = [versionsWords['zh-cn'], compareZh, afterWords['zh-cn'], shareWords['zh-cn']]

test('buttons and panes are called in the Chinese guide as the page calls them', () => {
  const texts = [words('zh-cn'), editorWords('zh-cn'), ...PANES].flatMap((all) =>
    Object.values(all).filter((text): text is string => typeof text === 'string'),
  )
  const quoted = [...read('docs/zh-CN/learner.md').matchAll(/“([^”]+)”/g)].map(([, label]) => label!)
  expect(quoted.length).toBeGreaterThan(5)
  expect(quoted.filter((label) => !texts.includes(label))).toEqual([])
})
