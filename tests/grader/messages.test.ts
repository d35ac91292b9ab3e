/** The catalogue, read: every message in both languages, with sample values, as docs/grading.md shows it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { words } from '../../src/sidecar/grader/words/index.ts'
import { IDS, type MessageId, SAMPLES, sampled } from './samples.ts'

const PAGE = join(import.meta.dirname, '../../docs/grading.md')
const SPEC_API = join(import.meta.dirname, '../../src/sidecar/grader/spec')
const HEADING = '## The catalogue of messages'
/** Labels and beginnings of lines, not sentences. */
const LABELS: MessageId[] = [
  'expected',
  'got',
  'nothing',
  'loading',
  'pass',
  'fail',
  'error',
  'points',
  'score',
  'hidden',
  'notRun',
  'after',
  'comma',
  'aside',
  'hint',
  'printed',
  'replay',
]
/** Open with what the spec said, or go on with values. */
const OPEN: MessageId[] = [
  'threw',
  'gaveInstead',
  'threwInstead',
  'notBytes',
  'bytesDiffer',
  'bytesSame',
  'fieldValue',
  'noThrow',
  'otherThrow',
  'loadFailed',
]
const SENTENCES = IDS.filter((id) => !LABELS.includes(id) && !OPEN.includes(id))
/** What tells a learner that a program was stopped or a submission not run; each has to say what to do next. */
const STEPS: MessageId[] = [
  'late',
  'malformed',
  'missing',
  'floods',
  'channelFull',
  'memory',
  'lost',
  'loadHangs',
  'loadExits',
  'noPackage',
  'noFile',
  'noExport',
  'syntax',
  'unparsed',
  'noEntry',
  'oddName',
  'tooLarge',
  'tooMany',
  'binary',
  'notUtf8',
  'denied',
  'isFolder',
  'notRegular',
  'leadsOut',
  'faultStep',
]

function catalogue(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
  const rows = IDS.map(
    (id) => `| \`${id}\` | ${cell(sampled(words('en'), id))} | ${cell(sampled(words('zh-cn'), id))} |`,
  )
  return ['| id | English | 中文 |', '| --- | --- | --- |', ...rows].join('\n')
}

/** `say('…', '…')` with two plain or template texts; those with texts inside texts are left out. */
const PAIRS = /\bsay\(\s*(['`"])((?:\\.|(?!\1)[^\\])*)\1,\s*(['`"])((?:\\.|(?!\3)[^\\])*)\3,?\s*\)/g

describe('what waits and helpers of the spec API say', () => {
  const files = readdirSync(SPEC_API).filter((name) => name.endsWith('.ts'))
  const pairs = files.flatMap((file) =>
    [...readFileSync(join(SPEC_API, file), 'utf8').matchAll(PAIRS)].map((found) => ({
      file,
      en: found[2] as string,
      zh: found[4] as string,
    })),
  )

  it('is said in both languages', () => {
    expect(pairs.length).toBeGreaterThan(20)
    for (const { file, en, zh } of pairs) {
      expect(en, file).not.toMatch(/\p{Script=Han}/u)
      if (/[a-z]{3}/.test(en.replace(/\$\{[^}]*\}/g, ''))) expect(zh, `${file}: ${en}`).toMatch(/\p{Script=Han}/u)
    }
  })

  it('fills both with as many values', () => {
    const values = (text: string) => text.match(/\$\{/g)?.length ?? 0
    for (const { file, en, zh } of pairs) expect(values(zh), `${file}: ${en}`).toBe(values(en))
  })
})

describe('the catalogue of messages', () => {
  it('has a sample for every id, and the same ids in both languages', () => {
    expect(Object.keys(SAMPLES)).toEqual(Object.keys(words('en')))
    expect(Object.keys(words('zh-cn'))).toEqual(Object.keys(words('en')))
  })

  it('stands in docs/grading.md, word for word', () => {
    const page = readFileSync(PAGE, 'utf8')
    const [head = '', section = ''] = page.split(HEADING)
    const shown = section.slice(section.indexOf('| id |')).trim()
    if (process.env.WRITE_DOCS) {
      const lede = section.slice(0, section.indexOf('| id |'))
      writeFileSync(PAGE, `${head}${HEADING}${lede}${catalogue()}\n`)
    } else expect(shown, 'WRITE_DOCS=1 npx vitest run tests/grader/messages writes it').toBe(catalogue())
  })

  it.each(IDS)('puts every value of its sample into the sentence: %s', (id) => {
    for (const locale of ['en', 'zh-cn'] as const) {
      const text = sampled(words(locale), id)
      for (const value of SAMPLES[id]) expect(text).toContain(String(value))
      expect(text).not.toMatch(/undefined|null|NaN|\[object|\$\{/)
    }
  })

  it.each(SENTENCES)('is a whole sentence in each language: %s', (id) => {
    expect(sampled(words('en'), id)).toMatch(/^[A-Z][\s\S]*[.?]$/)
    const zh = sampled(words('zh-cn'), id)
    expect(zh).toMatch(/[。？]$/)
    expect(zh).toMatch(/\p{Script=Han}/u)
    // Full-width marks between Chinese words.
    expect(zh).not.toMatch(/\p{Script=Han}[,;:?!()]|[,;:?!()]\p{Script=Han}/u)
  })

  it.each(STEPS)('says what to do next: %s', (id) => {
    const english = sampled(words('en'), id)
    expect(english).toMatch(
      /\?$|\b(Take|Mend|Move|Give|Rename|Hand in|Save|Put|Return|leave|gives|Try again|There are|An import)\b/,
    )
    expect(sampled(words('zh-cn'), id)).toMatch(/？$|请|可用的|要写出|恢复权限/)
  })
})
