/**
 * What the learner's program is doing, for messages of waits that were in vain. Told by the kernel, from /proc and the
 * socket tables: a program cannot lie about it, and one that hangs need not answer.
 */
import { readFileSync } from 'node:fs'
import type { SocketRow } from '../../../protocol/network.ts'
import { parseUnix } from '../../sandbox/network/host-sockets.ts'
import { readNumberedSockets, socketInodes, tableText } from '../../sandbox/network/socket-table.ts'
import { treeUsage } from '../../sandbox/system/process-tree.ts'
import { Grading } from './grading.ts'
import { visiting } from './namespace.ts'
import { placeOfSubmission } from './network.ts'
import { say } from './say.ts'

/** Sockets and characters of its last line shown, at most. */
const SHOWN = { sockets: 6, line: 200 }
/** Its channel; it talks to the grader there. */
const NOT_OWN = new Set([0, 1, 2, 3, 4])

/** System calls by their numbers in /proc/<pid>/syscall: what a program that is in one is said to do. */
const CALLS: Record<'x64' | 'arm64', Record<number, Call>> = {
  x64: {
    ...{ 0: 'recv', 45: 'recv', 47: 'recv', 43: 'accept', 288: 'accept', 42: 'connect' },
    ...{ 1: 'send', 20: 'send', 44: 'send', 46: 'send' },
    ...{ 7: 'poll', 23: 'poll', 270: 'poll', 271: 'poll', 232: 'events', 281: 'events' },
    ...{ 202: 'lock', 35: 'sleep', 230: 'sleep' },
  },
  arm64: {
    ...{ 63: 'recv', 207: 'recv', 212: 'recv', 202: 'accept', 242: 'accept', 203: 'connect' },
    ...{ 64: 'send', 66: 'send', 206: 'send', 211: 'send' },
    ...{ 72: 'poll', 73: 'poll', 22: 'events' },
    ...{ 98: 'lock', 101: 'sleep', 115: 'sleep' },
  },
}
type Call = 'recv' | 'accept' | 'connect' | 'send' | 'poll' | 'events' | 'lock' | 'sleep' | 'busy'

/** Sentences, or nothing where nothing can be seen. */
export function doing(): string {
  const { link } = Grading.current()
  const printed = lastPrinted()
  if (link.exit) return joined(say('Your program has ended.', '你的程序已经结束。'), printed)
  const call = callOf(mainProcess())
  return joined(
    say('Your program is still running', '你的程序仍在运行') +
      (call === null ? '' : `${say(': ', '：')}${callText(call)}`) +
      say('.', '。'),
    socketText(openSockets()),
    printed,
  )
}

/** Sockets that the learner's program has open; null where that cannot be seen. */
export function openSockets(): SocketRow[] | null {
  const { pid } = Grading.current().link.given
  if (pid === null || process.platform !== 'linux') return null
  try {
    const owned = socketInodes(treeUsage(pid).pids, NOT_OWN)
    const read = () => [...readNumberedSockets(), ...parseUnix(tableText('unix'))]
    return visiting(placeOfSubmission(), read)
      .filter(({ inode }) => owned.has(inode))
      .map(({ row }) => row)
  } catch {
    return null
  }
}

/** `a listening socket on 127.0.0.1:9999`, one for each. */
export function socketWords(rows: SocketRow[]): string[] {
  return rows.slice(0, SHOWN.sockets).map((row) => {
    if (row.state === 'LISTEN') return say(`a listening socket on ${row.local}`, `监听套接字 ${row.local}`)
    if (row.protocol === 'udp') return say(`a UDP socket on ${row.local}`, `UDP 套接字 ${row.local}`)
    if (row.protocol === 'unix') return say('a connection on a UNIX socket', 'UNIX 套接字上的连接')
    const unread =
      row.receiveQueue === 0 ? '' : say(`, ${row.receiveQueue} bytes unread`, `，${row.receiveQueue} 字节未读`)
    return say(
      `a connection with ${row.remote} (${row.state}${unread})`,
      `与 ${row.remote} 的连接（${row.state}${unread}）`,
    )
  })
}

