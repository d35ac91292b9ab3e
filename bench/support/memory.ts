/** Memory of a process and all below it, as proportional set size: shared pages are counted once, in parts. */
import { readdirSync, readFileSync } from 'node:fs'

/** MiB. Processes that end while it looks count nothing. */
export function pssOfTree(root: number): number {
  const below = childrenOf()
  let sum = 0
  const waiting = [root]
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    sum += pssOf(pid)
    waiting.push(...(below.get(pid) ?? []))
  }
  return sum / 1024
}

/** The same of all processes below `root`, without itself. */
export function pssBelow(root: number): number {
  return pssOfTree(root) - pssOf(root) / 1024
}

/** KiB. */
function pssOf(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0)
}

function childrenOf(): Map<number, number[]> {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    // The command in parentheses may hold anything; state and parent follow the last one.
    const parent = Number(/.*\) \S (\d+)/s.exec(Number.isInteger(pid) ? read(`/proc/${pid}/stat`) : '')?.[1])
    if (Number.isInteger(parent)) children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  return children
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
