/** Words of the column of system calls. Names of calls and errors stay English in both languages. */
import type { Locale } from '../../../../course/schema.ts'
import type { SystemCall } from '../../../../protocol/lab.ts'
import { errnoOf } from './fold.ts'

const n = (count: number, one: string) => `${count.toLocaleString('en-US')} ${count === 1 ? one : `${one}s`}`

type CallWords = {
  empty: string
  off: string
  reduced: string
  show: string
  fromNextRun: string
  caption: string
  columns: { at: string; program: string; call: string; result: string; took: string }
  stillIn: string
  blocked: (time: string) => string
  times: (count: number) => string
  untold: string
  untraced: string
  earlier: (count: number) => string
  toPacket: (n: number) => string
  errors: Record<string, string>
  descriptor: (fd: string) => string
  bytes: (count: number) => string
  end: string
  ready: (count: number) => string
  done: string
}

const en: CallWords = {
  empty: 'Each call these programs make to the kernel will be listed here after Run.',
  off: 'System calls of this run were not followed.',
  reduced: 'On this machine system calls cannot be followed: that needs namespaces.',
  show: 'Follow system calls',
  fromNextRun: 'from the next run on; programs run slower',
  caption: 'System calls of the main threads, as the kernel saw them',
  columns: { at: 'ms', program: 'Program', call: 'Call', result: 'Result', took: 'Took' },
  stillIn: 'still in it',
  blocked: (time) => `blocked ${time}`,
  times: (count) => `×${count.toLocaleString('en-US')}`,
  untold: 'Enough was told: later calls of this program are not followed.',
  untraced: 'This machine does not let its system calls be followed; the program ran all the same.',
  earlier: (count) => `${n(count, 'earlier line')} not shown.`,
  toPacket: (packet) => `packet ${packet}`,
  errors: {
    EAGAIN: 'nothing there now',
    EINPROGRESS: 'begun, goes on by itself',
    ECONNREFUSED: 'nobody listens there',
    ECONNRESET: 'the peer reset the connection',
    EPIPE: 'the peer takes no more bytes',
    EADDRINUSE: 'the address is taken',
    EADDRNOTAVAIL: 'not an address of this host',
    ENOTCONN: 'not connected',
    EISCONN: 'connected already',
    EBADF: 'no such descriptor',
    EINTR: 'a signal came in between',
    ETIMEDOUT: 'no answer in time',
    EHOSTUNREACH: 'the host does not answer',
    ENETUNREACH: 'no route leads there',
    EACCES: 'not allowed',
    EPERM: 'not allowed',
    EINVAL: 'an argument makes no sense here',
    EMSGSIZE: 'too long for one datagram',
    EMFILE: 'no descriptor is left',
    ENOENT: 'no such file',
    ENOTSOCK: 'not a socket',
    EALREADY: 'under way already',
  },
  descriptor: (fd) => `descriptor ${fd}`,
  bytes: (count) => n(count, 'byte'),
  end: '0: no more bytes will come',
  ready: (count) => (count === 0 ? 'nothing, and time is up' : `${count} ready`),
  done: 'done',
}

const zh: CallWords = {
  empty: '运行后，这里逐行列出程序向内核发出的每个调用。',
  off: '这次运行没有跟踪系统调用。',
  reduced: '这台机器无法跟踪系统调用：这需要命名空间。',
  show: '跟踪系统调用',
  fromNextRun: '从下一次运行开始；程序会变慢',
  caption: '主线程的系统调用，按内核看到的原样列出',
  columns: { at: 'ms', program: '程序', call: '调用', result: '结果', took: '用时' },
  stillIn: '还没有返回',
  blocked: (time) => `阻塞 ${time}`,
  times: (count) => `×${count.toLocaleString('en-US')}`,
  untold: '已经够多了：这个程序之后的调用不再跟踪。',
  untraced: '这台机器不允许跟踪它的系统调用；程序照常运行。',
  earlier: (count) => `更早的 ${count.toLocaleString('en-US')} 行未显示。`,
  toPacket: (packet) => `第 ${packet} 个包`,
  errors: {
    EAGAIN: '现在什么也没有',
    EINPROGRESS: '已开始，会自行继续',
    ECONNREFUSED: '那里没有人监听',
    ECONNRESET: '对端复位了连接',
    EPIPE: '对端不再接收字节',
    EADDRINUSE: '地址已被占用',
    EADDRNOTAVAIL: '不是这台主机的地址',
    ENOTCONN: '尚未连接',
    EISCONN: '已经连接',
    EBADF: '没有这个描述符',
    EINTR: '中途来了信号',
    ETIMEDOUT: '未及时得到应答',
    EHOSTUNREACH: '主机没有应答',
    ENETUNREACH: '没有通往那里的路由',
    EACCES: '没有权限',
    EPERM: '没有权限',
    EINVAL: '某个参数在这里没有意义',
    EMSGSIZE: '对一个数据报来说太长',
    EMFILE: '描述符已用尽',
    ENOENT: '没有这个文件',
    ENOTSOCK: '不是套接字',
    EALREADY: '已在进行中',
  },
  descriptor: (fd) => `描述符 ${fd}`,
  bytes: (count) => `${count.toLocaleString('en-US')} 字节`,
  end: '0：不会再有字节',
  ready: (count) => (count === 0 ? '没有，时间已到' : `${count} 个就绪`),
  done: '完成',
}

export function callWords(locale: Locale): CallWords {
  return locale === 'zh-cn' ? zh : en
}

const GIVES_DESCRIPTOR = new Set('socket accept accept4 epoll_create1 dup dup2 dup3 openat eventfd2'.split(' '))
const READS = new Set('read readv recvfrom recvmsg'.split(' '))
const WRITES = new Set('write writev sendto sendmsg'.split(' '))
const WAITS = new Set('epoll_wait epoll_pwait epoll_pwait2 poll ppoll select pselect6'.split(' '))

/** What came of a call, in words; the error's own name stands before them. */
export function resultWords({ name, result }: SystemCall, words: CallWords): string {
  if (result === undefined) return words.stillIn
  const errno = errnoOf(result)
  if (errno !== null) return [errno, words.errors[errno]].filter(Boolean).join(' · ')
  const count = Number(result)
  if (!Number.isSafeInteger(count)) return result
  if (GIVES_DESCRIPTOR.has(name)) return words.descriptor(result)
  if (READS.has(name)) return count === 0 ? words.end : words.bytes(count)
  if (WRITES.has(name)) return words.bytes(count)
  if (WAITS.has(name)) return words.ready(count)
  return count === 0 ? words.done : result
}
