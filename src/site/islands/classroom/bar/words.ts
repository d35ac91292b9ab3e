/** Words of the bar that a lesson's page has in a class. */
import type { Locale } from '../../../../course/schema.ts'

type Span = { days: number } | { hours: number } | { minutes: number }
const count = (n: number, one: string) => `${n} ${n === 1 ? one : `${one}s`}`
const spanEn = (of: Span) =>
  'days' in of ? count(of.days, 'day') : 'hours' in of ? count(of.hours, 'hour') : `${of.minutes} min`
const spanZh = (of: Span) =>
  'days' in of ? `${of.days} 天` : 'hours' in of ? `${of.hours} 小时` : `${of.minutes} 分钟`

const en = {
  bar: 'Class',
  signIn: 'Sign in',
  join: 'Join with a code',
  signInText: 'This course is held for a class. Labs run for whoever is signed in.',
  due: (title: string, when: string) => `${title}: due ${when}`,
  left: (of: Span) => `${spanEn(of)} left`,
  over: (of: Span) => `${spanEn(of)} late`,
  raise: 'Raise hand',
  lower: 'Take hand down',
  handUp: (ahead: number) => (ahead === 0 ? 'Your hand is up: you are next' : `Your hand is up: ${ahead} before you`),
  coming: (name: string) => `${name} is coming to you`,
  notes: (n: number) => count(n, 'note'),
  newNote: (by: string) => `New note from ${by}`,
  noteBy: (by: string, when: string) => `${by}, ${when}`,
  classView: 'Class view',
  notSent: 'Not sent: the server does not answer.',
  leaving: 'The server is restarting. Your work is kept; this page reconnects by itself.',
}
export type BarWords = typeof en

const zhCn: BarWords = {
  bar: '班级',
  signIn: '登录',
  join: '用加入码加入',
  signInText: '这门课为一个班级开设，登录后才能运行实验。',
  due: (title, when) => `${title}：${when} 截止`,
  left: (of) => `还剩 ${spanZh(of)}`,
  over: (of) => `已迟交 ${spanZh(of)}`,
  raise: '举手',
  lower: '把手放下',
  handUp: (ahead) => (ahead === 0 ? '已举手，下一个就是你' : `已举手，前面还有 ${ahead} 人`),
  coming: (name) => `${name} 马上过来`,
  notes: (n) => `${n} 条通知`,
  newNote: (by) => `${by} 发来新通知`,
  noteBy: (by, when) => `${by}，${when}`,
  classView: '课堂',
  notSent: '没有发出去：服务器没有应答。',
  leaving: '服务器正在重启。你的作品已保存，页面会自动重新连接。',
}

export const barWords: Record<Locale, BarWords> = { en, 'zh-cn': zhCn }
