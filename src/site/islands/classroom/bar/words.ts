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
  letJoin: 'Let them join',
  letJoinHint: 'Whoever answers your hand may work on your code with you. You can end it at any time.',
  watched: (by: string) => `${by} is watching`,
  joined: (by: string) => `${by} is working with you`,
  endJoin: 'End it',
  guestPage: 'Somebody else’s page',
  loading: 'One moment …',
  watching: (name: string) => `You are watching ${name}. You change nothing here, and ${name} sees that you are here.`,
  working: (name: string) =>
    `You are working with ${name}: you both see the same code, and every version says who made it.`,
  notHere: (name: string) => `${name} does not have this lesson open now. It appears here as soon as it is.`,
  elsewhere: (name: string) => `${name} is in another lesson`,
  follow: 'Go there',
  stopWorking: 'Stop working with them',
  backToClass: 'Back to the class',
  mayNot: 'You may not see this page: it is for those who teach this learner.',
  networkTitle: 'Class network',
  network: (n: number) => `Class network (${n})`,
  inNetwork: (host: string, n: number) => `In the class network as ${host} (${n})`,
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
  letJoin: '允许一起改',
  letJoinHint: '来解答的老师可以和你一起修改代码，你随时可以结束。',
  watched: (by) => `${by} 正在查看`,
  joined: (by) => `${by} 正在和你一起改代码`,
  endJoin: '结束',
  guestPage: '他人的页面',
  loading: '请稍候……',
  watching: (name) => `你正在查看 ${name} 的页面。你不能改动这里的内容，${name} 也知道你在看。`,
  working: (name) => `你正在和 ${name} 一起工作：两人看到同一份代码，每个版本都注明由谁修改。`,
  notHere: (name) => `${name} 现在没有打开这一课，打开后会自动显示在这里。`,
  elsewhere: (name) => `${name} 在另一课`,
  follow: '跟过去',
  stopWorking: '结束一起改',
  backToClass: '返回课堂',
  mayNot: '你不能查看这个页面，只有教这位学习者的人可以查看。',
  networkTitle: '班级网络',
  network: (n) => `班级网络（${n} 人）`,
  inNetwork: (host, n) => `已在班级网络中：${host}（${n} 人）`,
}

export const barWords: Record<Locale, BarWords> = { en, 'zh-cn': zhCn }
