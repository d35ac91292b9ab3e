/** Chinese in the search: what is put into the index, what is asked, and what is shown. */
import { describe, expect, it, test } from 'vitest'
import { spacedHan } from '../../integrations/search-index.ts'
import { asWritten, phrases } from '../../src/site/islands/palette/query.ts'

describe('in the index', () => {
  it('each Han character is a word, and nothing else is changed', () => {
    expect(spacedHan('<p title="粘包>">什么是粘包？TCP 的<em>半</em>包 <code>recv</code></p>')).toBe(
      '<p title="粘包>">什 么 是 粘 包？TCP 的 <em>半 </em>包 <code>recv</code></p>',
    )
  })
  it('scripts and comments are left alone', () => {
    const page = '<!-- 注释 --><script>const a = "半包 <p>"</script><style>a::before{content:"粘包"}</style>'
    expect(spacedHan(page)).toBe(page)
  })
})

describe('a query', () => {
  test.each([
    ['virtual circuit', ['virtual circuit']],
    ['"exact words"', ['"exact words"']],
    ['粘包', ['"粘 包"']],
    ['三次握手', ['"三 次 握 手"']],
    ['TCP连接', ['"TCP 连 接"']],
    ['半包 recv loop', ['"半 包"', 'recv loop']],
    ['粘包，半包', ['"粘 包 半 包"']],
    ['“粘包”', ['"粘 包"']],
  ])('%s', (query, asked) => {
    expect(phrases(query)).toEqual(asked)
  })
})

describe('an excerpt', () => {
  test.each([
    [
      '这 \u200b就 \u200b是 \u200b<mark>粘 </mark>\u200b<mark>包 </mark>\u200b（\u200bsticky \u200bpackets\u200b）',
      '这就是<mark>粘包</mark>（sticky packets）',
    ],
    ['of <mark>virtual</mark> <mark>circuit</mark> mode', 'of <mark>virtual circuit</mark> mode'],
    ['粘 包：\u200b流 没 有 边 界. \u200b你 写 出', '粘包：流没有边界。你写出'],
    ['调 用 recv 一 次', '调用 recv 一次'],
    ['。\u200b然 后. \u200bseq 和 ack', '然后。seq 和 ack'],
    ['<mark>握 </mark>\u200b<mark>手 </mark>\u200bTCP', '<mark>握手</mark> TCP'],
  ])('%s', (indexed, shown) => {
    expect(asWritten(indexed)).toBe(shown)
  })
})
