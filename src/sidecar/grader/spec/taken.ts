/** Whether the program has read what a peer sent it, from the kernel's own table. */
import { readSockets } from '../../sandbox/network/socket-table.ts'
import { doing } from './doing.ts'
import { NotSeen } from './faults.ts'
import { Grading } from './grading.ts'
import { visiting } from './namespace.ts'
import { say } from './say.ts'
import { lookUntil } from './waits.ts'

const LOOK_EVERY_MS = 2
/** Where the system has no such table: long enough for a program that does nothing else, ms. */
const BLIND_MS = 150

/** `from`, `to`: ports of the spec's end and of the program's. Rejects with NotSeen when it did not within the time. */
export async function untilTaken(from: number, to: number, within: number): Promise<void> {
  if (process.platform !== 'linux') return new Promise((resolve) => setTimeout(resolve, BLIND_MS))
  if (await lookUntil(() => unread(from, to) === 0, within, LOOK_EVERY_MS)) return
  throw new NotSeen(
    say(
      `Your program did not read what was sent within ${Math.round(within)} ms. ${doing()}`,
      `你的程序在 ${Math.round(within)} 毫秒内没有读取发送给它的内容。${doing()}`,
    ),
    { late: true },
  )
}

/** Bytes on their way, or in the program's kernel; of a connection that is gone 0. */
function unread(from: number, to: number): number {
  const rows = everywhere()
  const between = (a: number, b: number) =>
    rows.find(({ local, remote }) => local.endsWith(`:${a}`) && remote.endsWith(`:${b}`))
  return (between(from, to)?.sendQueue ?? 0) + (between(to, from)?.receiveQueue ?? 0)
}

function everywhere() {
  const { wire } = Grading.current().link.given
  const read = () => readSockets().filter(({ protocol }) => protocol === 'tcp')
  return wire ? wire.hosts.flatMap(({ netns }) => visiting(netns, read)) : read()
}
