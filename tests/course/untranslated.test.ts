/**
 * How many texts of the course and its site are not in Chinese: none. What may be the same in both languages is listed
 * here with its reason; everything else without a Chinese character is counted.
 */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseSync, Visitor } from 'vite'
import { describe, expect, it } from 'vitest'
import { lessonsIn, OWN_COURSE } from '../../src/cli/check/course.ts'
import { untranslated } from '../../src/cli/check/languages.ts'
import { isChinese, VALUE } from '../../src/cli/check/typography/run.ts'
import { chineseSide } from '../../src/cli/check/typography/source.ts'
import { readGlossary } from '../../src/course/glossary.ts'
import { listExercises, listLabs, loadExercise, loadLab, ROOT } from '../../src/course/load.ts'
import { LOCALES } from '../../src/course/schema.ts'
import { UNITS, WHOLE_LOCALES } from '../../src/course/units.ts'
import type { Recording } from '../../src/protocol/recording.ts'
import { explainedLayers } from '../../src/site/islands/bench/wire/explained.ts'
import { decode } from '../../src/wire/decode.ts'
import type { Layer } from '../../src/wire/types.ts'

/** Words that stand alone in a Chinese text, each because it is not a word of English there. */
const NAMES: Record<string, string> = {
  one: 'what a lab writes',
  two: 'what a lab writes',
  three: 'what a lab writes',
  true: 'a value of the language',
  errno: 'errno(3)',
  cookie: 'of SYN cookie',
}
/** Texts of the site's catalogues that are the same in both languages. */
const SAME: Record<string, string> = {
  Python: 'a name',
  Node: 'a name',
  'wirebook/socket': 'a name',
  'Recv-Q': 'a column of ss(8)',
  'Send-Q': 'a column of ss(8)',
  ms: 'a unit',
  flags: 'a field as in RFC 9293',
  seq: 'a field as in RFC 9293',
  ack: 'a field as in RFC 9293',
  len: 'a field of the filter',
  SYN: 'a flag',
  'Shift F7': 'keys',
  'Ctrl M、⇧ ⌥ M': 'keys',
  'tcp && port 9999 && len > 0': 'an example in the filter’s language',
  'Ctrl Space': 'a key',
  'Shift Alt F': 'a key',
  'Ctrl Shift Space': 'a key',
  'Ctrl Shift M': 'a key',
  '↑ ↓ Home End': 'a key',
  Enter: 'a key',
  Esc: 'a key',
  Space: 'a key',
  'Ctrl K、⌘ K': 'keys',
  'Ctrl Enter、⌘ Enter': 'keys',
  'Ctrl .、⌘ .': 'keys',
  'Ctrl F、⌘ F': 'keys',
  Ethernet: 'a name',
  IPv4: 'a name',
  UDP: 'a name',
  'CRC-32': 'a name',
  'UTF-8': 'a name',
  struct: 'a module',
  'seq 2³²': 'a field as in RFC 9293',
  'seq 0…': 'a field as in RFC 9293',
  '--fault': 'an option of the command',
  '--seed': 'an option of the command',
}
/** A word, not a sign, number, unit with its value, key or single letter. */
const WORD = /[A-Za-z]{2,}/
/** A number with its unit. */
const MEASURE = /^\d+ ?\w{1,2}$/

