/** Socket options that Node has no call for, set on a stream's own descriptor. */
import type { Socket } from 'node:net'
import { int32, libc } from '../../sandbox/system/libc.ts'
import { Grading } from './grading.ts'

const SOL_SOCKET = 1
const SO_RCVBUF = 8
const IPPROTO_TCP = 6
const TCP_REPAIR = 19
const ON = 1

/** The window that the other side is offered from now on; the kernel keeps twice as many bytes (socket(7)). */
export function setReceiveBuffer(socket: Socket, bytes: number): void {
  const fd = descriptorOf(socket)
  if (fd >= 0) libc.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, int32(bytes), 4)
}

/** Closing it sends nothing any more (TCP_REPAIR, which needs rights over the network). False where refused. */
export function silence(socket: Socket): boolean {
  const fd = descriptorOf(socket)
  if (fd < 0 || Grading.current().job.learner.netns === null) return false
  return libc.setsockopt(fd, IPPROTO_TCP, TCP_REPAIR, int32(ON), 4) === 0
}

function descriptorOf(socket: Socket): number {
  return (socket as unknown as { _handle?: { fd?: number } })._handle?.fd ?? -1
}
