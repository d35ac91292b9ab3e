import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { columns, cropped, padded, wrapped } from '../../src/cli/columns.ts'

describe('columns of a text', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['三次握手', 8],
    ['用 TCP 连接', 11],
    ['，。：；？！（）', 16],
    ['│ SYN ─►│', 9],
    ['“引号”', 6],
    ['…', 1],
    ['e\u0301', 1],
    ['𠮷野家', 6],
    ['한글', 4],
    ['カタカナ', 8],
    ['🦊', 2],
    ['ａｂ', 4],
    ['a\u200bb', 2],
  ])('%j takes %i', (text, width) => {
    expect(columns(text)).toBe(width)
  })

  test('the short way and the long way agree', () => {
    const narrow = fc.string({ unit: fc.integer({ min: 0x20, max: 0x24f }).map((code) => String.fromCodePoint(code)) })
    fc.assert(
      fc.property(narrow, (text) => {
        // A wide character forces the long way.
        expect(columns(text)).toBe(columns(`${text}中`) - 2)
      }),
    )
  })
})

test('padding and cropping count columns, not characters', () => {
  expect(columns(padded('抓包', 10))).toBe(10)
  expect(padded('抓包', 3)).toBe('抓包')
  expect(cropped('三次握手', 8)).toBe('三次握手')
  expect(cropped('三次握手', 7)).toBe('三次握…')
  expect(cropped('三次握手', 6)).toBe('三次…')
  expect(cropped('handshake', 5)).toBe('hand…')
  expect(cropped('a', 0)).toBe('')
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '中', '，', '😀', 'é') }), fc.nat(30), (text, width) => {
      expect(columns(cropped(text, width))).toBeLessThanOrEqual(Math.max(width, 0))
    }),
  )
})

describe('lines of so many columns', () => {
  test('Chinese may be broken anywhere, words may not', () => {
    expect(wrapped('运行实验并保存结果', 8)).toEqual(['运行实验', '并保存结', '果'])
    expect(wrapped('用 Ctrl-D 离开 terminal', 9)).toEqual(['用 Ctrl-D', '离开', 'terminal'])
  })

  test('no line begins with a comma or ends with an opening bracket', () => {
    const part = fc.record({
      opening: fc.constantFrom('', '（', '“'),
      word: fc.constantFrom('三次握手', 'SYN', 'a/b', '包'),
      closing: fc.constantFrom('', '，', '）', '”。'),
      space: fc.constantFrom('', ' '),
    })
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), fc.integer({ min: 14, max: 40 }), (parts, width) => {
        const text = parts
          .map(({ opening, word, closing, space }) => opening + word + closing + space)
          .join('')
          .trim()
        const lines = wrapped(text, width)
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
        for (const line of lines) expect(columns(line), line).toBeLessThanOrEqual(Math.max(width, longestWord(text)))
        for (const line of lines.slice(1)) expect(line).not.toMatch(/^[，。）”]/)
        for (const line of lines.slice(0, -1)) expect(line).not.toMatch(/[（“]$/)
      }),
    )
  })

  test('line breaks of the text stay', () => {
    expect(wrapped('一\n\n二', 8)).toEqual(['一', '', '二'])
  })
})

/** Columns of the longest part that may not be broken: Latin letters with the marks around them. */
function longestWord(text: string): number {
  return Math.max(0, ...(text.match(/[^\s\p{Script=Han}]+/gu) ?? []).map(columns))
}
