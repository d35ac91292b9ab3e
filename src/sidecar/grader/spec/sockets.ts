/** What listens in the network this thread is in, from the kernel's own table. */
import { readFileSync } from 'node:fs'

const LISTEN = '0A'

/** TCP ports with a listening socket; null where the system has no such table. Synchronous: /proc/thread-self is this thread. */
export function listeningPorts(): number[] | null {
  try {
    return ['tcp', 'tcp6'].flatMap((table) => {
      const rows = readFileSync(`/proc/thread-self/net/${table}`, 'utf8').split('\n').slice(1)
      const listening = rows.map((row) => row.trim().split(/\s+/)).filter((fields) => fields[3] === LISTEN)
      return listening.map((fields) => Number.parseInt(fields[1]?.split(':')[1] ?? '0', 16))
    })
  } catch {
    return null
  }
}
