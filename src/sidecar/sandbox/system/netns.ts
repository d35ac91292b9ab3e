/**
 * Network namespaces from inside one process that holds CAP_SYS_ADMIN in the user namespace owning them
 * (network_namespaces(7)). A namespace lives as long as its descriptor, or a process in it.
 */
import { closeSync, openSync } from 'node:fs'
import { isPromise } from 'node:util/types'
import { checked, libc } from './libc.ts'

const CLONE_NEWNET = 0x4000_0000
const OWN = '/proc/thread-self/ns/net'

export type Netns = {
  fd: number
  /** Opens the namespace from any process of this machine that may read ours. */
  path: string
}

/** Runs a synchronous function with the calling thread inside the namespace. Sockets and children made there stay there. */
export function inside<T>(netns: Netns, act: () => T): T {
  const home = openSync(OWN, 'r')
  try {
    checked(libc.setns(netns.fd, CLONE_NEWNET), 'setns')
    const result = act()
    if (isPromise(result)) throw new TypeError('inside() takes a synchronous function')
    return result
  } finally {
    checked(libc.setns(home, CLONE_NEWNET), 'setns back')
    closeSync(home)
  }
}

export function createNetns(): Netns {
  const home = openSync(OWN, 'r')
  checked(libc.unshare(CLONE_NEWNET), 'unshare(CLONE_NEWNET)')
  try {
    const fd = openSync(OWN, 'r')
    return { fd, path: `/proc/${process.pid}/fd/${fd}` }
  } finally {
    checked(libc.setns(home, CLONE_NEWNET), 'setns back')
    closeSync(home)
  }
}

export function closeNetns({ fd }: Netns): void {
  closeSync(fd)
}

/** Moves the calling thread into a namespace for good; for a trusted worker thread. `path` is a Host's `netns`. */
export function enterNetns(path: string): void {
  const fd = openSync(path, 'r')
  try {
    checked(libc.setns(fd, CLONE_NEWNET), `setns(${path})`)
  } finally {
    closeSync(fd)
  }
}

/** As `inside`, by the path of the namespace. */
export function visitNetns<T>(path: string, act: () => T): T {
  const fd = openSync(path, 'r')
  try {
    return inside({ fd, path }, act)
  } finally {
    closeSync(fd)
  }
}
