/**
 * The memory of sessions and their programs, bounded by the kernel: pages of the heap and outside of it, of all
 * processes together, shared or not, mapped or not, and those of files in /tmp and /dev/shm. Used in a process that got
 * an estate from its launcher; elsewhere there are no groups, and programs are watched.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ESTATE_VARIABLE } from './estate.ts'
import { bound, killsOf, shareMemory, type Version } from './knobs.ts'
import { remove } from './tree.ts'

const MIB = 1 << 20

/** What one program may use. */
export type Room = {
  /** The command, begun in the group: whatever it starts is in it from its first moment. */
  enter(words: string[]): string[]
  /** The kernel has ended a process of it for the limit. */
  overflowed(): boolean
  /** Once its processes have ended; `overflowed` remembers. */
  close(): Promise<void>
}

/** Says nothing where it fails: 2 may be the program's own. The program is watched then. */
const ENTER = '{ echo 0 > "$0/cgroup.procs"; } 2>/dev/null; exec "$@"'

/** Who bounds the memory of programs: the kernel in groups of theirs, or the watch of program.ts alone. */
export type MemoryBound = 'group' | 'watch'

/** Found by making a room. */
export async function memoryBound(): Promise<MemoryBound> {
  const session = SessionGroup.open()
  const room = session?.room(1)
  await room?.close()
  await session?.close()
  return room ? 'group' : 'watch'
}

export class SessionGroup {
  readonly #version: Version
  readonly #folder: string
  #rooms = 0
  /** Of the rooms that there are, MiB. */
  #let = 0
  /** That the kernel has been told, MiB: only ever raised, as lowering it could end what stays below its own limit. */
  #bound = 0

  private constructor(version: Version, folder: string) {
    this.#version = version
    this.#folder = folder
  }

  /** Null where this process has no estate, or the kernel refuses. */
  static open(estate = process.env[ESTATE_VARIABLE]): SessionGroup | null {
    const [, version, folder] = /^([12]):(.+)$/.exec(estate ?? '') ?? []
    if (folder === undefined) return null
    try {
      const group = new SessionGroup(version === '1' ? 1 : 2, join(folder, `session-${++opened}`))
      mkdirSync(group.#folder)
      shareMemory(group.#version, group.#folder)
      return group
    } catch {
      return null
    }
  }

  /** Null where the kernel refuses one. */
  room(memoryMiB: number): Room | null {
    const folder = join(this.#folder, `program-${++this.#rooms}`)
    try {
      const together = this.#let + memoryMiB
      if (together > this.#bound) bound(this.#version, this.#folder, together * MIB)
      this.#bound = Math.max(this.#bound, together)
      mkdirSync(folder)
      bound(this.#version, folder, memoryMiB * MIB)
    } catch {
      void remove(folder)
      return null
    }
    this.#let += memoryMiB
    const overflows = () => killsOf(this.#version, folder) > 0
    let closing: Promise<void> | undefined
    let overflowed = false
    return {
      enter: (words) => ['sh', '-c', ENTER, folder, ...words],
      overflowed: () => {
        overflowed ||= closing === undefined && overflows()
        return overflowed
      },
      close: () => {
        if (closing === undefined) {
          overflowed ||= overflows()
          this.#let -= memoryMiB
          closing = remove(folder)
        }
        return closing
      },
    }
  }

  /** Once its rooms are closed. */
  close(): Promise<void> {
    return remove(this.#folder)
  }
}

let opened = 0
