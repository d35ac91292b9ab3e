/** What a process and all below it use, read from /proc. Processes that end meanwhile count nothing. */
import { readdirSync, readFileSync } from 'node:fs'

/** Of times in /proc, 1/s; the same on every Linux (USER_HZ). */
const TICKS = 100

/** Proportional set size in MiB: pages that several share are counted once, in parts. */
export function memoryOfTree(root: number): number {
  return sum([root, ...pidsBelow(root)].map(pss)) / 1024
}

export function memoryBelow(root: number): number {
  return sum(pidsBelow(root).map(pss)) / 1024
}

/**
 * Processor time in seconds of all below one, with those that have ended and were waited for by one that lives; `root`:
 * its own and that of its ended children as well.
 */
export function busyBelow(of: number, { root = false } = {}): number {
  const times = [...(root ? [of] : []), ...pidsBelow(of)].map((pid) => sum(statOf(pid).slice(11, 15).map(Number)))
  return sum(times) / TICKS
}

/** Processor time in seconds of this process alone. */
export function busyOf(pid: number): number {
  return sum(statOf(pid).slice(11, 13).map(Number)) / TICKS
}

/** Its command line. */
export function wordsOf(pid: number): string[] {
  return read(`/proc/${pid}/cmdline`).split('\0').slice(0, -1)
}

/** Processor time in seconds of this process's children that have ended. */
export function busyOfEnded(): number {
  return sum(statOf(process.pid).slice(13, 15).map(Number)) / TICKS
}

export function pidsBelow(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const pid of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    const parent = Number(statOf(pid)[1])
    children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  const below: number[] = []
  for (const waiting = [root]; waiting.length > 0; ) {
    const found = children.get(waiting.pop()!) ?? []
    below.push(...found)
    waiting.push(...found)
  }
  return below
}

/** Fields of proc_pid_stat(5) from the third, the state: parent at 1, user and system times at 11 to 14. */
function statOf(pid: number): string[] {
  // The second is a name in parentheses that may hold anything.
  return read(`/proc/${pid}/stat`).replace(/.*\) /s, '').split(' ')
}

function pss(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

const sum = (values: number[]) => values.reduce((total, value) => total + (value || 0), 0)