describe('texts of the course', () => {
  const files = globSync(['{labs,content}/**/*.json'], { cwd: ROOT, exclude: ['**/recording.json'] })

  it('every text has its counterpart, and it is Chinese', () => {
    let count = 0
    const wrong = files.flatMap((file) =>
      pairsIn(JSON.parse(readFileSync(join(ROOT, file), 'utf8'))).flatMap(([en, zh]) => {
        count += 1
        return isTranslated(en, zh) ? [] : [`${file}: ${en ?? '—'} | ${zh ?? '—'}`]
      }),
    )
    expect(wrong).toEqual([])
    expect(count).toBeGreaterThan(1_500)
  })

  it('every unit and lesson has a title in both', () => {
    const titles = UNITS.flatMap(({ title, question, lessons }) => [
      title,
      question,
      ...lessons.map((one) => one.title),
    ])
    expect(titles.filter(({ en, 'zh-cn': zh }) => !isTranslated(en, zh)).map(({ en }) => en)).toEqual([])
  })

  it('every title, option, hint, test and mutant says why in both', () => {
    const texts = [
      ...listLabs().flatMap((id) => {
        const { title, options } = loadLab(id).lab
        return [title, ...options.flatMap((option) => [option.title, ...Object.values(option.labels ?? {})])]
      }),
      ...listExercises().flatMap((id) => {
        const { title, hints, tests, mutants } = loadExercise(id).exercise
        return [
          title,
          ...hints,
          ...Object.values(tests).map((one) => one.title),
          ...Object.values(mutants).map((one) => one.why),
        ]
      }),
    ]
    expect(texts.map(untranslated).filter((problem) => problem !== null)).toEqual([])
  })

  it('every term of the glossary is explained in both', () => {
    const terms = Object.entries(readGlossary())
    expect(terms.filter(([, entry]) => LOCALES.some((locale) => !entry[locale]?.text)).map(([id]) => id)).toEqual([])
  })

  it('every language that counts as whole has every lesson', () => {
    const all = UNITS.flatMap(({ lessons }) => lessons.map(({ id }) => id)).sort()
    for (const locale of WHOLE_LOCALES) expect(lessonsIn(OWN_COURSE.content, locale).sort(), locale).toEqual(all)
  })
})

describe('words of the site', () => {
  const sources = globSync('src/site/**/*.{ts,tsx}', { cwd: ROOT })

  it('of the Chinese catalogues nothing is English that is not listed as the same', () => {
    let count = 0
    const english = sources.flatMap((file) => {
      const source = readFileSync(join(ROOT, file), 'utf8')
      if (!isChinese(source)) return []
      return chineseSide(source, basename(file)).flatMap(({ text, line }) => {
        count += 1
        const said = text.replaceAll(VALUE, ' ').trim()
        return isChinese(said) || !WORD.test(said) || said in SAME || MEASURE.test(said)
          ? []
          : [`${file}:${line}: ${said}`]
      })
    })
    expect(english).toEqual([])
    expect(count).toBeGreaterThan(500)
  })

  it('no island has words of its own: what is read or heard comes from a catalogue', () => {
    const found = sources
      .filter((file) => file.endsWith('.tsx'))
      .flatMap((file) => {
        const source = readFileSync(join(ROOT, file), 'utf8')
        return literalWords(source, basename(file)).map((words) => `${file}: ${words}`)
      })
    expect(found).toEqual([])
  })

  it('nor has a component', () => {
    const found = globSync('src/site/**/*.astro', { cwd: ROOT }).flatMap((file) =>
      markupWords(readFileSync(join(ROOT, file), 'utf8')).map((words) => `${basename(file)}: ${words}`),
    )
    expect(found.filter((words) => !NOT_TRANSLATED.has(words))).toEqual([])
  })

  it('what the decoder says of the course’s own packets is explained in Chinese', () => {
    const english = new Set<string>()
    let notes = 0
    for (const layers of recordedPackets())
      for (const { name, title, summary, fields } of explainedLayers(layers, 'zh-cn')) {
        if (name === 'payload') continue
        const said = [...fields.flatMap(({ note }) => note ?? []), ...(/icmp|arp|igmp/.test(name) ? [summary] : [])]
        notes += said.length
        for (const text of said)
          if (!isChinese(text) && /[a-z]{3,} [a-z]{2,}/.test(text)) english.add(`${title}: ${text}`)
      }
    expect([...english]).toEqual([])
    expect(notes).toBeGreaterThan(1_000)
  })
})

/** Of each recorded run, the layers of its first packets. */
function recordedPackets(): Layer[][] {
  const recordings = globSync('labs/*/*/recording.json', { cwd: ROOT })
  return recordings.flatMap((file) => {
    const { runs } = JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Recording
    return runs.flatMap(({ events }) =>
      events
        .flatMap(([, event]) => (event.type === 'packets' ? event.packets : []))
        .slice(0, PACKETS_OF_A_RUN)
        .map(({ data, length }) => decode(Buffer.from(data, 'base64'), length).layers),
    )
  })
}

const PACKETS_OF_A_RUN = 60

