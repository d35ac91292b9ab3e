/** One lesson with every mistake, and what is said of each. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkLessons } from '../../../src/cli/check/lessons.ts'
import { missingLessons } from '../../../src/cli/check/parity.ts'
import { put, type ScratchCourse, scratchCourse } from '../scratch-course.ts'

let course: ScratchCourse
const LESSON = 'tcp/backlog'

const front = (more = '') => `---
title: Who waits where
lede: A lede.
goals:
  - One
  - Two
summary:
  - One
  - Two
  - Three
canNow:
  - One
${more}---
`
const english = `${front()}
<Lab id="tcp/backlog-1" />

A [page](../close/), a [lost one](../clse/), a [heading](#here), a [lost heading](#there), [http](http://example.org).

## Here

<Rfc n={0} /> <Rfc n={9293} s="three" /> <Term id="tcpp" /> <Panel name="nothing" /> <Figure name="tcp/lost" />

\`npx wirebook run tcp/backlog-9\`

<Quiz id="q1" right={2} options={[{ text: 'a', why: 'b' }, { text: 'a' }]}>

FILL-IN the question

</Quiz>

<Quiz id="q1" kind="number" right={"x"}>
</Quiz>

<Predict id="p" lab="tcp/backlog-2" right={0} options={[{ text: 'a', why: 'b' }, { text: 'c', why: 'd' }]}>

What?

</Predict>

<Exercise id="tcp/listen-queue">

Write it.

</Exercise>
`
const chinese = `${front().replace('Who waits where', 'backlog 与两个队列').replace('  - Three\n', '')}
这里**不能闭合。**后面还有字。

<Quiz id="q1" right={1} options={[{ text: 'a', why: 'b' }, { text: 'c', why: 'd' }]}>

问题？

</Quiz>

<Lab id="tcp/backlog-1" />
`

beforeAll(() => {
  course = scratchCourse()
  put(join(course.content, `en/${LESSON}.mdx`), english)
  put(join(course.content, `zh-cn/${LESSON}.mdx`), chinese)
  put(join(course.content, 'glossary/unit.json'), '{ "tcp": { "en": { "term": "TCP", "text": "A protocol." } } }')
})
afterAll(() => course.remove())

/** `CODE:line`, with the words that must stand in the message. */
function told(locale: 'en' | 'zh-cn') {
  return checkLessons(course, [LESSON], [locale]).map(({ code, where, message }) => ({
    at: `${code}:${where.split(':')[1] ?? ''}`,
    message,
  }))
}

test.each([
  ['PLACEHOLDER:27', 'the question'],
  ['LINK_BROKEN:17', '../clse/'],
  ['LINK_BROKEN:17', '#there'],
  ['LINK_BROKEN:17', 'http://example.org'],
  ['RFC_UNKNOWN:21', 'n={0}'],
  ['RFC_SECTION:21', '"three"'],
  ['TERM_MISSING:21', 'near it: tcp'],
  ['PANEL_MISSING:21', 'nothing'],
  ['FIGURE_MISSING:21', 'tcp/lost.svg'],
  ['COMMAND_UNKNOWN:23', 'run tcp/backlog-9'],
  ['QUIZ_OPTIONS:25', 'option 2 does not say why'],
  ['QUIZ_OPTIONS:25', 'two options say the same'],
  ['QUIZ_RIGHT:25', 'right is 2'],
  ['QUIZ_ID:31', 'an id of its own'],
  ['QUIZ_RIGHT:31', 'no number'],
  ['QUIZ_EMPTY:31', 'no question'],
  ['LAB_MISSING:15', 'tcp/backlog-1'],
  ['LAB_NOT_PLACED:34', 'tcp/backlog-2'],
  ['LAB_COUNT:1', '1 labs'],
  ['EXERCISE_MISSING:40', 'tcp/listen-queue'],
  ['WALKTHROUGH_MISSING:40', 'tcp/listen-queue'],
])('%s (%s) is told', (at, words) => {
  expect(told('en').filter((problem) => problem.at === at && problem.message.includes(words))).toHaveLength(1)
})

test('a heading and a page that are there are not told', () => {
  expect(told('en').filter(({ message }) => /#here|close\//.test(message))).toEqual([])
})

test.each([
  ['MARKDOWN_OPEN', '不能闭合。**'],
  ['CELL_MISSING', 'Exercise tcp/listen-queue'],
  ['CELL_MISSING', 'Predict p'],
  ['FRONTMATTER_DIFFERS', '2 summary, in English 3'],
  ['EXERCISE_NOT_PLACED', 'tcp/listen-queue'],
])('of a translation %s (%s) is told', (code, words) => {
  expect(told('zh-cn').filter(({ at, message }) => at.startsWith(`${code}:`) && message.includes(words))).toHaveLength(
    1,
  )
})

test('a language whose course is whole must have each lesson that another has', () => {
  put(join(course.content, 'zh-cn/tcp/close.mdx'), front())
  expect(missingLessons(course, ['en', 'zh-cn'])).toEqual([
    { code: 'LESSON_MISSING', where: 'tcp/close', message: 'it is not written in en' },
  ])
})
