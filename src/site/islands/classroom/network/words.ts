/** Words of the class network, for learners in the bar and for those who teach. */
import type { Locale } from '../../../../course/schema.ts'

const count = (n: number, one: string) => `${n.toLocaleString('en')} ${n === 1 ? one : `${one}s`}`

const en = {
  network: 'Class network',
  open: (n: number) => `Class network: ${n}`,
  lead: 'Labs joined for an hour: whoever joins is found by the others’ programs under a name.',
  notYou: 'Your teacher has opened it for others this time.',
  noLab: 'There is no lab on this page to join with. Open a lesson that has one, such as the one on chat servers.',
  lab: 'With which lab',
  join: (host: string) => `Join the class network as ${host}`,
  leave: 'Leave',
  you: (host: string, lab: string) => `You are ${host}, with the lab “${lab}”.`,
  reach:
    'Others reach every port of it whose server listens on 0.0.0.0, and you reach theirs by name, from the lab’s same host. Nothing else of a lab is reached.',
  there: 'Who is there',
  nobody: 'Nobody has joined yet.',
  packets: 'Packets of your own conversations',
  allPackets: 'All packets of the class, on one timeline',
  noPackets: 'No packet yet.',
  lost: (n: number) => `${count(n, 'packet')} more travelled and are not kept.`,
  dropped: (n: number) => `${count(n, 'frame')} of yours went nowhere: they were over your rate, or for nobody here.`,
  away: 'Connection lost; trying again.',
  loading: 'One moment …',
  failed: 'That did not work. Nothing was changed.',
  // For those who teach.
  closedText:
    'Joins the labs of those who opt in: each learner’s server is then found by name, such as ada.class:9000. Learners see their own conversations, you see all. Closing it leaves every lab as it was.',
  impossible:
    'This server cannot join labs: it needs the full tier of isolation (`wirebook doctor` tells what is missing).',
  whoMay: 'Who may join',
  all: 'All learners',
  some: 'Only those chosen',
  openIt: 'Open the class network',
  closeIt: 'Close it',
  setWho: 'Set who may join',
  opened: 'open',
  host: 'Name',
  person: 'Person',
  sent: 'Sent',
  droppedHead: 'Dropped',
  frames: (frames: number, bytes: number) => `${frames.toLocaleString('en')} frames, ${kib(bytes)}`,
  drops: (over: number, spoofed: number, refused: number) =>
    [
      over > 0 && `${over.toLocaleString('en')} over the rate`,
      spoofed > 0 && `${spoofed.toLocaleString('en')} in another’s name`,
      refused > 0 && `${refused.toLocaleString('en')} not carried`,
    ]
      .filter(Boolean)
      .join(', ') || 'none',
  putOut: 'Put out',
}
export type NetworkWords = typeof en

const zhCn: NetworkWords = {
  network: '班级网络',
  open: (n) => `班级网络：${n} 人`,
  lead: '把大家的实验连在一起：谁加入，别人的程序就能按名字找到谁。',
  notYou: '老师这次把它开放给了其他人。',
  noLab: '这一页没有可以加入的实验。请打开有实验的一课，例如讲聊天服务器的那一课。',
  lab: '用哪个实验加入',
  join: (host) => `以 ${host} 的名字加入班级网络`,
  leave: '离开',
  you: (host, lab) => `你是 ${host}，用的是实验“${lab}”。`,
  reach:
    '只要服务器监听 0.0.0.0，别人就能到达它的端口；你从实验的同一台主机，也能按名字到达别人的。实验的其他部分，谁都到不了。',
  there: '已加入的人',
  nobody: '还没有人加入。',
  packets: '你自己的对话的数据包',
  allPackets: '全班的数据包，在同一条时间线上',
  noPackets: '还没有数据包。',
  lost: (n) => `另有 ${n.toLocaleString('en')} 个数据包经过，没有保留。`,
  dropped: (n) => `你发的帧有 ${n.toLocaleString('en')} 个没有送到：超出了速率，或者不是发给这里的人。`,
  away: '连接断开，正在重试。',
  loading: '请稍候……',
  failed: '没有成功，什么都没有改动。',
  closedText:
    '把自愿加入的人的实验连在一起：每个学员的服务器都能按名字找到，例如 ada.class:9000。学员只看到自己的对话，你能看到全部。关闭之后，每个实验都恢复原样。',
  impossible: '这台服务器不能连接各人的实验：需要完整隔离（`wirebook doctor` 会说明缺什么）。',
  whoMay: '谁可以加入',
  all: '全体学员',
  some: '只限选中的人',
  openIt: '开放班级网络',
  closeIt: '关闭',
  setWho: '更改可以加入的人',
  opened: '开放中',
  host: '名字',
  person: '姓名',
  sent: '已送达',
  droppedHead: '丢弃',
  frames: (frames, bytes) => `${frames.toLocaleString('en')} 帧，${kib(bytes)}`,
  drops: (over, spoofed, refused) =>
    [
      over > 0 && `超出速率 ${over.toLocaleString('en')}`,
      spoofed > 0 && `冒名 ${spoofed.toLocaleString('en')}`,
      refused > 0 && `不予传送 ${refused.toLocaleString('en')}`,
    ]
      .filter(Boolean)
      .join('，') || '无',
  putOut: '请出',
}

function kib(bytes: number): string {
  return bytes < 1_024 ? `${bytes} B` : `${(bytes / 1_024).toFixed(1)} KiB`
}

export const networkWords: Record<Locale, NetworkWords> = { en, 'zh-cn': zhCn }
