/** Words of the home page's own run. */
import type { Locale } from '../../../course/schema.ts'

const en = {
  run: 'Run it for real',
  again: 'Run it again',
  starting: 'Looking for the lab …',
  running: 'Running …',
  live: (packets: number, kernel: string) => `Your own run, just now: ${packets} packets, Linux ${kernel}`,
  recorded: (packets: number, date: string, kernel: string) =>
    `No lab answers here. A run recorded on ${date}: ${packets} packets, Linux ${kernel}`,
  failed: 'The run gave no packets. The lesson’s own page says why.',
  lesson: 'The same lab in its lesson',
  ladder: 'The packets of this run',
}
export type HomeWords = typeof en

const zh: HomeWords = {
  run: '真的运行一次',
  again: '再运行一次',
  starting: '正在连接实验环境……',
  running: '正在运行……',
  live: (packets, kernel) => `你自己的运行，就在刚才：${packets} 个数据包，Linux ${kernel}`,
  recorded: (packets, date, kernel) => `这里没有实验环境。${date} 的录制：${packets} 个数据包，Linux ${kernel}`,
  failed: '这次运行没有数据包。原因见这一课的页面。',
  lesson: '在课里打开这个实验',
  ladder: '这次运行的数据包',
}

export const homeWords: Record<Locale, HomeWords> = { en, 'zh-cn': zh }
