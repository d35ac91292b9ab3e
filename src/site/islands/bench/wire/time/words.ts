/** Words of the ladder's clock. */
import type { Locale } from '../../../../../course/schema.ts'

const en = {
  label: 'Time',
  play: 'Play slowly',
  pause: 'Pause',
  again: 'Play again',
  speed: 'Speed',
  /** 0.1× the speed at which it happened. */
  times: (speed: number) => `${speed}×`,
  still: 'Your system asks for less motion: go step by step with the buttons below.',
  spacing: 'Spread rows by time',
  closer: 'Closer together',
  wider: 'Further apart',
  even: 'even rows',
  perRow: (time: string) => `one row = ${time}`,
  upTo: (packet: number) => `Shown up to packet ${packet}.`,
  close: 'Close: show all rows, evenly',
}
type Words = typeof en

const zh: Words = {
  label: '时间',
  play: '慢速播放',
  pause: '暂停',
  again: '重新播放',
  speed: '速度',
  times: (speed) => `${speed}×`,
  still: '你的系统要求减少动画：请用下面的按钮一步一步看。',
  spacing: '按时间拉开各行',
  closer: '拉近',
  wider: '拉远',
  even: '等距',
  perRow: (time) => `一行 = ${time}`,
  upTo: (packet) => `播放到第 ${packet} 个数据包。`,
  close: '关闭：显示所有行，等距排列',
}

export const timeWords: Record<Locale, Words> = { en, 'zh-cn': zh }
