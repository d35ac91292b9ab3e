/** On pages without a sidecar: nothing is checked, and how to have it checked. Loaded there alone. */
import type { Locale } from '../../../course/schema.ts'
import { Notice } from '../shared/Notices.tsx'

const WORDS = {
  en: {
    title: 'Nothing is checked here.',
    text: (command: string) =>
      `These pages are served without a lab. Your code is kept in this browser; to have it checked: ${command}`,
  },
  'zh-cn': {
    title: '本站不检查练习。',
    text: (command: string) => `本站没有实验环境。你的代码保存在此浏览器中；要检查它，请运行：${command}`,
  },
}

export default function StaticNotice({ locale, exercise, file }: { locale: Locale; exercise: string; file: string }) {
  const { title, text } = WORDS[locale]
  return <Notice kind="plain" icon="idle" title={title} text={text(`npx wirebook grade ${exercise} ${file}`)} />
}
