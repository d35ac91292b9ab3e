/** Words of the units' pages, and of times wherever the course tells one. */
import type { Locale } from '../../../course/schema.ts'

const en = {
  unit: (number: number) => `Unit ${number}`,
  /** Of a page's time: `about 2 h 10 min`. */
  about: (time: string) => `about ${time}`,
  hours: (hours: number, minutes: number) => (minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`),
  minutes: (minutes: number) => `${minutes} min`,
  lessons: 'The lessons',
  canNow: 'What you can now do',
  canNowLede: 'Go through the list honestly. Each line leads back to the lesson that teaches it.',
  quiz: 'Across the unit',
  quizLede: 'Questions of the lessons and new ones that need more than one of them, mixed.',
  needs: 'Needs',
  project: 'A small project',
  projectNote: 'Nobody grades it. It is done when every line of this list is true.',
  accept: 'It is done when',
  start: 'Where to start',
  startNote: 'Run it here, change it here: it is the lab of the lesson, with your own text of it.',
  moreLabs: 'Labs',
  exercises: 'Exercises',
  answered: (right: number, all: number) => `${right} of ${all} questions answered`,
  progress: 'Your progress',
  previous: 'Previous unit',
  next: 'Next unit',
  end: 'End of the unit',
  endOf: (unit: string) => `${unit}: what you can now do`,
  description: (unit: string) =>
    `The end of the unit “${unit}”: what you can now do, questions across its lessons, a small project.`,
}
export type UnitWords = typeof en

const zh: UnitWords = {
  unit: (number) => `第 ${number} 单元`,
  about: (time) => `约 ${time}`,
  hours: (hours, minutes) => (minutes === 0 ? `${hours} 小时` : `${hours} 小时 ${minutes} 分钟`),
  minutes: (minutes) => `${minutes} 分钟`,
  lessons: '这一单元的课',
  canNow: '现在你能做什么',
  canNowLede: '老老实实过一遍。每一条都连回讲它的那一课。',
  quiz: '打通这一单元',
  quizLede: '各课的问题，加上要用到不止一课才答得出的新问题，混在一起。',
  needs: '用到',
  project: '一个小项目',
  projectNote: '没有人给它评分。上面每一条都做到，就算完成。',
  accept: '做到这些就算完成',
  start: '从哪里开始',
  startNote: '就在这里运行、在这里改：它就是那一课的实验，代码也是你自己改过的那份。',
  moreLabs: '实验',
  exercises: '练习',
  answered: (right, all) => `已回答 ${right} / ${all} 个问题`,
  progress: '你的进度',
  previous: '上一单元',
  next: '下一单元',
  end: '单元小结',
  endOf: (unit) => `${unit}：现在你能做什么`,
  description: (unit) => `“${unit}”单元的小结：现在你能做什么，跨越各课的问题，一个小项目。`,
}

export const unitWords: Record<Locale, UnitWords> = { en, 'zh-cn': zh }

/** `45 min`, `2 h 5 min`. */
export function timeText(minutes: number, locale: Locale): string {
  const words = unitWords[locale]
  return minutes < 60 ? words.minutes(minutes) : words.hours(Math.floor(minutes / 60), minutes % 60)
}
