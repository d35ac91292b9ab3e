/** What bytes mean: messages of the lab's own protocol over segments, numbers, formats, texts, and as source code. */
import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { type Fields, messagesIn } from '../../src/course/fields.ts'
import {
  asText,
  formatFor,
  nodeBuffer,
  pythonBytes,
  readings,
  unpack,
} from '../../src/site/islands/bench/wire/bytes/inspect/read.ts'
import { MOST_MESSAGES, messageNodes } from '../../src/site/islands/bench/wire/bytes/messages.ts'
import { readable } from '../../src/site/islands/bench/wire/bytes/readable.ts'

const text = (name: string) => ({ en: name, 'zh-cn': name })
const bytes = (sign: string) => new Uint8Array(Buffer.from(sign, 'latin1'))
const PREFIXED: Fields = [
  { name: text('length'), kind: 'u32be' },
  { name: text('payload'), kind: 'counted' },
]

describe('messages of a declared protocol', () => {
  it('lie one behind the other, each with its fields', () => {
    const found = messagesIn(bytes('\0\0\0\x02hi\0\0\0\0\0\0\0\x05abc'), PREFIXED, 'en')
    expect(found.map(({ from, to, end, complete }) => [from, to, end, complete])).toEqual([
      [0, 6, 6, true],
      [6, 10, 10, true],
      [10, 17, 19, false],
    ])
    expect(found[0]!.fields.map(({ name, value }) => `${name} ${value}`)).toEqual(['length 2', 'payload hi'])
  })

  it.each<[string, Fields, string, [number, number, number | null, boolean][]]>([
    [
      'lines',
      [{ name: text('line'), kind: 'line' }],
      'a\r\nbc\nd',
      [
        [0, 3, null, true],
        [3, 6, null, true],
        [6, 7, null, false],
      ],
    ],
    [
      'digits',
      [
        { name: text('n'), kind: 'digits', size: 4 },
        { name: text('x'), kind: 'counted' },
      ],
      '0006lights00',
      [
        [0, 10, 10, true],
        [10, 12, null, false],
      ],
    ],
    [
      'fixed',
      [{ name: text('c'), kind: 'fixed', size: 3 }],
      'abcde',
      [
        [0, 3, 3, true],
        [3, 5, 6, false],
      ],
    ],
    [
      'small numbers',
      [
        { name: text('n'), kind: 'u8' },
        { name: text('m'), kind: 'u16be' },
        { name: text('x'), kind: 'counted' },
      ],
      '\x09\0\x01z',
      [[0, 4, 4, true]],
    ],
    [
      'a negative length',
      [
        { name: text('n'), kind: 'i32le' },
        { name: text('x'), kind: 'counted' },
      ],
      '\xff\xff\xff\xff',
      [[0, 4, 4, true]],
    ],
  ])('are read: %s', (_, fields, sent, expected) => {
    const found = messagesIn(bytes(sent), fields, 'en')
    expect(found.map(({ from, to, end, complete }) => [from, to, end, complete])).toEqual(expected)
  })

  it('end, whatever the bytes: no message is empty', () => {
    expect(messagesIn(bytes('abc'), [{ name: text('x'), kind: 'counted' }], 'en')).toEqual([])
    expect(messagesIn(bytes(''), PREFIXED, 'en')).toEqual([])
  })
})

