/** What a process and all below it hold of the machine, counted from /proc. What ends meanwhile counts nothing. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { memoryHierarchy } from '../../src/sidecar/sandbox/memory-group/hierarchy.ts'
import { treeUsage } from '../../src/sidecar/sandbox/system/process-tree.ts'

export const COUNTED = ['processes', 'descriptors', 'networks', 'mounts', 'groups', 'files'] as const
/**
 * `networks`: network namespaces that a process is in or a descriptor keeps. `mounts`: of all mount namespaces together.
 * `groups`: cgroups of the memory controller. `files`: temporary files and folders.
 */
export type Counts = Record<(typeof COUNTED)[number], number>

/** `temporary`: the server's own folder of temporary files. */
export function countsOf(pid: number, temporary: string): Counts {
  const { pids } = treeUsage(pid)
  const networks = new Set<string>()
  const views = new Map<string, number>()
  let descriptors = 0
  for (const one of pids) {
    const open = list(`/proc/${one}/fd`).map((fd) => link(`/proc/${one}/fd/${fd}`))
    descriptors += open.length
    for (const held of [link(`/proc/${one}/ns/net`), ...open]) if (held.startsWith('net:[')) networks.add(held)
    views.set(link(`/proc/${one}/ns/mnt`), one)
  }
  const mounts = [...views.values()].reduce((sum, one) => sum + linesOf(`/proc/${one}/mountinfo`), 0)
  return {
    processes: pids.length,
    descriptors,
    networks: networks.size,
    mounts,
    groups: groupsOf(pid),
    files: list(temporary, true).length,
  }
}

/** Groups that a server made, or has left behind (src/sidecar/sandbox/memory-group/estate.ts). */
export function groupsOf(server: number): number {
  const [cgroup, mountinfo] = ['cgroup', 'mountinfo'].map((name) => readFileSync(`/proc/self/${name}`, 'utf8'))
  const folder = memoryHierarchy(cgroup!, mountinfo!)?.folder
  if (folder === undefined) return 0
  const estates = list(folder).filter((name) => name.startsWith(`wirebook-${server}-`))
  return estates.reduce((sum, name) => sum + 1 + foldersBelow(join(folder, name)), 0)
}

function foldersBelow(folder: string): number {
  try {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    return folders.reduce((sum, { name }) => sum + 1 + foldersBelow(join(folder, name)), 0)
  } catch {
    return 0
  }
}

function list(folder: string, recursive = false): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' })
  } catch {
    return []
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function linesOf(file: string): number {
  try {
    return readFileSync(file, 'latin1').trimEnd().split('\n').length
  } catch {
    return 0
  }
}
