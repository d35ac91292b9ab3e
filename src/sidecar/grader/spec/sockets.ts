/** What listens where the submission runs, from the kernel's own table. */
import { readFileSync } from 'node:fs'
import { Grading } from './grading.ts'
import { visiting } from './namespace.ts'

const LISTEN = '0A'

/** TCP ports with a listening socket; null where the system has no such table. Synchronous: /proc/thread-self is this thread. */
export function listeningPorts(): number[] | null {
  const { wire } = Grading.current().link.given
  return wire ? visiting(wire.submission, ownPorts) : ownPorts()
}

function ownPorts(): number[] | null {
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
