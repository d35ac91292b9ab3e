/**
 * Where this process stands in the kernel's memory controller, from /proc/self/cgroup and /proc/self/mountinfo
 * (cgroups(7), proc_pid_mountinfo(5)). Pure.
 */
import { join, relative } from 'node:path'

/** `folder` lies in a mounted hierarchy. `path`: the group's name as the kernel tells it. */
export type Hierarchy = { version: 1 | 2; folder: string; path: string }

/** Null where the controller is not mounted, or only for groups that this process is not in. */
export function memoryHierarchy(cgroup: string, mountinfo: string): Hierarchy | null {
  const lines = cgroup
    .trim()
    .split('\n')
    .map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
  // Where version 1 has the controller, version 2 has it not.
  const first = lines.find((found) => found?.[1]?.split(',').includes('memory'))?.[2]
  if (first !== undefined) return located(1, first, mountinfo)
  const second = lines.find((found) => found?.[1] === '')?.[2]
  return second === undefined ? null : located(2, second, mountinfo)
}

function located(version: 1 | 2, path: string, mountinfo: string): Hierarchy | null {
  for (const { root, at, type, options } of mountinfo.trim().split('\n').map(mount)) {
    const fits = version === 2 ? type === 'cgroup2' : type === 'cgroup' && options.includes('memory')
    const below = relative(root, path)
    // A container may show no more than its own part.
    if (fits && below !== '..' && !below.startsWith('../')) return { version, folder: join(at, below), path }
  }
  return null
}

/** `36 35 98:0 /root /at rw,noatime shared:1 - type source options`, blanks in names as \040. */
function mount(line: string): { root: string; at: string; type: string; options: string[] } {
  const [before = '', after = ''] = line.split(' - ')
  const [, , , root = '', at = ''] = before.split(' ')
  const [type = '', , options = ''] = after.split(' ')
  return { root: plain(root), at: plain(at), type, options: options.split(',') }
}

function plain(name: string): string {
  return name.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}