/** What is still open in a program that should have ended: sockets, or a timer, told by what its event loop waits for. */
export function leftText(): string {
  const sockets = openSockets()
  if (sockets === null) return ''
  const timer = sockets.length === 0 ? nextTimer(mainProcess()) : null
  const what =
    sockets.length > 0
      ? socketWords(sockets).join(say(', ', '、'))
      : timer === null
        ? say('no socket and no timer: a worker, or a pipe?', '没有套接字也没有定时器：是 worker 还是管道？')
        : say(`a timer that fires in ${timer} ms`, `一个将在 ${timer} 毫秒后触发的定时器`)
  return say(` Still open: ${what}.`, `仍未关闭：${what}。`)
}

/** The process that runs the learner's code: pid 1 of its own namespace, where it has one. */
export function mainProcess(): number | null {
  const { pid } = Grading.current().link.given
  if (pid === null) return null
  const first = treeUsage(pid).pids.find((one) => {
    const ids = /^NSpid:\s+(.+)$/m.exec(textOf(`/proc/${one}/status`))?.[1]?.split(/\s+/) ?? []
    return ids.length > 1 && ids.at(-1) === '1'
  })
  return first ?? pid
}

function callOf(pid: number | null): Call | null {
  if (pid === null || (process.arch !== 'x64' && process.arch !== 'arm64')) return null
  const [number = ''] = textOf(`/proc/${pid}/syscall`).trim().split(' ')
  if (number === 'running') return 'busy'
  return number === '' ? null : (CALLS[process.arch][Number(number)] ?? null)
}

/** ms; null where its event loop waits for no timer: the fourth argument of epoll_wait(2) and epoll_pwait(2). */
function nextTimer(pid: number | null): number | null {
  const [, , , , timeout] = textOf(`/proc/${pid}/syscall`).trim().split(' ')
  const ms = timeout === undefined ? -1 : Number(BigInt.asIntN(32, BigInt(timeout)))
  return callOf(pid) === 'events' && ms >= 0 ? ms : null
}

function callText(call: Call): string {
  switch (call) {
    case 'recv':
      return say('it is blocked in recv(), waiting for bytes', '阻塞在 recv() 中，等待数据')
    case 'accept':
      return say('it is blocked in accept(), waiting for a connection', '阻塞在 accept() 中，等待连接')
    case 'connect':
      return say('it is blocked in connect()', '阻塞在 connect() 中')
    case 'send':
      return say('it is blocked in send(): the other side does not read', '阻塞在 send() 中：对方没有读取')
    case 'poll':
      return say('it waits in poll() or select()', '正在 poll() 或 select() 中等待')
    case 'events':
      return say('its event loop has nothing to do and waits for events', '事件循环空闲，正在等待事件')
    case 'lock':
      return say(
        'its main thread waits for another thread, as in Atomics.wait()',
        '主线程在等待另一个线程，例如 Atomics.wait()',
      )
    case 'sleep':
      return say('it sleeps', '正在睡眠')
    case 'busy':
      return say('it is computing without a pause, as in a loop that never ends', '它在不停地计算，就像死循环那样')
    default:
      return call satisfies never
  }
}

function socketText(rows: SocketRow[] | null): string {
  if (rows === null) return ''
  if (rows.length === 0) return say('It has no socket open.', '它没有打开任何套接字。')
  const listens = rows.some(({ state, protocol }) => state === 'LISTEN' || protocol === 'udp')
  const none = listens ? '' : say(' It has no listening socket.', '没有监听套接字。')
  const more =
    rows.length > SHOWN.sockets ? say(` and ${rows.length - SHOWN.sockets} more`, ` 等 ${rows.length} 个`) : ''
  return `${say('It has', '它打开了')} ${socketWords(rows).join(say(', ', '、'))}${more}${say('.', '。')}${none}`
}

function lastPrinted(): string {
  const { link } = Grading.current()
  const line = (link.stderr === '' ? link.stdout : link.stderr).trimEnd().split('\n').at(-1) ?? ''
  if (line === '') return say('It has printed nothing.', '它什么也没有打印。')
  const shown = JSON.stringify(line.slice(0, SHOWN.line))
  return say(`The last it printed: ${shown}`, `它最后打印的是：${shown}`)
}

function joined(...sentences: string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(say(' ', ''))
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
