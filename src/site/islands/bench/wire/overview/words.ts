/** Words of the overview. */
import type { Locale } from '../../../../../course/schema.ts'
import { counted } from '../../../shared/count.ts'

const en = {
  label: 'The whole run: drag or use the arrow keys to go through it',
  /** What the slider's place is, in one sentence. */
  at: (packet: number, all: number, time: string, first: number, last: number) =>
    `Packet ${packet} of ${counted(all, 'packet')}, at ${time} ms; rows ${first} to ${last} are in sight`,
  inSight: (first: number, last: number, all: number) => `${first}–${last} of ${all}`,
  folded: (count: number, time: string) => `${counted(count, 'silence')} folded, the longest ${time}`,
}
type Words = typeof en

const zh: Words = {
  label: '整次运行：拖动或用方向键浏览',
  at: (packet, all, time, first, last) =>
    `第 ${packet} 个数据包，共 ${all} 个，${time} ms；当前看到第 ${first} 到 ${last} 行`,
  inSight: (first, last, all) => `${first}–${last}，共 ${all}`,
  folded: (count, time) => `折叠了 ${count} 段静默，最长 ${time}`,
}

export const overviewWords: Record<Locale, Words> = { en, 'zh-cn': zh }
