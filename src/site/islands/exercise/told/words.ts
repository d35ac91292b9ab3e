/** Words of what is told of a submission before its verdict. They are loaded with it. */
import type { Locale } from '../../../../course/schema.ts'
import { counted } from '../../shared/count.ts'

const en = {
  waiting: 'Waiting to be graded.',
  ahead: (count: number) => (count === 0 ? 'Yours is next.' : `${counted(count, 'submission')} before yours.`),
  expected: (ms: number) => (ms < 90_000 ? `About ${seconds(ms)} s to go.` : `About ${minutes(ms)} min to go.`),
  refused: 'Not taken.',
  busy: 'Other exercises are being graded. Check again when they are done.',
  gap: ' ',
}
export type ToldWords = typeof en

const zh: ToldWords = {
  waiting: '正在排队等待评分。',
  ahead: (count) => (count === 0 ? '下一个就是你的。' : `前面还有 ${count} 份。`),
  expected: (ms) => (ms < 90_000 ? `大约还要 ${seconds(ms)} 秒。` : `大约还要 ${minutes(ms)} 分钟。`),
  refused: '没有提交成功。',
  busy: '其他练习正在评分，等它们结束后再检查。',
  gap: '',
}

export const toldWords: Record<Locale, ToldWords> = { en, 'zh-cn': zh }

/** To five seconds: what is expected is not known more exactly. */
const seconds = (ms: number): number => Math.max(5, Math.round(ms / 5_000) * 5)
const minutes = (ms: number): number => Math.round(ms / 60_000)
