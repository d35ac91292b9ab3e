/**
 * A mount namespace for a moment (mount_namespaces(7)), for a process that holds CAP_SYS_ADMIN over its own: what is
 * mounted in it is seen by the children started meanwhile, and goes with the last of them.
 */
import { closeSync, openSync } from 'node:fs'
import koffi from 'koffi'
import { checked, libc } from './libc.ts'

const CLONE_NEWNS = 0x0002_0000
const OWN = '/proc/thread-self/ns/mnt'
const MS = { nosuid: 2, nodev: 4, rec: 16_384, private: 1 << 18 }

const mount = koffi
  .load(null)
  .func('int mount(const char *, const char *, const char *, ulong, const char *)') as unknown as (
  source: string,
  target: string,
  type: string | null,
  flags: number,
  data: string | null,
) => number

/**
 * Runs a synchronous function with the calling thread in a copy of its mount namespace. From the first time on this
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
