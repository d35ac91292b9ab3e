/** Words of a class's learning platform: where it comes from, what its links open, and the ledger of scores. */
import type { Locale } from '../../../../../course/schema.ts'
import type { MembersSynced, ScoreEntry } from '../../../../../protocol/classroom/lti.ts'

const count = (n: number, one: string, more = `${one}s`) => `${n} ${n === 1 ? one : more}`

const en = {
  title: 'Learning platform',
  none: 'This class comes from no learning platform. An administrator adds platforms; then a link that you open from a course there makes its class.',
  from: (platform: string, context: string) => `${platform}, course ${context}`,
  sync: 'Read members anew',
  noSync: 'The platform does not show its members to this tool.',
  synced: ({ members, added, changed, removed }: MembersSynced) =>
    `${count(members, 'member')} there: ${added} added, ${changed} changed, ${removed} removed.`,
  links: 'Links',
  noLinks: 'No link has been opened or placed yet.',
  opens: 'Opens',
  scores: 'Scores',
  sent: (points: number) => `sent back, out of ${points}`,
  notSent: 'not sent back',
  ledger: 'Scores sent',
  noScores: 'Nothing was to be sent yet.',
  refresh: 'Look again',
  learner: 'Learner',
  exercise: 'Exercise',
  score: 'Score',
  state: 'State',
  states: {
    waiting: 'waiting',
    retrying: 'not arrived yet, is tried again',
    acknowledged: 'arrived',
    failed: 'given up',
  },
  next: (when: string) => `next try ${when}`,
  arrived: (when: string) => `acknowledged ${when}`,
  tries: (n: number) => count(n, 'try', 'tries'),
  answer: (text: string) => `last answer: ${text}`,
  again: 'Send again',
  againDone: 'It is sent within seconds.',
}
export type LtiWords = typeof en

const zhCn: LtiWords = {
  title: '学习平台',
  none: '本班没有接入学习平台。管理员添加平台之后，任课教师从平台的课程里打开链接，就会建立对应的班级。',
  from: (platform, context) => `${platform}，课程 ${context}`,
  sync: '重新读取成员',
  noSync: '平台没有向本工具开放成员名单。',
  synced: ({ members, added, changed, removed }) =>
    `平台上有 ${members} 名成员：新增 ${added}，改动 ${changed}，移出 ${removed}。`,
  links: '链接',
  noLinks: '还没有打开或放置过链接。',
  opens: '打开的内容',
  scores: '成绩',
  sent: (points) => `回传，满分 ${points}`,
  notSent: '不回传',
  ledger: '成绩发送记录',
  noScores: '还没有需要发送的成绩。',
  refresh: '刷新',
  learner: '学员',
  exercise: '练习',
  score: '分数',
  state: '状态',
  states: { waiting: '等待发送', retrying: '尚未送达，正在重试', acknowledged: '已送达', failed: '已放弃' },
  next: (when) => `下次发送：${when}`,
  arrived: (when) => `确认于 ${when}`,
  tries: (n) => `发送过 ${n} 次`,
  answer: (text) => `最近的应答：${text}`,
  again: '重新发送',
  againDone: '几秒内就会发送。',
}

export const ltiWords: Record<Locale, LtiWords> = { en, 'zh-cn': zhCn }

/** One that waits and was tried before is being retried. Pure. */
export function stateOf({ state, tries }: Pick<ScoreEntry, 'state' | 'tries'>): keyof LtiWords['states'] {
  return state === 'waiting' && tries > 0 ? 'retrying' : state
}
