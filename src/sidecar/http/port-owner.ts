/** Which process listens on a TCP port of this machine, as far as /proc lets us see (proc(5)). Linux only. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'

const LISTEN = '0A'

/** `node server.js (process 123)`, or null when it cannot be known: another user's process, or no /proc. */
export function portOwner(port: number): string | null {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeners(table, port)))
  if (inodes.size === 0) return null
  for (const pid of list('/proc').filter((name) => /^\d+$/.test(name))) {
    const holds = list(`/proc/${pid}/fd`).some((fd) => inodes.has(link(`/proc/${pid}/fd/${fd}`)))
    if (holds) return `${commandOf(pid)} (process ${pid})`
  }
  return null
}

function commandOf(pid: string): string {
  const [program = '', ...rest] = text(`/proc/${pid}/cmdline`).split('\0')
  return [basename(program) || 'a process', ...rest].join(' ').trim().slice(0, 80)
}

/** `socket:[inode]` of each listener on the port. Columns: sl, local, remote, state, …, inode (the tenth). */
function listeners(table: string, port: number): string[] {
  return text(table)
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === LISTEN && Number.parseInt(local?.split(':')[1] ?? '', 16) === port)
    .map((columns) => `socket:[${columns[9]}]`)
}

function text(file: string): string {
  return attempt(() => readFileSync(file, 'utf8'), '')
}
function list(folder: string): string[] {
  return attempt(() => readdirSync(folder), [])
}
function link(file: string): string {
  return attempt(() => readlinkSync(file), '')
}

/** Processes end while we look, and others' are closed to us. */
function attempt<T>(action: () => T, otherwise: T): T {
  try {
    return action()
  } catch {
    return otherwise
  }
}
