/**
 * The sidecar's side of memory groups: one folder for each process that it launches into namespaces, which that process
 * may then divide as it likes. Whoever owns such a folder can neither leave it nor lift what is set above it.
 *
 *   <the sidecar's own group>
 *     └ wirebook-PID-START-N       an estate; PID and START tell whose
 *         ├ helper                 the launched process itself
 *         └ session-N              what the programs of a session may use together (groups.ts)
 *             └ program-N          what one program may use
 */
import { chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FeatureSentence } from '../features/words/index.ts'
import { delegatedFolder } from './delegation.ts'
import { type Hierarchy, memoryHierarchy } from './hierarchy.ts'
import { shareMemory, type Version } from './knobs.ts'
import { remove, removed } from './tree.ts'

/** For the launched process: the version, a colon, its estate's folder. Absent where there is none. */
export const ESTATE_VARIABLE = 'WIREBOOK_MEMORY'

const NAME = /^wirebook-(\d+)-(\d+)-\d+$/
/** What makes a group another user's to divide (cgroup-v2.rst, "Model of Delegation"). */
const DELEGATED = ['', 'cgroup.procs', 'cgroup.subtree_control']

export type Estate = {
  version: Version
  folder: string
  /** Puts the launched process where it may move its own children from. */
  settle(pid: number): void
  /** Removes it once nobody is in it. */
  close(): Promise<void>
}

let made = 0
/** Not removed yet: tried once more when this process ends, as it may not wait for the last of its programs. */
const left = new Set<string>()
/** Found once: looking moves processes, in version 2. */
let found: { version: Version; folder: string } | { why: FeatureSentence } | null = null

/** `owner`: uid that may divide it; null: this process's own. `why` says what kept it from being made. */
export function openEstate(owner: number | null): Estate | { why: FeatureSentence } {
  found ??= find()
  if ('why' in found) return found
  const { version } = found
  const folder = join(found.folder, `wirebook-${process.pid}-${startedAt('self')}-${++made}`)
  if (made === 1)
    process.once('exit', () => {
      for (const open of left) removed(open)
    })
  try {
    sweep(found.folder)
    mkdirSync(folder)
    shareMemory(version, folder)
    mkdirSync(join(folder, 'helper'))
    if (owner !== null) for (const name of DELEGATED) give(join(folder, name), owner)
  } catch (error) {
    removed(folder)
    return { why: reasonOf(error, found.folder) }
  }
  left.add(folder)
  return {
    version,
    folder,
    settle(pid) {
      try {
        writeFileSync(join(folder, 'helper', 'cgroup.procs'), `${pid}`)
      } catch {
        // It has ended already; or its programs will not get into their groups, and are watched.
      }
    },
    close: () => remove(folder).then(() => void left.delete(folder)),
  }
}

function find(): { version: Version; folder: string } | { why: FeatureSentence } {
  let hierarchy: Hierarchy | null = null
  try {
    const [cgroup, mountinfo] = ['cgroup', 'mountinfo'].map((name) => readFileSync(`/proc/self/${name}`, 'utf8'))
    hierarchy = memoryHierarchy(cgroup!, mountinfo!)
    if (hierarchy === null) return { why: ['noController'] }
    const { version, folder } = hierarchy
    return { version, folder: version === 2 ? delegatedFolder(hierarchy) : folder }
  } catch (error) {
    return { why: reasonOf(error, hierarchy?.folder ?? '/proc/self') }
  }
}

function reasonOf(error: unknown, folder: string): FeatureSentence {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? ['notWritable', folder] : ['raw', message]
}

/** Version 1 has no `cgroup.subtree_control`. */
function give(path: string, owner: number): void {
  try {
    chownSync(path, owner, owner)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** What was left by sidecars that had no time to tidy up. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, pid = '', start] = NAME.exec(name) ?? []
    if (pid !== '' && startedAt(pid) !== start) removed(join(folder, name))
  }
}

/** Of a process, in ticks since the machine's start: with its number it names it for good. Undefined when it is gone. */
function startedAt(pid: string): string | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