describe('messages of a packet', () => {
  const stream = bytes('\0\0\0\x02hi\0\0\0\x08abcdefgh\0\0')
  const messages = messagesIn(stream, PREFIXED, 'en').map((message, index) => ({
    ...message,
    title: `Message ${index + 1}`,
    summary: '',
    fields: message.fields.map(({ name, value, from, to }) => ({ name, label: name, value, from, to })),
  }))
  const carriers = [
    { n: 4, from: 0, to: 8 },
    { n: 6, from: 8, to: 14 },
    { n: 7, from: 8, to: 14 },
    { n: 9, from: 14, to: 20 },
  ]
  const nodesOf = (range: { from: number; to: number }) =>
    messageNodes({ messages, range, payloadFrom: 54, carriers, locale: 'en' })

  it('are named by the packet that goes on with them', () => {
    const nodes = nodesOf({ from: 0, to: 8 })
    expect(nodes.map(({ title, summary, from, to }) => [title, summary, from, to])).toEqual([
      ['Message 1', '', 54, 60],
      ['Message 2', 'continues in #6', 60, 62],
    ])
    expect(nodes[1]!.fields.at(-1)).toMatchObject({ label: 'continues in', value: '#6', go: 6 })
    expect(nodes[1]!.fields[0]).toMatchObject({ label: 'length', from: 60, to: 62, note: 'its bytes 0 to 1 of 4' })
  })

  it('and by the one that began them; a copy that came later is not named', () => {
    const [node] = nodesOf({ from: 8, to: 14 })
    expect(node).toMatchObject({ title: 'Message 2', summary: 'began in #4 · continues in #9', from: 54, to: 60 })
    expect(node!.fields[0]).toMatchObject({ value: '#4', go: 4 })
  })

  it('say what was not seen', () => {
    const nodes = nodesOf({ from: 14, to: 20 })
    expect(nodes.map(({ title, summary }) => [title, summary])).toEqual([
      ['Message 2', 'began in #4'],
      ['Message 3', 'not all of it was seen'],
    ])
  })

  it('are counted where they are very many', () => {
    const many = Array.from({ length: 100 }, (_, index) => {
      const [from, to] = [index * 2, index * 2 + 2]
      return { from, to, end: to, complete: true, title: `${index}`, summary: '', fields: [] }
    })
    const range = { from: 0, to: 200 }
    const nodes = messageNodes({ messages: many, range, payloadFrom: 0, carriers: [{ n: 1, ...range }], locale: 'en' })
    expect(nodes).toHaveLength(MOST_MESSAGES + 1)
    expect(nodes.at(-1)).toMatchObject({ title: 'and 40 messages more in this packet', from: 120, to: 200 })
  })
})

describe('chosen bytes', () => {
  it('are numbers of each width in both orders', () => {
    const found = new Map(readings(bytes('\xff\xfe\0\x01\0\0\0\0')).map((one) => [one.letter, one.value]))
    expect(Object.fromEntries(found)).toEqual({
      '>B': '255',
      '<B': '255',
      '>b': '-1',
      '<b': '-1',
      '>H': '65534',
      '<H': '65279',
      '>h': '-2',
      '<h': '-257',
      '>I': '4294836225',
      '<I': '16842495',
      '>i': '-131071',
      '<i': '16842495',
      '>Q': '18446181128051097600',
      '<Q': '16842495',
      '>q': '-562945658454016',
      '<q': '16842495',
      '>f': 'NaN',
      '<f': expect.stringMatching(/e-38$/),
      '>d': 'NaN',
      '<d': expect.stringMatching(/e-317$/),
    })
    expect(readings(bytes('ab')).find(({ letter }) => letter === '>I')?.value).toBe(null)
  })

  it('are read by a format of struct', () => {
    expect(unpack('<iH2s?x', bytes('\x02\0\0\0\x01\0hi\x01\0'))).toEqual({
      values: ['2', '1', "b'hi'", 'True'],
      size: 10,
    })
    expect(unpack('!2h', bytes('\xff\xff\0\x02'))).toEqual({ values: ['-1', '2'], size: 4 })
    expect(unpack('>k', bytes('abcd'))).toEqual({ problem: 'letter', at: 'k' })
    expect(unpack('>I', bytes('ab'))).toEqual({ problem: 'size', at: '4' })
    expect([1, 2, 3, 4, 8].map(formatFor)).toEqual(['>B', '>H', '>3s', '>I', '>Q'])
  })

  it('are text where they are UTF-8, and say where they stop being it', () => {
    expect(asText(new TextEncoder().encode('你好😀'))).toEqual({ text: '你好😀' })
    expect(asText(bytes('ab\xe4\xbd'))).toEqual({ wrongAt: 2 })
    expect(asText(bytes('\xff'))).toEqual({ wrongAt: 0 })
    expect(readable(new TextEncoder().encode('你好\n\0'))).toBe('你好\\n\\0')
    expect(readable(bytes('\xff\x01'))).toBe('ff 01')
    expect(readable(new TextEncoder().encode('你'.repeat(60)))).toBe(`${'你'.repeat(53)}…`)
  })

  it('are source code that gives the same bytes back', () => {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index)
    const made = Function('Buffer', `return ${nodeBuffer(all)}`)(Buffer) as Buffer
    expect([...made]).toEqual([...all])
    expect(pythonBytes(bytes("it's \\ \n\x00é"))).toBe('b"it\'s \\\\ \\n\\x00\\xe9"')
  })

  it.skipIf(spawnSync('python3', ['--version']).status !== 0)('are what Python itself would write', () => {
    for (const one of [Uint8Array.from({ length: 256 }, (_, index) => index), bytes("'"), bytes('"\''), bytes('')]) {
      const script = `print(repr(bytes.fromhex('${Buffer.from(one).toString('hex')}')))`
      expect(pythonBytes(one)).toBe(execFileSync('python3', ['-c', script], { encoding: 'utf8' }).trimEnd())
    }
  })
})
