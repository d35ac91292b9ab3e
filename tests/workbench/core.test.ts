/** Encoding, decoding and cutting, of frames drawn by chance and of those with literal bytes. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { believed } from '../../src/workbench/belief.ts'
import { bytesOfText, textOfBytes } from '../../src/workbench/byte-text.ts'
import { readsOf } from '../../src/workbench/cut.ts'
import { decode } from '../../src/workbench/decode.ts'
import { encode } from '../../src/workbench/encode.ts'
import type { Definition, Values } from '../../src/workbench/frame.ts'
import { type Plan, planOf } from '../../src/workbench/plan.ts'
import { PRESETS, type PresetId } from '../../src/workbench/presets.ts'
import { endOf, push, START } from '../../src/workbench/stream.ts'
import { valuesOf } from '../../src/workbench/typed.ts'
import { chunked, plans, SEED, sizes, valuesFor } from './arbitrary.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
const sent = (plan: Plan, values: Values): Uint8Array => {
  const encoded = encode(plan, values)
  if (!encoded.ok) throw new Error(JSON.stringify(encoded.problem))
  return encoded.bytes
}
const planFor = (definition: Definition): Plan => {
  const planned = planOf(definition)
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems))
  return planned.plan
}
const preset = (id: PresetId) => PRESETS.find((one) => one.id === id)!
const presetPlan = (id: PresetId) => planFor(preset(id).definition)
const withValues = plans.chain(({ plan }) =>
  fc.record({ plan: fc.constant(plan), all: fc.array(valuesFor(plan), { minLength: 1, maxLength: 3 }), sizes }),
)

function streamed(plan: Plan, chunks: Uint8Array[]) {
  let state = START
  const frames: Values[] = []
  for (const chunk of chunks) {
    const pushed = push(plan, state, chunk)
    state = pushed.state
    frames.push(...pushed.frames.map(({ values }) => values))
  }
  return { frames, fault: state.fault, end: endOf(state), left: state.rest.length, consumed: state.consumed }
}

describe('frames drawn by chance', () => {
  it('come back as they were sent', () => {
    fc.assert(
      fc.property(withValues, ({ plan, all: [values = {}] }) => {
        const encoded = encode(plan, values)
        if (!encoded.ok) throw new Error(JSON.stringify(encoded.problem))
        expect(decode(plan, encoded.bytes)).toEqual({
          state: 'frame',
          values,
          spans: encoded.spans,
          size: encoded.bytes.length,
        })
        // Bytes behind it are left alone.
        expect(decode(plan, Buffer.concat([encoded.bytes, Buffer.from([0, 255])]))).toMatchObject({
          state: 'frame',
          size: encoded.bytes.length,
        })
        expect(encoded.spans.map(({ from }) => from)).toEqual([0, ...encoded.spans.slice(0, -1).map(({ to }) => to)])
      }),
      SEED,
    )
  })

  it('come out of a stream the same, however it is cut', () => {
    fc.assert(
      fc.property(withValues, ({ plan, all, sizes: some }) => {
        const stream = Buffer.concat(all.map((values) => sent(plan, values)))
        const got = streamed(plan, chunked(stream, some))
        expect(got).toEqual({ frames: all, fault: null, end: 'border', left: 0, consumed: stream.length })
      }),
      SEED,
    )
  })

  it('want more while they are not whole, and never more than is missing', () => {
    fc.assert(
      fc.property(withValues, ({ plan, all: [values = {}] }) => {
        const whole = sent(plan, values)
        for (let have = 0; have < whole.length; have++) {
          const decoded = decode(plan, whole.subarray(0, have))
          expect(decoded.state).toBe('more')
          if (decoded.state !== 'more') return
          expect(decoded.atLeast).toBeGreaterThan(0)
          expect(decoded.atLeast).toBeLessThanOrEqual(whole.length - have)
        }
      }),
      SEED,
    )
  })

  it('damaged or not frames at all, end in a fault or a wait, the same for every cut', () => {
    const noise = fc.uint8Array({ maxLength: 40 })
    const place = fc.nat()
    fc.assert(
      fc.property(
        withValues,
        noise,
        place,
        fc.integer({ min: 1, max: 255 }),
        ({ plan, all, sizes: some }, tail, at, flip) => {
          const stream = new Uint8Array(Buffer.concat([...all.map((values) => sent(plan, values)), tail]))
          stream[at % stream.length]! ^= flip
          const once = streamed(plan, [stream])
          expect(streamed(plan, chunked(stream, some))).toMatchObject({
            frames: once.frames,
            fault: once.fault,
            end: once.end,
            consumed: once.consumed,
          })
        },
      ),
      SEED,
    )
  })
})

describe('the presets', () => {
  it.each([
    ['length', ['00000002 6869', '00000006 e4bda0e5a5bd', '00000000']],
    [
      'file-header',
      [
        '28000000 7b2266696c656e616d65223a20226e6f7465732e747874222c202266696c6573697a65223a20357d',
        undefined,
        undefined,
      ],
    ],
    ['line', ['70696e670a', '0a', '7069640a']],
    ['websocket', ['8105 48656c6c6f', '8900', '8103 e4bda0']],
    // Length 20: 12 bytes of header and 8 of question.
    ['dns', ['0014 1234 0100 0001 0000 0000 0000 02686900 0001 0001', undefined, undefined]],
    ['tlv', ['01 0004 6e616d65', '02 0004 0000002a', 'ff 0000']],
  ] as const)('%s has the bytes of its protocol', (id, wanted) => {
    const plan = presetPlan(id)
    for (const [i, text] of wanted.entries()) {
      const typed = valuesOf(plan, preset(id).messages[i]!)
      if (!typed.ok) throw new Error(JSON.stringify(typed.problem))
      const got = sent(plan, typed.values)
      if (text !== undefined) expect(hex(got)).toBe(text.replaceAll(' ', ''))
      expect(decode(plan, got)).toMatchObject({ state: 'frame', values: typed.values })
    }
  })
})

describe('a decoder refuses', () => {
  const magic = planFor({
    name: 'm',
    order: 'be',
    fields: [
      { name: 'magic', kind: 'magic', bytes: '"WB"' },
      { name: 'length', kind: 'int', width: 2 },
      { name: 'text', kind: 'utf8', size: { by: 'length', field: 'length', counts: 'frame', max: 8 } },
      { name: 'sum', kind: 'crc32' },
    ],
  })
  it.each([
    ['a wrong first byte at once', 'ff', { code: 'magic', field: 0, at: 0, expected: 0x57, got: 0xff }],
    ['a wrong second byte', '5743', { code: 'magic', field: 0, at: 1, expected: 0x42, got: 0x43 }],
    ['a negative length', '5742 ffff', { code: 'negative', field: 2, at: 2, got: -1 }],
    ['a length that leaves no room for itself', '5742 0007', { code: 'too-short', field: 2, at: 2, got: 7, least: 8 }],
    ['a length over the limit', '5742 0011', { code: 'too-long', field: 2, at: 2, got: 9, most: 8 }],
    // zlib.crc32(b'WB\x00\x09\xff') is 0x81cc20b4, by CPython 3.
    ['a wrong CRC', '5742 0009 ff 00000000', { code: 'crc', field: 3, at: 5, got: 0, expected: 0x81cc20b4 }],
    ['text that is no UTF-8', '5742 0009 ff 81cc20b4', { code: 'not-utf8', field: 2, at: 4 }],
  ])('%s', (_, text, fault) => {
    expect(decode(magic, bytes(text))).toEqual({ state: 'fault', fault })
  })

  it('a line without an end, when the delimiter can no longer come in time', () => {
    const line = planFor({
      name: 'l',
      order: 'be',
      fields: [{ name: 'text', kind: 'bytes', size: { by: 'delimiter', delimiter: '0d0a', max: 3 } }],
    })
    expect(decode(line, bytes('6161610d'))).toEqual({ state: 'more', field: 0, atLeast: 1 })
    expect(decode(line, bytes('6161610d0a'))).toMatchObject({ state: 'frame', size: 5 })
    expect(decode(line, bytes('616161610d'))).toEqual({
      state: 'fault',
      fault: { code: 'no-delimiter', field: 0, at: 0, most: 3 },
    })
  })

  it('everything after a fault', () => {
    const broken = push(magic, START, bytes('5743'))
    expect(push(magic, broken.state, bytes('5742'))).toMatchObject({ frames: [], next: { state: 'fault' } })
    expect(endOf(broken.state)).toBe('fault')
  })
})

describe('a sender is told', () => {
  const plan = planFor({
    name: 'all',
    order: 'be',
    fields: [
      { name: 'n', kind: 'uint', width: 1 },
      { name: 'name', kind: 'utf8', size: { by: 'fixed', bytes: 4 } },
      { name: 'key', kind: 'bytes', size: { by: 'fixed', bytes: 2 } },
      { name: 'line', kind: 'utf8', size: { by: 'delimiter', delimiter: '"--"', max: 5 } },
    ],
  })
  const good = { n: 1, name: 'ab', key: Uint8Array.of(1, 2), line: 'x' }
  it.each([
    ['a number that does not fit', { n: 256 }, { code: 'range', field: 0, low: '0', high: '255' }],
    ['half a number', { n: 1.5 }, { code: 'integer', field: 0 }],
    ['a text that is too long, in bytes', { name: '你好' }, { code: 'long', field: 1, got: 6, most: 4 }],
    ['a text that ends as its padding does', { name: 'a\0' }, { code: 'nul-end', field: 1 }],
    ['half a surrogate pair', { name: '\ud800' }, { code: 'surrogate', field: 1 }],
    ['too few bytes', { key: Uint8Array.of(1) }, { code: 'size', field: 2, got: 1, most: 2 }],
    ['a delimiter inside', { line: 'a--b' }, { code: 'delimiter-inside', field: 3 }],
    ['one that begins inside and ends in the delimiter', { line: 'a-' }, { code: 'delimiter-inside', field: 3 }],
    ['a field that is not there', { n: undefined as never }, { code: 'missing', field: 0 }],
  ])('%s', (_, change, problem) => {
    expect(encode(plan, { ...good, ...change })).toEqual({ ok: false, problem })
    expect(encode(plan, good).ok).toBe(true)
  })
})

describe('a definition is told', () => {
  const text = (size: object) => ({ name: 'text', kind: 'utf8', size }) as Definition['fields'][number]
  const number = (name: string, width = 1, kind = 'uint') => ({ name, kind, width }) as Definition['fields'][number]
  const counted = (counts = 'field', max = 9, field = 'n') => text({ by: 'length', field, counts, max })
  it.each([
    ['nothing in it', [], { at: null, code: 'no-fields' }],
    ['no name', [number('')], { at: 0, code: 'name-missing' }],
    ['a name that is none', [number('a b')], { at: 0, code: 'name-form' }],
    ['one name twice', [number('a'), number('a')], { at: 1, code: 'name-twice', name: 'a' }],
    ['a width of five', [number('a', 5)], { at: 0, code: 'width' }],
    ['a size of nothing', [text({ by: 'fixed', bytes: 0 })], { at: 0, code: 'fixed-size', most: 1024 }],
    ['a length that is not there', [counted()], { at: 0, code: 'length-unknown', name: 'n' }],
    ['a length behind its field', [counted(), number('n')], { at: 0, code: 'length-later', name: 'n' }],
    [
      'a length that is no whole number',
      [number('n', 4, 'float'), counted()],
      { at: 1, code: 'length-kind', name: 'n' },
    ],
    [
      'a length of two fields',
      [number('n'), counted(), { ...counted(), name: 'more' }],
      { at: 2, code: 'length-shared', name: 'n', other: 'text' },
    ],
    [
      'a limit that its length cannot say',
      [number('n'), counted('field', 256)],
      { at: 1, code: 'max-over-length', most: 255, name: 'n', width: 1 },
    ],
    [
      'and one that only the header makes too large',
      [number('n'), number('m', 2), counted('frame', 253), number('k', 4)],
      { at: 2, code: 'max-over-length', most: 248, name: 'n', width: 1 },
    ],
    [
      'what varies behind a field that is counted with it',
      [
        number('n', 2),
        counted('after'),
        { name: 'line', kind: 'utf8', size: { by: 'delimiter', delimiter: '0a', max: 9 } },
      ],
      { at: 1, code: 'counts-behind', name: 'line' },
    ],
    [
      'a delimiter of nothing',
      [text({ by: 'delimiter', delimiter: '', max: 9 })],
      { at: 0, code: 'delimiter-size', most: 8 },
    ],
    [
      'a delimiter that is none',
      [text({ by: 'delimiter', delimiter: '0', max: 9 })],
      { at: 0, code: 'delimiter-form' },
    ],
    ['a magic that is none', [{ name: 'm', kind: 'magic', bytes: '"' }], { at: 0, code: 'magic-form' }],
  ])('%s', (_, fields, problem) => {
    expect(planOf({ name: 'x', order: 'be', fields: fields as Definition['fields'] })).toEqual({
      ok: false,
      problems: expect.arrayContaining([problem]),
    })
  })
})

test('the limit that a whole-frame length allows is just one that fits', () => {
  const fields: Definition['fields'] = [
    { name: 'n', kind: 'uint', width: 1 },
    { name: 'text', kind: 'bytes', size: { by: 'length', field: 'n', counts: 'frame', max: 254 } },
  ]
  const plan = planFor({ name: 'x', order: 'be', fields })
  expect(sent(plan, { text: new Uint8Array(254) })[0]).toBe(255)
})

test('a receiver that believes otherwise reads other lengths, and no byte says so', () => {
  const plan = presetPlan('length')
  const stream = sent(plan, { payload: 'hi' })
  const other = decode(believed(plan, 'other-order'), stream)
  expect(other).toEqual({
    state: 'fault',
    fault: { code: 'too-long', field: 1, at: 0, got: 0x02000000, most: 1_048_576 },
  })
  expect(decode(believed(plan, 'frame'), stream)).toMatchObject({ fault: { code: 'too-short', got: 2, least: 4 } })
  const longer = sent(plan, { payload: 'hello!' })
  expect(decode(believed(plan, 'frame'), longer)).toMatchObject({ state: 'frame', values: { payload: 'he' }, size: 6 })
})

test('cuts give every byte once, and the answers of a decoder', () => {
  const plan = presetPlan('length')
  const stream = Buffer.concat([sent(plan, { payload: 'hi' }), sent(plan, { payload: '' })])
  const { reads, end } = readsOf(plan, stream, new Set([3, 8, 99, 0]))
  expect(reads.map(({ from, to }) => [from, to])).toEqual([
    [0, 3],
    [3, 8],
    [8, 10],
  ])
  expect(reads.map(({ pushed }) => [pushed.frames.length, pushed.next])).toEqual([
    [0, { state: 'more', field: 0, atLeast: 1 }],
    [1, { state: 'more', field: 0, atLeast: 2 }],
    [1, { state: 'border' }],
  ])
  expect(end).toBe('border')
  expect(readsOf(plan, stream.subarray(0, 9), new Set()).end).toBe('truncated')
})

test('bytes as people type them', () => {
  const read = (text: string) => {
    const got = bytesOfText(text)
    return got && hex(got)
  }
  expect(['0d 0a', '0x0D0a', '"\\r\\n"', '"\\x00é"', ''].map(read)).toEqual(['0d0a', '0d0a', '0d0a', '00c3a9', ''])
  expect(['0', 'xy', '"a', 'a"', '"a"b"', '"\\q"', '"\\"'].map(read)).toEqual(Array(7).fill(null))
  expect([Uint8Array.of(104, 105), Uint8Array.of(10), Uint8Array.of(255)].map(textOfBytes)).toEqual([
    '"hi"',
    '0a',
    'ff',
  ])
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (some) => {
      expect(bytesOfText(textOfBytes(some))).toEqual(some)
    }),
    SEED,
  )
})
