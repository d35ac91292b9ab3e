/** Says of a recording that it is one, and what did not run. */
import type { Locale } from '../../../../course/schema.ts'
import { Notice } from '../../shared/Notices.tsx'
import type { Bench } from '../bench.ts'

const en = {
  recordedTitle: 'A recording.',
  recordedText: (date: string, kernel: string, asShipped: boolean) =>
    `The course’s own programs, captured on ${date} on Linux ${kernel}. What you typed was not run.${asShipped ? ' The dial stood as shipped.' : ''}`,
  unrecordedTitle: 'No recording.',
  unrecordedText: 'This lab has none that could be loaded. It can be seen where the course is served with its lab.',
}
const zh: typeof en = {
  recordedTitle: '这是一段录制。',
  recordedText: (date, kernel, asShipped) =>
    `运行的是课程自带的程序，${date} 在 Linux ${kernel} 上抓包。你输入的代码没有运行。${asShipped ? '设置都是默认的。' : ''}`,
  unrecordedTitle: '没有录制。',
  unrecordedText: '这个实验没有能载入的录制。要看它，请到带有实验环境的课程站点。',
}

export function RecordedNotice({ bench, locale }: { bench: Bench; locale: Locale }) {
  const words = locale === 'zh-cn' ? zh : en
  const recorded = bench.recorded.value
  if (bench.unrecorded.value)
    return <Notice kind="warn" icon="warn" title={words.unrecordedTitle} text={words.unrecordedText} />
  if (!recorded) return null
  const { date, kernel, asShipped } = recorded
  return (
    <Notice
      kind="plain"
      icon="history"
      title={words.recordedTitle}
      text={words.recordedText(date, kernel, asShipped)}
    />
  )
}
