/**
 * The part of a view that is the same from start to start, mounted once in this process's own mount namespace. Each
 * binding, file system and device that bubblewrap mounts itself costs every start some 0.3 ms of processor time; of a
 * prepared root it needs one binding. It is read-only before anything of a learner's can see it, and a program's user
 * namespace cannot change that: its mounts are locked (mount_namespaces(7)).
 */
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import koffi from 'koffi'
import { checked } from '../system/libc.ts'
import { bindMount, detachMount, MS, mountTmpfs } from '../system/mounts.ts'
import { type Bind, DEVICES, systemEntries } from './view.ts'

/** `folders`: inside, where a view may have further bindings, or file systems of its own. */
export type Lasting = { binds: readonly Bind[]; folders: readonly string[] }

type AttributeCall = (call: number, folder: number, path: string, flags: number, struct: Buffer, size: number) => number
const attributeCall = koffi
  .load(null)
  .func('long syscall(long, int, const char *, uint, void *, ulong)') as AttributeCall

/** mount_setattr(2): the number is the same on all architectures. */
const MOUNT_SETATTR = 442
const AT_FDCWD = -100
const AT_RECURSIVE = 0x8000
const MOUNT_ATTR = { rdonly: 1, nosuid: 2, nodev: 4 }
const MOUNT_ATTR_BYTES = 32
/** The folders and links of the root itself. */
const ROOT_BYTES = 1 << 20
const OWN_FOLDERS = ['/proc', '/tmp', '/dev/shm']
const DEVICE_LINKS = { fd: '', stdin: '/0', stdout: '/1', stderr: '/2' }

/** Mounts it at `root`, an empty folder. Throws SANDBOX_SYSTEM where the kernel refuses, and leaves nothing mounted. */
export function prepareRoot(root: string, { binds, folders }: Lasting): void {
  mountTmpfs(root, `size=${ROOT_BYTES},mode=755`)
  try {
    for (const folder of [...OWN_FOLDERS, ...folders]) mkdirSync(join(root, folder), { recursive: true })
    for (const entry of systemEntries()) {
      const { name } = entry
      if ('link' in entry) symlinkSync(entry.link, placed(root, name))
      else bindReadOnly(`/${name}`, join(root, name))
    }
    for (const { from, to } of binds) bindReadOnly(from, join(root, to))
    for (const device of DEVICES) {
      const at = placed(root, `dev/${device}`)
      writeFileSync(at, '')
      bindMount(`/dev/${device}`, at, 0)
      bindMount('none', at, MS.remount | MS.nosuid | MS.noexec)
    }
    for (const [name, target] of Object.entries(DEVICE_LINKS))
      symlinkSync(`/proc/self/fd${target}`, placed(root, `dev/${name}`))
    bindMount('none', root, MS.remount | MS.rdonly | MS.nosuid | MS.nodev)
  } catch (error) {
    detachMount(root)
    throw error
  }
}

function bindReadOnly(from: string, at: string): void {
  if (statSync(from).isDirectory()) mkdirSync(at, { recursive: true })
  else {
    mkdirSync(dirname(at), { recursive: true })
    writeFileSync(at, '')
  }
  bindMount(from, at, MS.rec)
  // struct mount_attr: set, clear, propagation, user namespace. Adds to the flags that the machine set and locked.
  const attributes = Buffer.alloc(MOUNT_ATTR_BYTES)
  attributes.writeBigUInt64LE(BigInt(MOUNT_ATTR.rdonly | MOUNT_ATTR.nosuid | MOUNT_ATTR.nodev), 0)
  const result = attributeCall(MOUNT_SETATTR, AT_FDCWD, at, AT_RECURSIVE, attributes, attributes.length)
  checked(Number(result), `make ${at} read-only`)
}

/** Path of a name inside, in a folder that is there. */
function placed(root: string, name: string): string {
  const path = join(root, name)
  mkdirSync(dirname(path), { recursive: true })
  return path
}
