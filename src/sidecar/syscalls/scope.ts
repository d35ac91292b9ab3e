/** Which calls are shown. */

/** `network`: calls on sockets, and what waits for them. `io`: reading and writing of anything else as well. */
export type TraceScope = 'network' | 'io'

const ON_SOCKETS =
  'socket socketpair connect bind listen accept accept4 getsockname getpeername sendto recvfrom sendmsg recvmsg ' +
  'sendmmsg recvmmsg shutdown setsockopt getsockopt epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 ' +
  'poll ppoll select pselect6'
const ON_DESCRIPTORS = 'read write readv writev close ioctl fcntl dup dup2 dup3'
const ELSEWHERE = 'openat pipe2 eventfd2'

const socketCalls = new Set(ON_SOCKETS.split(' '))
const descriptorCalls = new Set(ON_DESCRIPTORS.split(' '))
const otherCalls = new Set(ELSEWHERE.split(' '))

/** Descriptors of every program: its console, and where its report of calls goes, which is no doing of its own. */
const CONSOLE = [0, 1, 2]
const REPORT = 4

/** `target` is asked for what a descriptor is, as /proc/PID/fd shows it: `socket:[4711]`. */
export function isShown(
  name: string,
  args: readonly bigint[],
  scope: TraceScope,
  target: (descriptor: number) => string,
): boolean {
  const about = Number(BigInt.asIntN(32, args[name === 'epoll_ctl' ? 2 : 0] ?? 0n))
  const onDescriptor = descriptorCalls.has(name) || name === 'epoll_ctl' || ON_ONE.has(name)
  if (onDescriptor && about === REPORT) return false
  if (onDescriptor && scope === 'network' && CONSOLE.includes(about)) return false
  if (socketCalls.has(name)) return true
  if (descriptorCalls.has(name)) return scope === 'io' || target(about).startsWith('socket:')
  return scope === 'io' && otherCalls.has(name)
}

/** Socket calls that Node also tries on its console's descriptors. */
const ON_ONE = new Set(['getsockname', 'getpeername', 'getsockopt', 'setsockopt', 'shutdown'])

const WAITING = 'accept accept4 connect recvfrom recvmsg recvmmsg read readv sendto sendmsg sendmmsg write writev'
const WAITING_FOR_MANY = 'epoll_wait epoll_pwait epoll_pwait2 poll ppoll select pselect6'
const waiting = new Set(`${WAITING} ${WAITING_FOR_MANY}`.split(' '))

/** Whether the program may sit in it, so that its beginning is worth telling. */
export function mayBlock(name: string): boolean {
  return waiting.has(name)
}
