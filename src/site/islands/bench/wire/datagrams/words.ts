import type { Locale } from '../../../../../course/schema.ts'
import { counted } from '../../../shared/count.ts'

const en = {
  datagrams: 'Datagrams',
  sent: 'Sent',
  packets: 'Packets',
  received: 'Received',
  onTheWire: 'on the wire',
  summary: (sent: number, arrived: number, read: number) =>
    `${counted(sent, 'datagram')} sent → ${arrived} arrived → ${read} received.`,
  lost: (count: number) =>
    `${counted(count, 'datagram')} ${count === 1 ? 'was' : 'were'} lost on the way, and nobody was told.`,
  unread: (count: number) => `${count} arrived, and no program took ${count === 1 ? 'it' : 'them'}.`,
  cut: (count: number) => `${count} ${count === 1 ? 'was' : 'were'} cut: the buffer was smaller, the rest is gone.`,
  twice: (count: number) => `${count} ${count === 1 ? 'was' : 'were'} received more than once.`,
  whole: 'Each was received whole, one for one.',
  more: (count: number) => `${counted(count, 'earlier datagram')} not drawn.`,
  column: (index: number, from: string, to: string) => `Datagram ${index}, ${from} → ${to}`,
  lostWord: 'lost',
  unreadWord: 'not received',
  unseenWord: 'not seen',
  unknownWord: '?',
  of: (part: string, whole: string) => `${part} of ${whole}`,
  colon: ': ',
  joint: ', ',
}
type Words = typeof en

const zh: Words = {
  datagrams: '数据报',
  sent: '发送',
  packets: '数据包',
  received: '接收',
  onTheWire: '在线路上',
  summary: (sent, arrived, read) => `发送 ${sent} 个数据报 → 到达 ${arrived} 个 → 接收 ${read} 个。`,
  lost: (count) => `${count} 个在途中丢失，没有人得到通知。`,
  unread: (count) => `${count} 个到达了，但没有程序取走。`,
  cut: (count) => `${count} 个被截断：缓冲区太小，其余的字节没有了。`,
  twice: (count) => `${count} 个被收到不止一次。`,
  whole: '每个都完整地收到，一一对应。',
  more: (count) => `更早的 ${count} 个数据报没有画出。`,
  column: (index, from, to) => `第 ${index} 个数据报，${from} → ${to}`,
  lostWord: '丢失',
  unreadWord: '未被接收',
  unseenWord: '未看到',
  unknownWord: '？',
  of: (part, whole) => `${part} / ${whole}`,
  colon: '：',
  joint: '，',
}

export const datagramWords: Record<Locale, Words> = { en, 'zh-cn': zh }
export type DatagramWords = Words
