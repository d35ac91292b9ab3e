/** The typography of the Chinese edition: each rule by what it finds and what it leaves alone, and where it says it is. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { checkLessons } from '../../../src/cli/check/lessons.ts'
import { jsonRuns } from '../../../src/cli/check/typography/json.ts'
import { lessonRuns } from '../../../src/cli/check/typography/mdx.ts'
import { flawsIn } from '../../../src/cli/check/typography/rules.ts'
import { CODE, VALUE, withoutCode } from '../../../src/cli/check/typography/run.ts'
import { chineseSide } from '../../../src/cli/check/typography/source.ts'
import { wrongTerms } from '../../../src/cli/check/typography/terms.ts'
import { put, type ScratchCourse, scratchCourse } from '../scratch-course.ts'

/** `CODE@offset` of each flaw; inline code as a lesson has it. */
const told = (text: string) => flawsIn(withoutCode(text)).map(({ code, at }) => `${code}@${at}`)

describe('wrong', () => {
  test.each([
    ['第一个包,然后', ['ZH_HALF_WIDTH@4']],
    ['发送 SYN, 然后等待', ['ZH_HALF_WIDTH@6']],
    ['这是结尾.', ['ZH_HALF_WIDTH@4']],
    ['请使用 Node.', ['ZH_HALF_WIDTH@8']],
    ['先用 Node. 然后换', ['ZH_HALF_WIDTH@7']],
    ['调用 `recv`, 再等', ['ZH_HALF_WIDTH@9']],
    ['为什么?', ['ZH_HALF_WIDTH@3']],
    ['例如:端口', ['ZH_HALF_WIDTH@2']],
    ['套接字 (socket) 是', ['ZH_PARENTHESES@4']],
    ['先等待 (如 TCP)', ['ZH_PARENTHESES@4']],
    ['它说"结束"了', ['ZH_QUOTES@2', 'ZH_QUOTES@5']],
    ['消息为 "end of file" 的错误', ['ZH_QUOTES@4', 'ZH_QUOTES@16']],
    ["等待'drain'事件", ['ZH_SPACE_MISSING@2', 'ZH_SPACE_MISSING@9']],
    ['「粘包」', ['ZH_QUOTES@0', 'ZH_QUOTES@3']],
    ['等等...', ['ZH_ELLIPSIS@2']],
    ['正在搜索…', ['ZH_ELLIPSIS@4']],
    ['或者 ……', ['ZH_SPACE_STRAY@2']],
    ['先写 -- 再读', ['ZH_DASH@3']],
    ['用TCP连接', ['ZH_SPACE_MISSING@1', 'ZH_SPACE_MISSING@4']],
    ['第3个', ['ZH_SPACE_MISSING@1', 'ZH_SPACE_MISSING@2']],
    ['调用`recv`一次', ['ZH_SPACE_MISSING@2', 'ZH_SPACE_MISSING@8']],
    ['push() 和 end()都', ['ZH_SPACE_MISSING@14']],
    ['等待 40ms', ['ZH_SPACE_MISSING@3']],
    ['50%的包', ['ZH_SPACE_MISSING@3']],
    ['先写 ，再读', ['ZH_SPACE_STRAY@2']],
    ['先写， 再读', ['ZH_SPACE_STRAY@3']],
    ['服务器（ TCP）', ['ZH_SPACE_STRAY@4']],
    ['所谓 “粘包”', ['ZH_SPACE_STRAY@2']],
    ['报文段 丢失', ['ZH_SPACE_STRAY@3']],
    ['丢了 50 % 的包', ['ZH_SPACE_STRAY@5']],
    ['长度是８', ['ZH_FULL_WIDTH@3']],
    ['您的程序', ['ZH_ADDRESS@0']],
    ['資料', ['ZH_TRADITIONAL@0']],
    ['环形回环接口', ['ZH_TERM@2']],
  ])('%s', (text, flaws) => {
    expect(told(text)).toEqual(flaws)
  })

  it('counts UTF-16 units before it', () => {
    expect(told('𠮷😀,然后')).toEqual(['ZH_HALF_WIDTH@4'])
  })
})

describe('right', () => {
  test.each([
    'TCP 保证字节的顺序，但不保留边界：`recv(n)` 返回 1 到 n 个字节。',
    '40 ms 之后，50% 的包已到；剩下的是 128 KiB。',
    '“Hello, Sarah!”，然后关闭',
    '错误是 Error("eof")，它由 recv(4, MSG_PEEK) 抛出。',
    '先等 \'connect\'，再等 "RST"。',
    '同一服务器端口；每个 :: 都换成零',
    'accept() 之后再 push()，见 tcp(7) 与 ip(7)。',
    '连接 127.0.0.1:9999 被拒绝（ECONNREFUSED）。',
    '半包（short read）',
    '客户端 → 服务器',
    '运行中 · 3 个程序',
    '13140、1460、30660……你的会不一样',
    '名为 MSG_… 的数',
    '写成 ....//，去掉之后剩 ../',
    '听到的是“您拨的号码无人接听”',
    '没有人听——所以是 RST',
    'client.ts 与 server.ts',
    '重置',
    '见 https://example.org/a,b?c=1 的说明',
    'TCP/IP 与客户端/服务器',
    'one · two · three...',
    'It is English, (all of it).',
  ])('%s', (text) => {
    expect(told(text)).toEqual([])
  })

  it('a value that is filled in may be beside Han or not', () => {
    expect(told(`达到${VALUE}，已停止；共 ${VALUE} 个`)).toEqual([])
  })

  it('another word may be quoted', () => {
    expect(wrongTerms('也叫“多播”')).toEqual([])
    expect(wrongTerms('多播')).toEqual([{ at: 0, found: '多播', right: '组播' }])
  })
})

