import type { LimitName, ProgramState } from '../../../../protocol/lab.ts'
import { bytes, duration } from '../../shared/time.ts'
import type { Connection } from './facts.ts'
import type { CompareWords } from './words.ts'

const sum = (sizes: readonly number[]) => sizes.reduce((a, b) => a + b, 0)

const LIMITS: Record<LimitName, string> = {
  output: '输出上限',
  memory: '内存上限',
  cpu: 'CPU 时间上限',
  wall: '时间上限',
  packets: '数据包上限',
  processes: '进程和线程数上限',
  descriptors: '打开文件和套接字数上限',
  file: '文件大小上限',
  disk: '磁盘空间上限',
}
const SIDES = { client: '客户端', server: '服务器' }

const state = (one: ProgramState | null): string => {
  if (one === null || one.state === 'waiting') return '没有启动'
  if (one.state === 'listening') return `正在监听 ${one.at}`
  if (one.state === 'running') return '仍在运行'
  const { reason, limit, signal, code } = one.exit
  if (reason === 'limit') return `达到${LIMITS[limit ?? 'wall']}，被停止`
  if (reason === 'stopped') return '已停止'
  if (signal !== null) return `被 ${signal} 终止`
  return code === 0 ? '已退出，状态 0' : `已结束，状态 ${code ?? 0}`
}

const connection = (one: Connection | null): string => {
  if (one === null) return '没有'
  if (one.handshake === 'refused') return '被拒绝'
  if (one.handshake === 'incomplete') return '始终没有建立'
  const by = one.closedBy === null ? '一方' : SIDES[one.closedBy]
  if (one.close === 'open') return one.closedBy === null ? '未关闭' : `${by}关闭了自己的方向`
  return `由${by}用 ${one.close === 'fin' ? 'FIN' : 'RST'} 关闭`
}

export const zh: CompareWords = {
  compare: '与没有故障的运行比较',
  again: '再比较一次',
  cancel: '取消',
  close: '关闭',
  nothingOn: '请先打开一种故障：这样两次运行才会不同。',
  noLab: '这需要实验环境：程序要运行两次。',
  reduced: '这台机器不让实验拥有自己的线路。',
  running: ['第 1 次运行，共 2 次：没有故障……', '第 2 次运行，共 2 次：带故障……'],
  done: (differences) => (differences === 0 ? '比较完毕：没有不同。' : `比较完毕：有 ${differences} 处不同。`),
  problems: {
    offline: '连不上实验环境。恢复之后请再比较一次。',
    refused: '实验环境没有开始运行。请先停止本页的其他实验，再比较一次。',
    'not-started': '运行没有及时开始。请再比较一次。',
    problem: '我们的故障中断了运行。请再比较一次。',
    disturbed: '两次运行期间，又有一次运行开始了，或者改动了设置。请再比较一次。',
  },
  title: '有什么变化',
  sides: ['没有故障', '带故障'],
  side: (packets, micros) => `${packets} 个数据包，${duration(micros)}`,
  ladder: (side) => `这次运行的数据包：${side}`,
  more: (count) => `……还有 ${count} 个数据包`,
  noPackets: '没有数据包。',
  same: (seed) => `两次运行：代码和设置相同，种子 ${seed}。`,
  outdated: '此后代码或设置有了改动。',
  cut: '有一次运行过了一分钟还在继续：只比较到那时为止。',
  caption: '两次运行的数字',
  measure: '项目',
  differs: '不同',
  differently: '不同：',
  counts: {
    packets: '线路上的数据包',
    wireBytes: '线路上的字节',
    lost: '链路上丢失的数据包',
    segments: '带新字节的报文段',
    bytes: '流中的字节',
    retransmissions: '重传的报文段',
    duplicateAcks: '重复的确认',
    sent: '发送的数据报',
    received: '送达的数据报',
    datagramsLost: '丢失的数据报',
    twice: '送达两次的数据报',
  },
  count: (what, value) => (what === 'bytes' || what === 'wireBytes' ? bytes(value) : value.toLocaleString('en-US')),
  readsOf: (program) => `${program} 的读取`,
  reads: (sizes) => {
    if (sizes.length === 0) return '无'
    const shown = sizes.slice(0, 6).join('、')
    return `${sizes.length} 次：${shown}${sizes.length > 6 ? '……' : ''} B`
  },
  time: '用时',
  duration,
  connectionOf: (index) => `连接 ${index}`,
  connection,
  endOf: (program) => `${program} 的结局`,
  state,
  printedBy: (program) => `${program} 打印的内容`,
  printed: (text) => (text === '' ? '没有内容' : `${text.replace(/\n$/, '').split('\n').length} 行`),
  printedOther: (text) => (text === '' ? '没有内容' : text.replace(/\n$/, '')),
  said: {
    lost: (without, faulted) =>
      without === 0
        ? `链路丢失了 ${faulted} 个数据包。`
        : `链路丢失了 ${faulted} 个数据包，没有故障时是 ${without} 个。`,
    retransmissions: (without, faulted) =>
      without === 0
        ? `TCP 重传了 ${faulted} 个报文段。`
        : `TCP 重传了 ${faulted} 个报文段，没有故障时是 ${without} 个。`,
    duplicateAcks: (without, faulted) =>
      without === 0
        ? `接收方重复确认了 ${faulted} 次。`
        : `接收方重复确认了 ${faulted} 次，没有故障时是 ${without} 次。`,
    segments: (without, faulted) => `这些字节由 ${faulted} 个报文段运送，没有故障时是 ${without} 个。`,
    bytes: (without, faulted) => `流中有 ${bytes(faulted)}，没有故障时是 ${bytes(without)}。`,
    received: (without, faulted, [before, sent]) =>
      `${sent} 个数据报中送达了 ${faulted} 个；没有故障时，${before} 个中送达了 ${without} 个。`,
    twice: (without, faulted) =>
      without === 0
        ? `有 ${faulted} 个数据报送达了不止一次。`
        : `有 ${faulted} 个数据报送达了不止一次，没有故障时是 ${without} 个。`,
    reads: (program, without, faulted) =>
      sum(without) !== sum(faulted)
        ? `${program} 读取了 ${bytes(sum(faulted))}，没有故障时是 ${bytes(sum(without))}。`
        : without.length === faulted.length
          ? `${program} 读取的同样是 ${bytes(sum(faulted))}，但切分的位置不同。`
          : `${program} 用 ${faulted.length} 次读取取走同样的 ${bytes(sum(faulted))}，没有故障时用了 ${without.length} 次。`,
    time: (without, faulted) => `用时 ${duration(faulted)}，没有故障时是 ${duration(without)}。`,
    connection: (index, without, faulted) => `连接 ${index}：${faulted}；没有故障时：${without}。`,
    end: (program, without, faulted) => `${program}：${faulted}；没有故障时：${without}。`,
    printed: (program) => `${program} 打印了不同的内容。`,
    unnoticed: '两次运行中，程序打印的内容和结局都相同。',
    nothing: '这一次没有任何不同：用这个种子，故障没有碰到要紧的数据包。',
  },
  space: '',
}
