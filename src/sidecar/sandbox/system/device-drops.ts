/** Frames that the kernel gave up between two ends of a cable, from /proc/net/dev (proc_pid_net(5)). */
import { readFileSync } from 'node:fs'

/** Field of what an interface could not hand to its other end, counted from the one after the name. */
const TRANSMIT_DROPPED = 11

/** Of all interfaces of the calling thread's namespace, since they were made. */
export function deviceDrops(): number {
  return parseDrops(readFileSync('/proc/thread-self/net/dev', 'latin1'))
}

export function parseDrops(text: string): number {
  return text
    .split('\n')
    .slice(2)
    .reduce((sum, line) => {
      const fields = line
        .slice(line.indexOf(':') + 1)
        .trim()
        .split(/\s+/)
      return sum + Number(fields[TRANSMIT_DROPPED] ?? 0)
    }, 0)
}
