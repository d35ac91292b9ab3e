/**
 * A submission that looks at what a learner's process sees and tries to change it; prints one line of JSON (ViewReport).
 * While it looks around for others, another learner's program is graded beside it.
 */
import { lstatSync, openSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import koffi from 'koffi'

const CLONE = { mounts: 0x0002_0000, users: 0x1000_0000, processes: 0x2000_0000 }
const MS = { rdonly: 1, remount: 32, bind: 4096, rec: 16_384, move: 8192 }
const BLOCK_DEVICE = 0o60_666
/** The same on all architectures. */
const NUMBER = { open_tree: 428, move_mount: 429, fsopen: 430, fspick: 433, mount_setattr: 442 }
const AT_FDCWD = -100
/** How long it looks for others, ms. */
const LOOKS_MS = 500
/** Folders that have nothing of ours: too large to be searched. */
const SYSTEM = ['/usr', '/bin', '/lib', '/lib64', '/proc', '/node_modules']

const library = koffi.load(null)
const mount = library.func('int mount(const char *, const char *, const char *, ulong, const char *)')
const umount = library.func('int umount2(const char *, int)')
const unshare = library.func('int unshare(int)')
const setns = library.func('int setns(int, int)')
const chroot = library.func('int chroot(const char *)')
const mknod = library.func('int mknod(const char *, uint, ulong)')
const byPath = library.func('long syscall(long, int, const char *, ulong, void *, ulong)')
const byPaths = library.func('long syscall(long, int, const char *, int, const char *, ulong)')
const byName = library.func('long syscall(long, const char *, ulong)')

/** A struct mount_attr that takes read-only off. */
const writable = Buffer.alloc(32)
writable.writeBigUInt64LE(1n, 8)

const calls: Record<string, () => number> = {
  'mount a tmpfs': () => mount('none', '/tmp', 'tmpfs', 0, null),
  'mount proc': () => mount('none', '/tmp', 'proc', 0, null),
  'bind / to /tmp': () => mount('/', '/tmp', null, MS.bind | MS.rec, null),
  'remount / writable': () => mount('none', '/', null, MS.remount | MS.bind, null),
  'remount /etc writable': () => mount('none', '/etc', null, MS.remount | MS.bind, null),
  'remount the file system of / writable': () => mount('none', '/', null, MS.remount, null),
  'move /opt': () => mount('/opt/wirebook', '/tmp', null, MS.move, null),
  'unmount /proc': () => umount('/proc', 2),
  'unmount /etc': () => umount('/etc', 2),
  'unmount /': () => umount('/', 2),
  'unshare mounts': () => unshare(CLONE.mounts),
  'unshare users': () => unshare(CLONE.users),
  'unshare users and mounts': () => unshare(CLONE.users | CLONE.mounts),
  'unshare processes': () => unshare(CLONE.processes),
  'enter its own mounts': () => setns(openSync('/proc/self/ns/mnt', 'r'), CLONE.mounts),
  chroot: () => chroot('/tmp'),
  'make a device': () => mknod('/tmp/device', BLOCK_DEVICE, 0x800),
  open_tree: () => byPath(NUMBER.open_tree, AT_FDCWD, '/', 1, null, 0),
  move_mount: () => byPaths(NUMBER.move_mount, AT_FDCWD, '/opt', AT_FDCWD, '/tmp', 0),
  fsopen: () => byName(NUMBER.fsopen, 'tmpfs', 0),
  fspick: () => byPath(NUMBER.fspick, AT_FDCWD, '/', 0, null, 0),
  mount_setattr: () => byPath(NUMBER.mount_setattr, AT_FDCWD, '/', 0, writable, writable.length),
}

function succeeds(act: () => unknown): boolean {
  try {
    return Number(act() ?? 0) >= 0
  } catch {
    return false
  }
}

type Mount = { root: string; at: string; options: string; source: string }

function mounts(): Mount[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [, , , root = '', at = '', options = ''] = line.split(' ')
      return { root, at, options, source: line.split(' - ')[1]?.split(' ')[1] ?? '' }
    })
}

/** Every path below a folder, by name; links are not followed. */
function* below(folder: string, depth = 6): Generator<string> {
  let names: string[] = []
  try {
    names = readdirSync(folder)
  } catch {}
  for (const name of names) {
    const path = join(folder, name)
    yield path
    if (depth > 0 && !SYSTEM.includes(path) && lstatSync(path).isDirectory()) yield* below(path, depth - 1)
  }
}

function lookAround(): string[] {
  const seen = new Set<string>()
  for (const until = Date.now() + LOOKS_MS; Date.now() < until; ) {
    for (const name of readdirSync('/proc')) if (/^\d+$/.test(name) && name !== '1') seen.add(`process ${name}`)
    for (const folder of ['/tmp', '/dev/shm', '/proc/1/root/tmp'])
      for (const name of readdirSync(folder)) if (name.startsWith('neighbour')) seen.add(join(folder, name))
  }
  return [...seen]
}

const status = readFileSync('/proc/self/status', 'utf8')
const before = mounts()
const report = {
  root: before.find(({ at }) => at === '/'),
  done: Object.entries(calls)
    .filter(([, act]) => succeeds(act))
    .map(([name]) => name),
  mounts: mounts().map(({ at, options }) => `${at} ${options.split(',')[0]}`),
  written: [...before.map(({ at }) => join(at, 'written')), '/proc/self/root/written', '/opt/wirebook/learner/written']
    .filter((path) => succeeds(() => writeFileSync(path, '')))
    .sort(),
  opened: ['/opt/wirebook/node', '/opt/wirebook/learner/main.mjs', '/etc/hosts', '/etc/passwd', '/usr/bin/env']
    .concat('/proc/sysrq-trigger', '/proc/sys/kernel/hostname', '/proc/sys/user/max_user_namespaces')
    .filter((path) => succeeds(() => openSync(path, 'r+'))),
  names: readdirSync('/').sort(),
  devices: readdirSync('/dev').sort(),
  specs: [...below('/')].filter((path) => /spec\.ts$|grader|mutants|solution/.test(path)),
  others: lookAround(),
  descriptors: readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      return []
    }
  }),
  interfaces: [...readFileSync('/proc/net/dev', 'utf8').matchAll(/^\s*(\w+):/gm)].map(([, name]) => name),
  status: ['CapEff', 'CapPrm', 'CapBnd', 'NoNewPrivs', 'Seccomp', 'Uid'].map((name) =>
    status.match(new RegExp(`^${name}:\\s*(\\S+)`, 'm'))?.[0].replace(/\s+/, ' '),
  ),
  limits: Object.fromEntries(
    readFileSync('/proc/self/limits', 'utf8')
      .split('\n')
      .slice(1)
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, 26).trim(), line.slice(26).trim().split(/\s+/)[1]]),
  ),
}
export type ViewReport = typeof report

console.log(`VIEW ${JSON.stringify(report)}`)

export class Frames {
  push(): string[] {
    return []
  }
}
