/** One system call: when it began (s), its name, its descriptor, what came of it, and how long it took (s). */
export type Line = { t: number; call: string; fd: number; ret: number | string; dur: number }
export type Report = { model: 'blocking' | 'polling' | 'multiplexed' | 'unused'; waited: number; wasted: number }

/** What is known of one socket so far. */
type Socket = { reported: boolean; calls: number; waited: number; wasted: number }

const MAKES_SOCKET = new Set(['socket', 'accept', 'accept4'])
const MAKES_OTHER = new Set(['openat', 'epoll_create1'])
const ASKS_FOR_MANY = new Set(['epoll_wait', 'epoll_pwait'])
const MAY_BLOCK = new Set('accept accept4 connect read recvfrom recvmsg write sendto sendmsg'.split(' '))

/** Says of each socket in the trace, by its descriptor, how its program waited for it. */
export function classify(lines: Line[]): Record<number, Report> {
  const latest = new Map<number, Socket>()
  /** Sockets that are open now: a number may have been closed, or have become a file's. */
  const open = new Map<number, Socket>()

  for (const { call, fd, ret, dur } of lines) {
    const socket = open.get(fd)
    if (socket && MAY_BLOCK.has(call)) {
      socket.calls += 1
      if (ret === 'EAGAIN') socket.wasted += 1
      else if (ret !== 'EINPROGRESS') socket.waited += dur
    }
    if (call === 'close') open.delete(fd)
    if (ASKS_FOR_MANY.has(call)) for (const ready of descriptors(ret)) report(open.get(ready))
    if (typeof ret === 'number' && MAKES_OTHER.has(call)) open.delete(ret)
    if (typeof ret === 'number' && MAKES_SOCKET.has(call)) {
      const made = { reported: false, calls: 0, waited: 0, wasted: 0 }
      open.set(ret, made)
      latest.set(ret, made)
    }
  }
  return Object.fromEntries([...latest].map(([fd, socket]) => [fd, judged(socket)]))
}

/** `"5,7"` of an epoll_wait; nothing of a time-out or an errno. */
function descriptors(ret: number | string): number[] {
  return String(ret)
    .split(',')
    .filter((text) => /^\d+$/.test(text))
    .map(Number)
}

function report(socket: Socket | undefined): void {
  if (socket) socket.reported = true
}

function judged({ reported, calls, waited, wasted }: Socket): Report {
  const model = wasted > 0 ? 'polling' : reported ? 'multiplexed' : calls > 0 ? 'blocking' : 'unused'
  return { model, waited, wasted }
}
