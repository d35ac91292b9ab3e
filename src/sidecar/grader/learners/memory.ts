/** Resident memory of a process and all its descendants, from /proc. */
import { readdirSync, readFileSync } from 'node:fs'

const PAGE_BYTES = 4_096

/** Bytes; 0 where there is no /proc or the process is gone. */
export function residentBytes(pid: number): number {
  let total = 0
  const waiting = [pid]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    try {
      total += Number(readFileSync(`/proc/${next}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES
      for (const task of readdirSync(`/proc/${next}/task`)) {
        const children = readFileSync(`/proc/${next}/task/${task}/children`, 'utf8').trim()
        if (children !== '') waiting.push(...children.split(' ').map(Number))
      }
    } catch {
      // It ended between the two reads.
    }
  }
  return total
}
