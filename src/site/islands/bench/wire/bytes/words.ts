/** Words of the bytes pane about messages of the lab's own protocol, and of what is chosen in it. */
import type { Locale } from '../../../../../course/schema.ts'
import { counted } from '../../../shared/count.ts'

const en = {
  message: (number: number) => `Message ${number}`,
  /** Its size, where all of it is known. */
  size: (bytes: number) => counted(bytes, 'byte'),
  unfinished: 'not all of it was seen',
  startsIn: (packet: number) => `began in #${packet}`,
  goesOnIn: (packet: number) => `continues in #${packet}`,
  startLabel: 'began in',
  goesOnLabel: 'continues in',
  goThere: 'Enter or a click goes there',
  partOf: (from: number, to: number, all: number | null) =>
    all === null ? `from its byte ${from}` : `its bytes ${from} to ${to - 1} of ${all}`,
  more: (count: number) => `and ${counted(count, 'message')} more in this packet`,
}
type Words = typeof en

const zh: Words = {
  message: (number) => `第 ${number} 条消息`,
  size: (bytes) => `${bytes} 字节`,
  unfinished: '没有看到全部',
  startsIn: (packet) => `始于 #${packet}`,
  goesOnIn: (packet) => `续于 #${packet}`,
  startLabel: '始于',
  goesOnLabel: '续于',
  goThere: '按 Enter 或点击前往',
  partOf: (from, to, all) =>
    all === null ? `从它的第 ${from} 字节起` : `它的第 ${from} 到 ${to - 1} 字节，共 ${all} 字节`,
  more: (count) => `这个数据包中还有 ${count} 条消息`,
}

export const bytesWords: Record<Locale, Words> = { en, 'zh-cn': zh }
