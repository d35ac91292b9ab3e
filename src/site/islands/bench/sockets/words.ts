/** Words of the sockets pane, which are loaded with it. States, flags and calls stay English in both languages. */
import type { Locale } from '../../../../course/schema.ts'
import type { SocketRow } from '../../../../protocol/network.ts'

type TimerName = NonNullable<SocketRow['timer']>['for']

const seconds = (ms: number) => `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`

export const en = {
  title: 'Sockets',
  views: 'Show of the network',
  sockets: 'Sockets',
  tables: 'Tables',
  calls: 'System calls',
  empty: 'After Run: each socket the kernel holds for these programs, with its state and queues.',
  none: 'No socket is open.',
  gone: 'The network of this run is no longer open; run again to see its sockets.',
  live: 'as they are now',
  kept: 'as they were last seen',
  columns: { owner: 'Program', local: 'Local', remote: 'Remote', state: 'State', receive: 'Recv-Q', send: 'Send-Q' },
  ofHost: (host: string) => `Sockets of ${host}`,
  kernel: 'kernel',
  notAccepted: 'not accepted',
  closedNow: 'closed',
  more: (count: number) => `${count} more sockets are not shown.`,
  waitingPlaces: (waiting: number, limit: number) =>
    `${waiting} ${waiting === 1 ? 'connection waits' : 'connections wait'} for accept(); there is room for ${limit}`,
  timers: {
    retransmit: (ms, tries) => `sends again in ${seconds(ms)}${tries > 0 ? `, ${tries} in vain` : ''}`,
    keepalive: (ms, tries) => `keep-alive in ${seconds(ms)}${tries > 0 ? `, ${tries} unanswered` : ''}`,
    timeWait: (ms) => `forgotten in ${seconds(ms)}`,
    windowProbe: (ms, tries) => `asks for room in ${seconds(ms)}${tries > 0 ? `, ${tries} in vain` : ''}`,
  } as Record<TimerName, (ms: number, tries: number) => string>,
  choose: (owner: string, local: string, remote: string, state: string) =>
    `${owner}, ${local}${remote === '' ? '' : ` to ${remote}`}, ${state}`,

  // The picture of states.
  machine: 'TCP’s states',
  ofConnection: (client: string, server: string) => `${client} → ${server}`,
  path: { client: 'client’s path', server: 'server’s path' },
  nowKey: 'now',
  asOf: (n: number) => `at packet ${n}`,
  latest: 'at the latest packet',
  noConnection: 'Each connection’s way through these states is drawn here.',
  inState: (side: 'client' | 'server', state: string) => `The ${side} is in ${state}.`,
  wentBy: (side: 'client' | 'server', states: string) => `The ${side}’s way: ${states}.`,
  side: { client: 'client', server: 'server' },
  steps: 'How it went',
  did: { sent: (what: string) => `sent ${what}`, received: (what: string) => `received ${what}` },
  packet: (n: number) => `packet ${n}`,
  timeUp: 'time is up',

  // Tables.
  tablesEmpty: 'After Run: whom each host knows, where it sends what, and what a switch has learned.',
  neighbours: (node: string) => `Neighbours of ${node}`,
  routes: (node: string) => `Routes of ${node}`,
  forwarding: (node: string) => `What ${node} has learned`,
  nobody: 'Knows nobody yet.',
  noRoute: 'No route.',
  learnedNothing: 'Has learned nothing yet.',
  neighbourColumns: ['Address', 'Hardware address', 'Device', 'State'],
  routeColumns: ['To', 'By way of', 'Device'],
  forwardingColumns: ['Hardware address', 'Behind the port of', 'Heard'],
  unknownHardware: 'no answer',
  direct: 'directly',
  ago: (age: number) => `${age} s ago`,
  moreRows: (count: number) => `${count} more rows are not shown.`,
}

export type SocketWords = typeof en

export const zh: SocketWords = {
  title: '套接字',
  views: '显示网络的哪一部分',
  sockets: '套接字',
  tables: '各种表',
  calls: '系统调用',
  empty: '运行后，这里列出内核为这些程序保存的每个套接字，以及它的状态和队列。',
  none: '没有打开的套接字。',
  gone: '这次运行的网络已经关闭；再运行一次即可看到套接字。',
  live: '此刻的状态',
  kept: '最后一次看到的状态',
  columns: { owner: '程序', local: '本地', remote: '对端', state: '状态', receive: 'Recv-Q', send: 'Send-Q' },
  ofHost: (host) => `${host} 的套接字`,
  kernel: '内核',
  notAccepted: '尚未 accept',
  closedNow: '已关闭',
  more: (count) => `另有 ${count} 个套接字未显示。`,
  waitingPlaces: (waiting, limit) => `${waiting} 个连接在等待 accept()；最多容纳 ${limit} 个`,
  timers: {
    retransmit: (ms, tries) => `${seconds(ms)} 后重传${tries > 0 ? `，已有 ${tries} 次无果` : ''}`,
    keepalive: (ms, tries) => `${seconds(ms)} 后发送保活探测${tries > 0 ? `，${tries} 次无应答` : ''}`,
    timeWait: (ms) => `${seconds(ms)} 后消失`,
    windowProbe: (ms, tries) => `${seconds(ms)} 后探测窗口${tries > 0 ? `，已有 ${tries} 次无果` : ''}`,
  },
  choose: (owner, local, remote, state) => `${owner}，${local}${remote === '' ? '' : ` 到 ${remote}`}，${state}`,

  machine: 'TCP 的状态',
  ofConnection: (client, server) => `${client} → ${server}`,
  path: { client: '客户端的路径', server: '服务器的路径' },
  nowKey: '当前',
  asOf: (n) => `第 ${n} 个包时`,
  latest: '最后一个包时',
  noConnection: '每个连接经过这些状态的路径会画在这里。',
  inState: (side, state) => `${side === 'client' ? '客户端' : '服务器'}处于 ${state}。`,
  wentBy: (side, states) => `${side === 'client' ? '客户端' : '服务器'}的路径：${states}。`,
  side: { client: '客户端', server: '服务器' },
  steps: '经过',
  did: { sent: (what) => `发出 ${what}`, received: (what) => `收到 ${what}` },
  packet: (n) => `第 ${n} 个包`,
  timeUp: '时间到',

  tablesEmpty: '运行后，这里显示每台主机认识谁、把数据送往哪里，以及交换机学到了什么。',
  neighbours: (node) => `${node} 的邻居`,
  routes: (node) => `${node} 的路由`,
  forwarding: (node) => `${node} 学到的地址`,
  nobody: '还不认识任何主机。',
  noRoute: '没有路由。',
  learnedNothing: '还没有学到任何地址。',
  neighbourColumns: ['地址', '硬件地址', '设备', '状态'],
  routeColumns: ['目的', '经由', '设备'],
  forwardingColumns: ['硬件地址', '所在端口', '上次听到'],
  unknownHardware: '无应答',
  direct: '直达',
  ago: (age) => `${age} s 前`,
  moreRows: (count) => `另有 ${count} 行未显示。`,
}

export function socketWords(locale: Locale): SocketWords {
  return locale === 'zh-cn' ? zh : en
}
