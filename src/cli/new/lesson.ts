/** A new lesson in both languages, with the labs and exercises that the table of contents gives it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { nearest } from '../../course/nearest.ts'
import { LOCALES, type Locale } from '../../course/schema.ts'
import { type LessonEntry, UNITS } from '../../course/units.ts'
import type { Course } from '../check/course.ts'
import { UsageError } from '../exit.ts'
import type { CliSentence } from '../words/index.ts'
import type { Written } from './exercise.ts'
import { write } from './scaffold.ts'

type Words = Record<
  | 'lede'
  | 'goal'
  | 'line'
  | 'can'
  | 'opening'
  | 'heading'
  | 'question'
  | 'right'
  | 'wrong'
  | 'why'
  | 'lab'
  | 'misconception'
  | 'refutation'
  | 'check'
  | 'statement'
  | 'walk',
  string
>

const WORDS: Record<Locale, Words> = {
  en: {
    lede: 'FILL-IN one or two sentences that make somebody want to know',
    goal: 'FILL-IN what the lesson sets out to teach',
    line: 'FILL-IN a line to keep',
    can: 'FILL-IN what the reader can do now',
    opening: 'FILL-IN: begin with what the reader knows, and what it does not explain.',
    heading: 'FILL-IN a heading',
    question: 'FILL-IN: what will the run show?',
    right: 'FILL-IN the right answer',
    wrong: 'FILL-IN an answer that one may well believe',
    why: 'FILL-IN why',
    lab: 'FILL-IN: what to look at in the run, and what it means.',
    misconception: 'FILL-IN what many believe',
    refutation: 'FILL-IN: why it is not so, and what shows it.',
    check: 'Check yourself',
    statement: 'FILL-IN: the task, its signature, and each behaviour that is tested. Say what is not asked.',
    walk: 'FILL-IN: how one may come to a solution.',
  },
  'zh-cn': {
    lede: 'FILL-IN 一两句让人想知道答案的话',
    goal: 'FILL-IN 这一课要教什么',
    line: 'FILL-IN 值得记住的一句话',
    can: 'FILL-IN 读者现在能做什么',
    opening: 'FILL-IN：从读者已知的事说起，指出它解释不了什么。',
    heading: 'FILL-IN 小标题',
    question: 'FILL-IN：运行会显示什么？',
    right: 'FILL-IN 正确的答案',
    wrong: 'FILL-IN 容易让人相信的答案',
    why: 'FILL-IN 理由',
    lab: 'FILL-IN：运行中要看什么，它说明了什么。',
    misconception: 'FILL-IN 许多人以为如何',
    refutation: 'FILL-IN：为什么不是这样，证据是什么。',
    check: '检查自己',
    statement: 'FILL-IN：任务、函数签名，以及被测试的每一种行为。也说明不要求什么。',
    walk: 'FILL-IN：怎样想到一种解法。',
  },
}

/** Languages in which the lesson is there already are left alone. Throws UsageError. */
export function newLesson(course: Course, id: string): Written {
  const entry = UNITS.flatMap(({ lessons }) => lessons).find((lesson) => lesson.id === id)
  if (!entry) {
    const near = nearest(
      id,
      UNITS.flatMap(({ lessons }) => lessons.map((lesson) => lesson.id)),
    )
    throw new UsageError('LESSON_UNLISTED', ['unlisted', id, near])
  }
  const missing = LOCALES.filter((locale) => !existsSync(join(course.content, locale, `${id}.mdx`)))
  if (missing.length === 0) throw new UsageError('PATH_TAKEN', ['writtenAlready', id])
  const files = Object.fromEntries(missing.map((locale) => [`${locale}/${id}.mdx`, lessonText(entry, locale)]))
  const labs = labsOf(entry).filter((lab) => !existsSync(join(course.labs, lab)))
  const exercises = entry.exercises.filter((exercise) => !existsSync(join(course.labs, exercise)))
  return {
    files: write(course.content, files),
    notes: [
      ...labs.map((lab): CliSentence => ['needsLab', lab]),
      ...exercises.map((exercise): CliSentence => ['needsExercise', exercise]),
    ],
  }
}

const labsOf = ({ id, labs }: LessonEntry): string[] => Array.from({ length: labs }, (_, i) => `${id}-${i + 1}`)

function lessonText(entry: LessonEntry, locale: Locale): string {
  const words = WORDS[locale]
  const list = (item: string, times: number) => Array.from({ length: times }, () => `  - ${item}`).join('\n')
  const options = (right: number) =>
    [0, 1, 2]
      .map((i) => `    { text: '${i === right ? words.right : `${words.wrong} ${i + 1}`}', why: '${words.why}' },`)
      .join('\n')
  const labs = labsOf(entry).map(
    (lab, i) => `## ${words.heading}

<Predict
  id="predict-${i + 1}"
  lab="${lab}"
  right={${i % 3}}
  options={[
${options(i % 3)}
  ]}
>

${words.question}

</Predict>

<Lab id="${lab}" />

${words.lab}
`,
  )
  const exercises = entry.exercises.map(
    (exercise) => `<Exercise id="${exercise}">

${words.statement}

<Walkthrough>

${words.walk}

</Walkthrough>

</Exercise>
`,
  )
  return `---
title: ${quoted(entry.title[locale])}
lede: ${words.lede}
goals:
${list(words.goal, 2)}
summary:
${list(words.line, 3)}
canNow:
${list(words.can, 2)}
---

${words.opening}

${labs.join('\n')}
<Note kind="misconception" title="${words.misconception}">

${words.refutation}

</Note>

## ${words.check}

<Quiz
  id="q1"
  right={1}
  options={[
${options(1)}
  ]}
>

${words.question}

</Quiz>

${exercises.join('\n')}`
}

/** As YAML wants a text with a colon. */
const quoted = (text: string): string => (/[:#]/.test(text) ? `"${text}"` : text)
