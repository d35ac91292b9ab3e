/** Words about a text of the course that was changed; they are loaded when one was. */
import type { Locale } from '../../../../course/schema.ts'

const en = {
  title: 'The course has a new text.',
  text: (file: string) => `The course’s ${file} was changed after you began with it. Yours is as you left it.`,
  see: 'See what changed',
  dialog: (file: string) => `What the course changed in ${file}`,
  show: 'Show',
  views: { course: 'what the course changed', own: 'your text beside the new one' },
  before: 'The course’s text when you began',
  after: 'The course’s text now',
  own: 'Your text',
  take: 'Take the new text',
  takeNote: 'Your text stays in Versions.',
  keep: 'Keep mine',
  close: 'Close',
}
export type StarterWords = typeof en

const zh: StarterWords = {
  title: '课程更新了代码。',
  text: (file) => `你开始修改之后，课程的 ${file} 有了改动。你的代码没有动。`,
  see: '查看改动',
  dialog: (file) => `课程对 ${file} 的改动`,
  show: '显示',
  views: { course: '课程改了什么', own: '你的代码与新代码的比较' },
  before: '你开始时的课程代码',
  after: '现在的课程代码',
  own: '你的代码',
  take: '换成新的代码',
  takeNote: '你的代码会留在“历史版本”里。',
  keep: '保留我的代码',
  close: '关闭',
}

export const starterWords: Record<Locale, StarterWords> = { en, 'zh-cn': zh }