const LESSON = `---
title: 端口
goals:
  - "调用 \`bind\`"
  - 说出, 为什么
---
## 第一节

**第一**段有\`code\`，<Term id="x">术语</Term>和[链接](../a/)在一行，见<Rfc n={793} />。

- 项目 A
- 项目B

| 列 | 值 |
| --- | --- |
| \`a\` | 1,二 |

\`\`\`ts
// 代码,不看
\`\`\`

<Predict
  id="p"
  right={0}
  options={[
    { text: '好"的"', why: '它\\'s 好 的' },
  ]}
>

问题?

</Predict>

<Figure name="f" caption="图,一" />

<Compare node={\`
  // 代码,也不看
  const x = { text: '不,看' }
\`} />
`

describe('a lesson', () => {
  const runs = lessonRuns(LESSON)
  const texts = runs.map(({ text }) => text.replaceAll(CODE, '#'))

  it('is read as its reader sees it', () => {
    expect(texts).toEqual([
      '端口',
      '调用 ######',
      '说出, 为什么',
      '好"的"',
      "它's 好 的",
      '图,一',
      '第一节',
      `第一段有######，术语和链接在一行，见${'#'.repeat('<Rfc n={793} />'.length)}。`,
      '项目 A',
      '项目B',
      '列',
      '值',
      '1,二',
      '问题?',
    ])
  })

  it('knows the line of each unit', () => {
    const lineOf = (piece: string) => LESSON.slice(0, LESSON.indexOf(piece)).split('\n').length
    for (const piece of ['说出, 为什么', '项目B', '1,二', '图,一', '问题?']) {
      const run = runs.find(({ text }) => text === piece)
      expect(run?.lineAt(1), piece).toBe(lineOf(piece))
    }
    const long = runs.find(({ text }) => text.startsWith('第一段'))!
    expect(long.lineAt(long.text.length - 1)).toBe(lineOf('见<Rfc'))
  })
})

it('of JSON, every text below zh-cn is read, with its line', () => {
  const json = JSON.stringify({ title: { en: 'A, b', 'zh-cn': '甲' }, a: { 'zh-cn': { x: { term: '乙' } } } }, null, 2)
  expect(jsonRuns(json).map(({ text, lineAt }) => [text, lineAt(0)])).toEqual([
    ['甲', 4],
    ['乙', 9],
  ])
})

it('of a source, the Chinese side is read and nothing else', () => {
  const source = `const data = '数据,不看'
const zh = { a: '甲', b: (n) => \`第 \${n} 个\` }
export const both = { en: { c: '乙' }, 'zh-cn': { c: '丙' } }
say('丁', n > 1 ? '戊' : \`己\${n}\`)
`
  expect(chineseSide(source, 'words.ts')).toEqual([
    { text: '甲', line: 2 },
    { text: `第 ${VALUE} 个`, line: 2 },
    { text: '丙', line: 3 },
    { text: '戊', line: 4 },
    { text: `己${VALUE}`, line: 4 },
  ])
})

describe('wirebook check', () => {
  let course: ScratchCourse
  beforeAll(() => {
    course = scratchCourse()
    put(
      join(course.content, 'zh-cn/tcp/backlog.mdx'),
      '---\ntitle: 甲\n---\n\n第一行,错。\n\n<Figure name="tcp/one" />\n',
    )
    put(join(course.content, 'figures/tcp/one.svg'), '<svg>{{a}}</svg>')
    put(join(course.content, 'figures/tcp/one.json'), '{\n  "en": { "a": "A" },\n  "zh-cn": {\n    "a": "用TCP" }\n}')
  })
  afterAll(() => course.remove())

  it('tells the code, the file with its line, what stands there and what should', () => {
    const found = checkLessons(course, ['tcp/backlog'], ['zh-cn']).filter(({ code }) => code.startsWith('ZH_'))
    expect(found.map(({ where }) => where.split('/').slice(-3).join('/'))).toEqual([
      'zh-cn/tcp/backlog.mdx:5',
      'figures/tcp/one.json:4',
    ])
    expect(found[0]).toMatchObject({ code: 'ZH_HALF_WIDTH', message: '“第一行,错。”: expected full-width “，”' })
    expect(found[1]).toMatchObject({ code: 'ZH_SPACE_MISSING', message: '“用TCP”: expected a space between the two' })
  })
})
