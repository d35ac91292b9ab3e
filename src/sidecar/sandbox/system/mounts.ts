/** Mounting (mount(2)), for a process that holds CAP_SYS_ADMIN over its own mount namespace. */
import { closeSync, openSync } from 'node:fs'
import koffi from 'koffi'
import { checked, libc } from './libc.ts'

const CLONE_NEWNS = 0x0002_0000
const OWN = '/proc/thread-self/ns/mnt'
const MNT_DETACH = 2
/** Flags of mount(2). */
export const MS = {
  rdonly: 1,
  nosuid: 2,
  nodev: 4,
  noexec: 8,
  remount: 32,
  bind: 4096,
  rec: 16_384,
  private: 1 << 18,
} as const

const library = koffi.load(null)
type Mount = (source: string, target: string, type: string | null, flags: number, data: string | null) => number
const mount = library.func('int mount(const char *, const char *, const char *, ulong, const char *)') as Mount
const umount = library.func('int umount2(const char *, int)') as (target: string, flags: number) => number

/**
 * Runs a synchronous function with the calling thread in a copy of its mount namespace (mount_namespaces(7)): what is
 * mounted in it is seen by the children started meanwhile, and goes with the last of them. From the first time on this
 * thread has a working directory of its own, which is `/` afterwards (setns(2)).
 */
export function withOwnMounts<T>(act: () => T): T {
  const home = openSync(OWN, 'r')
  try {
    checked(libc.unshare(CLONE_NEWNS), 'unshare(CLONE_NEWNS)')
    try {
      checked(mount('none', '/', null, MS.rec | MS.private, null), 'mount private /')
      return act()
    } finally {
      checked(libc.setns(home, CLONE_NEWNS), 'setns back')
    }
  } finally {
    closeSync(home)
  }
}

/** `data`: tmpfs(5). */
export function mountTmpfs(folder: string, data: string): void {
  checked(mount('wirebook', folder, 'tmpfs', MS.nosuid | MS.nodev, data), `mount ${folder}`)
}

/** Binds `source` at `target`, or changes the flags of what is mounted there (`MS.remount`). */
export function bindMount(source: string, target: string, flags: number): void {
  checked(mount(source, target, null, MS.bind | flags, null), `bind ${source} at ${target}`)
}

/** Takes it out of sight at once, with all that is mounted below; nothing happens where nothing is mounted. */
export function detachMount(target: string): void {
  umount(target, MNT_DETACH)
}
