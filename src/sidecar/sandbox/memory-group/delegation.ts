/**
 * Whether groups may be made in one of cgroup v2. Who may write there need not be meant to: a systemd user owns all of
 * its manager's groups, and yet only those of units with Delegate=yes are left alone by systemd
 * (systemd.io/CGROUP_DELEGATION). Asked of systemd itself: the mark `user.delegate` is set by some versions only.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Hierarchy } from './hierarchy.ts'
import { shareMemory } from './knobs.ts'

/** Where the delegated group's own processes go, as one with groups that have controllers may hold none. */
const SELF = 'wirebook-self'
/** Processes may start others while they are moved. */
const MOVES = 5
const ASK_MS = 5_000

/** The folder in which groups with memory limits can be made. Throws what speaks against it. */
export function delegatedFolder({ folder, path }: Hierarchy): string {
  // Of an earlier sidecar in the same unit.
  const moved = basename(folder) === SELF
  const own = moved ? dirname(folder) : folder
  if (!readFileSync(join(own, 'cgroup.controllers'), 'latin1').split(/\s+/).includes('memory'))
    throw new Error(`${own} has no memory controller`)
  if (!isDelegated(moved ? dirname(path) : path)) throw new Error(`${own} is not delegated`)
  // The root of all groups may have both processes and controllers, and it alone has no type.
  if (!moved && existsSync(join(own, 'cgroup.type'))) vacate(own)
  shareMemory(2, own)
  return own
}

/** The root of a cgroup namespace is its container's; other groups are systemd's units. */
function isDelegated(path: string): boolean {
  if (path === '/') return true
  const user = /\/user@\d+\.service\/./.test(path) ? ['--user'] : []
  const asked = spawnSync('systemctl', [...user, 'show', '--property=Delegate', '--value', '--', basename(path)], {
    encoding: 'utf8',
    timeout: ASK_MS,
  })
  return asked.stdout?.trim() === 'yes'
}

function vacate(folder: string): void {
  const self = join(folder, SELF)
  mkdirSync(self, { recursive: true })
  for (let move = 0; move < MOVES; move++) {
    const pids = readFileSync(join(folder, 'cgroup.procs'), 'latin1').trim()
    if (pids === '') return
    for (const pid of pids.split('\n'))
      try {
        writeFileSync(join(self, 'cgroup.procs'), pid)
      } catch (error) {
        // It ended meanwhile.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
      }
  }
}