/** Markup that is the same in every language: names and keys. */
const NOT_TRANSLATED = new Set([
  'index.astro: wirebook',
  'Forward.astro: wirebook',
  'Header.astro: wirebook',
  'Header.astro: Ctrl K',
])
/** A line, or a piece of one, of the program that the home page shows. */
const PROGRAM = /^(const|s\.\w+\(.*|'.*')$/

/** [English, Chinese] of whatever has both; undefined where one is missing. */
function pairsIn(value: unknown): [string | undefined, string | undefined][] {
  if (typeof value !== 'object' || value === null) return []
  const { en, 'zh-cn': zh } = value as Record<string, unknown>
  if (en !== undefined || zh !== undefined) return matched(en, zh)
  return Object.values(value).flatMap(pairsIn)
}

function matched(en: unknown, zh: unknown): [string | undefined, string | undefined][] {
  const [left, right] = [en, zh].map((one) =>
    typeof one === 'object' && one !== null ? (one as Record<string, unknown>) : null,
  )
  if (!left || !right) return [[typeof en === 'string' ? en : undefined, typeof zh === 'string' ? zh : undefined]]
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])]
  return keys.flatMap((key) => matched(left[key], right[key]))
}

function isTranslated(en: string | undefined, zh: string | undefined): boolean {
  if (!en?.trim() || !zh?.trim()) return false
  if (isChinese(zh)) return true
  // A word of English in small letters and nothing else around it; calls, paths and names hold other signs.
  const words = zh.split(/[\s·,]+/).filter((word) => /^[a-z]{3,}$/.test(word))
  return untranslated({ en, 'zh-cn': zh }) === null && words.every((word) => word in NAMES)
}

/** What stands in these is code in any language. */
const CODE = /^(code|kbd|pre)$/
const SPOKEN = /^(aria-(label|description|roledescription|valuetext)|title|alt|placeholder|label)$/

/** Text between tags, in attributes that are read out, and in strings that are a tag's child. */
function literalWords(source: string, file: string): string[] {
  const found: string[] = []
  const add = (text: string) => {
    const said = text.trim()
    if (WORD.test(said) && !(said in SAME) && !MEASURE.test(said)) found.push(said)
  }
  const strings = (node: unknown): void => {
    const { type, value, quasis, consequent, alternate, left, right } = (node ?? {}) as Record<string, unknown>
    if (type === 'Literal' && typeof value === 'string') add(value)
    else if (type === 'TemplateLiteral')
      for (const { value: text } of quasis as { value: { raw: string } }[]) add(text.raw)
    else if (type === 'ConditionalExpression') [consequent, alternate].forEach(strings)
    else if (type === 'LogicalExpression') [left, right].forEach(strings)
  }
  const child = (node: { type: string; value?: unknown; expression?: unknown }) => {
    if (node.type === 'JSXText') add(String(node.value))
    else if (node.type === 'JSXExpressionContainer') strings(node.expression)
  }
  new Visitor({
    JSXAttribute: ({ name, value }) => {
      if (name.type !== 'JSXIdentifier' || !SPOKEN.test(name.name)) return
      strings(value?.type === 'JSXExpressionContainer' ? value.expression : value)
    },
    JSXElement: ({ openingElement: { name }, children }) => {
      if (name.type !== 'JSXIdentifier' || !CODE.test(name.name)) children.forEach(child)
    },
    JSXFragment: ({ children }) => children.forEach(child),
  }).visit(parseSync(file, source, { sourceType: 'module' }).program)
  return found
}

/** Of a component's markup, which no parser of ours reads: what stands between tags, and in spoken attributes. */
function markupWords(source: string): string[] {
  const markup = source
    .replace(/^---\n[\s\S]*?\n---/, '')
    .replace(/<(script|style|code)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<!--[\s\S]*?-->|\{\/\*[\s\S]*?\*\/\}/g, '')
    .replace(/^\s*\/\/.*$/gm, '')
  const between = [...markup.matchAll(/(?<=[\w"'}/]>)([^<>{}=]*[A-Za-z]{2,}[^<>{}=]*)(?=<)/g)].map(([text]) => text)
  const spoken = [...markup.matchAll(/\s([a-z-]+)="([^"]*[A-Za-z]{2,}[^"]*)"/g)].flatMap(([, name = '', text = '']) =>
    SPOKEN.test(name) ? [text] : [],
  )
  return [...between, ...spoken]
    .map((text) => text.trim().replace(/\s+/g, ' '))
    .filter((text) => !(text in SAME) && !PROGRAM.test(text) && !text.startsWith(')')) // the rest of an expression between two tags
}
