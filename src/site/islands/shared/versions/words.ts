/** Words of the history of one file; they are loaded with it. */
import type { Locale } from '../../../../course/schema.ts'

const en = {
  title: (file: string) => `Versions of ${file}`,
  empty: 'No earlier version yet. Each pause in typing adds one.',
  offline: 'Versions are kept by the lab. They are here again when it is back.',
  offlineStatic: 'These pages are served without a lab: earlier versions are kept in this browser.',
  restore: 'Restore',
  current: 'shown now',
  local: 'kept in this browser',
  by: (name: string) => (name === '' ? 'by somebody else' : `by ${name}`),
  starter: 'As the course gives it',
  close: 'Close',
  compareWith: 'Compare each version with',
  against: { now: 'the text now', starter: 'the course’s text', before: 'the version before' },
  titles: {
    version: (when: string) => `Version of ${when}`,
    now: 'Text now',
    starter: 'As the course gives it',
    before: (when: string) => `The version before, ${when}`,
  },
  /** Around the sentence that tells how much differs. */
  since: { now: 'Since then: ', starter: 'From the course’s text: ', before: 'From the version before: ' },
  same: {
    now: 'The same as now.',
    starter: 'The same as the course’s text.',
    before: 'The same as the version before.',
  },
}
export type VersionsWords = typeof en

const zh: VersionsWords = {
  title: (file) => `${file} 的历史版本`,
  empty: '还没有更早的版本。每次停下输入，就会多出一个。',
  offline: '历史版本由实验环境保存，恢复连接后可以查看。',
  offlineStatic: '本站没有实验环境：较早的版本保存在此浏览器中。',
  restore: '恢复',
  current: '当前显示',
  local: '保存在此浏览器中',
  by: (name) => (name === '' ? '由他人修改' : `由 ${name} 修改`),
  starter: '课程给出的代码',
  close: '关闭',
  compareWith: '每个版本与什么比较',
  against: { now: '现在的代码', starter: '课程给出的代码', before: '前一个版本' },
  titles: {
    version: (when) => `${when} 的版本`,
    now: '现在的代码',
    starter: '课程给出的代码',
    before: (when) => `前一个版本，${when}`,
  },
  since: { now: '此后：', starter: '与课程代码相比：', before: '与前一个版本相比：' },
  same: { now: '与现在相同。', starter: '与课程给出的代码相同。', before: '与前一个版本相同。' },
}

export const versionsWords: Record<Locale, VersionsWords> = { en, 'zh-cn': zh }
