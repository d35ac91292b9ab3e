export type Line = { t: number; call: string; fd: number; ret: number | string; dur: number }
export type Report = { model: 'blocking' | 'polling' | 'multiplexed' | 'unused'; waited: number; wasted: number }

const MAKERS = ['socket', 'accept', 'accept4', 'openat', 'epoll_create1']
const SOCKET_MAKERS = MAKERS.slice(0, 3)
const CALLS = /^(accept4?|connect|read|recvfrom|recvmsg|write|sendto|sendmsg)$/

/** From the line that makes a descriptor to the one that closes it or makes another of its number. */
type Life = { fd: number; socket: boolean; lines: Line[] }

/** First the lines are laid out by descriptor and life, then rules look at each life as a whole. */
export function classify(lines: Line[]): Record<number, Report> {
  const reports: Record<number, Report> = {}
  for (const { fd, socket, lines: own } of lives(lines)) if (socket) reports[fd] = judge(own)
  return reports
}

function lives(lines: Line[]): Life[] {
  return lines.flatMap((line, i) => {
    if (!MAKERS.includes(line.call) || typeof line.ret !== 'number') return []
    const fd = line.ret
    const later = lines.slice(i + 1)
    const end = later.findIndex(
      ({ call, fd: of, ret }) => (call === 'close' && of === fd) || (MAKERS.includes(call) && ret === fd),
    )
    const span = end < 0 ? later : later.slice(0, end)
    return [{ fd, socket: SOCKET_MAKERS.includes(line.call), lines: span.filter((each) => concerns(each, fd)) }]
  })
}

function concerns({ call, fd, ret }: Line, descriptor: number): boolean {
  if (call === 'epoll_wait' || call === 'epoll_pwait') return `,${ret},`.includes(`,${descriptor},`)
  return fd === descriptor && CALLS.test(call)
}

function judge(own: Line[]): Report {
  const reported = own.some(({ call }) => call.startsWith('epoll'))
  const calls = own.filter(({ call }) => !call.startsWith('epoll'))
  const wasted = calls.filter(({ ret }) => ret === 'EAGAIN').length
  const waited = calls
    .filter(({ ret }) => ret !== 'EAGAIN' && ret !== 'EINPROGRESS')
    .reduce((sum, { dur }) => sum + dur, 0)
  if (reported) return { model: 'multiplexed', waited, wasted }
  if (wasted >= 2) return { model: 'polling', waited, wasted }
  return { model: calls.length > 0 ? 'blocking' : 'unused', waited, wasted }
}
