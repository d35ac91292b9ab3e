// @ts-check
/**
 * Runs as pid 1 of fresh namespaces, still trusted, with every capability inside its own user namespace and none
 * outside. It turns the namespace into a learner's view and then becomes the learner's Node. The order matters:
 *
 *   mounts → pivot_root → no more user namespaces → limits → no capabilities → no new privileges → filter → execve
 *
 * Plain JavaScript: types would have to be stripped at each start.
 */
import { mkdirSync, rmdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import koffi from 'koffi'

/** @typedef {import('./rootview.ts').EnterOptions} EnterOptions */

const library = koffi.load(null)
const mount = library.func('int mount(const char *, const char *, const char *, ulong, const char *)')
const umount2 = library.func('int umount2(const char *, int)')
const pathCall = library.func('long syscall(long, const char *, const char *)')
const attributeCall = library.func('long syscall(long, int, const char *, uint, void *, ulong)')
const filterCall = library.func('long syscall(long, ulong, ulong, void *)')
const pointerCall = library.func('long syscall(long, void *, void *)')
const prctl = library.func('int prctl(int, ulong, ulong, ulong, ulong)')
const setrlimit = library.func('int setrlimit(int, void *)')
const sethostname = library.func('int sethostname(const char *, ulong)')
const dup2 = library.func('int dup2(int, int)')
const fcntl = library.func('int fcntl(int, int, int)')
const execve = library.func('int execve(const char *, char **, char **)')
const chdir = library.func('int chdir(const char *)')
const setsid = library.func('int setsid()')

const arm = process.arch === 'arm64'
const NUMBER = {
  pivot_root: arm ? 41 : 155,
  capset: arm ? 91 : 126,
  seccomp: arm ? 277 : 317,
  mount_setattr: 442,
}
const MS = { rdonly: 1, nosuid: 2, nodev: 4, noexec: 8, remount: 32, bind: 4096, rec: 16_384, private: 1 << 18 }
const MNT_DETACH = 2
const AT_FDCWD = -100
const AT_RECURSIVE = 0x8000
const MOUNT_ATTR = { rdonly: 1, nosuid: 2 }
const PR = { capbsetDrop: 24, setNoNewPrivs: 38, capAmbient: 47, capAmbientClearAll: 4 }
const LAST_CAPABILITY = 63
const CAPABILITY_VERSION_3 = 0x20080522
const SECCOMP_SET_MODE_FILTER = 1
const F_SETFD = 2
const FD_CLOEXEC = 1

/** @type {EnterOptions} */
const options = JSON.parse(process.argv[2] ?? '')
sethostname(options.host, options.host.length)
// kill(0, …) goes to the whole process group, across namespaces: ours must not be in the program's.
check(setsid(), 'setsid')
if (options.root !== null) enterRoot(options.root)
// Refused where mounts are; then hosts have addresses only.
else if (options.hosts !== null) mount(options.hosts, '/etc/hosts', null, MS.bind, null)
if (options.ownUsers) noMoreUserNamespaces()
check(chdir(options.folder), `chdir ${options.folder}`)
limit()
giveUpPrivileges()
become()

/** @param {string} root */
function enterRoot(root) {
  check(mount('none', '/', null, MS.rec | MS.private, null), 'mount private /')
  check(mount('tmpfs', root, 'tmpfs', MS.nosuid | MS.nodev, 'size=1m,mode=755'), 'mount the root')
  for (const entry of options.system) {
    if ('link' in entry) {
      place(`${root}/${entry.name}`, null)
      symlinkSync(entry.link, `${root}/${entry.name}`)
    } else bindReadOnly(`/${entry.name}`, `${root}/${entry.name}`)
  }
  for (const { from, to } of options.binds) bindReadOnly(from, root + to)

  for (const folder of ['proc', 'dev', 'dev/shm', 'tmp', 'old']) mkdirSync(`${root}/${folder}`, { recursive: true })
  check(mount('proc', `${root}/proc`, 'proc', MS.nosuid | MS.nodev | MS.noexec, null), 'mount /proc')
  check(
    mount(
      'tmpfs',
      `${root}/tmp`,
      'tmpfs',
      MS.nosuid | MS.nodev,
      `size=${options.tmpBytes},nr_inodes=${options.files},mode=1777`,
    ),
    'mount /tmp',
  )
  const shm = `size=${options.shmBytes},nr_inodes=${options.files},mode=1777`
  check(mount('tmpfs', `${root}/dev/shm`, 'tmpfs', MS.nosuid | MS.nodev, shm), 'mount /dev/shm')
  for (const device of options.devices) {
    place(`${root}/dev/${device}`, '')
    check(mount(`/dev/${device}`, `${root}/dev/${device}`, null, MS.bind, null), `bind /dev/${device}`)
  }
  for (const [name, target] of [
    ['fd', ''],
    ['stdin', '/0'],
    ['stdout', '/1'],
    ['stderr', '/2'],
  ])
    symlinkSync(`/proc/self/fd${target}`, `${root}/dev/${name}`)

  check(Number(pathCall(NUMBER.pivot_root, root, `${root}/old`)), 'pivot_root')
  check(chdir('/'), 'chdir /')
  check(umount2('/old', MNT_DETACH), 'unmount the former root')
  rmdirSync('/old')
  check(mount('none', '/', null, MS.remount | MS.bind | MS.rdonly | MS.nosuid | MS.nodev, null), 'make / read-only')
}

/** @param {string} from @param {string} to */
function bindReadOnly(from, to) {
  if (statSync(from).isDirectory()) mkdirSync(to, { recursive: true })
  else place(to, '')
  check(mount(from, to, null, MS.bind | MS.rec, null), `bind ${from}`)
  // struct mount_attr: set, clear, propagation, user namespace. Adds to the flags that the machine set and locked.
  const attributes = Buffer.alloc(32)
  attributes.writeBigUInt64LE(BigInt(MOUNT_ATTR.rdonly | MOUNT_ATTR.nosuid), 0)
  const result = attributeCall(NUMBER.mount_setattr, AT_FDCWD, to, AT_RECURSIVE, attributes, attributes.length)
  check(Number(result), `make ${to} read-only`)
}

/** Makes a path's folder, and the file itself unless `text` is null. @param {string} path @param {string | null} text */
function place(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  if (text !== null) writeFileSync(path, text)
}

/** The filter refuses them too; this is the second lock. */
function noMoreUserNamespaces() {
  try {
    writeFileSync('/proc/sys/user/max_user_namespaces', '0')
  } catch {
    // A read-only /proc/sys (containers).
  }
}

function limit() {
  for (const { number, soft, hard } of options.limits) {
    const pair = Buffer.alloc(16)
    pair.writeBigUInt64LE(BigInt(soft), 0)
    pair.writeBigUInt64LE(BigInt(hard), 8)
    check(setrlimit(number, pair), `limit ${number}`)
  }
}

function giveUpPrivileges() {
  // Ends at the first number that this kernel does not know.
  for (let capability = 0; capability <= LAST_CAPABILITY; capability++)
    if (!options.capabilities.includes(capability) && prctl(PR.capbsetDrop, capability, 0, 0, 0) !== 0) break
  check(prctl(PR.capAmbient, PR.capAmbientClearAll, 0, 0, 0), 'clear ambient capabilities')
  const header = Buffer.alloc(8)
  header.writeUInt32LE(CAPABILITY_VERSION_3, 0)
  // Two words each of effective, permitted and inheritable. What is kept has a number below 32.
  const sets = Buffer.alloc(24)
  for (const capability of options.capabilities)
    for (const at of [0, 4]) sets.writeUInt32LE(sets.readUInt32LE(at) | (1 << capability), at)
  check(Number(pointerCall(NUMBER.capset, header, sets)), 'capset')
  check(prctl(PR.setNoNewPrivs, 1, 0, 0, 0), 'no new privileges')
}

/** The filter goes on last, on this thread alone: execve leaves no other. */
function become() {
  // fd 5 is closed by execve.
  fcntl(options.stderr, F_SETFD, FD_CLOEXEC)
  check(dup2(options.stderr, 2), 'dup2')
  for (const fd of options.keep) fcntl(fd, F_SETFD, 0)
  const filter = Buffer.from(options.filter, 'base64')
  const program = Buffer.alloc(16)
  program.writeUInt16LE(filter.length / 8, 0)
  program.writeBigUInt64LE(BigInt(koffi.address(filter)), 8)
  const environment = Object.entries(options.environment).map(([name, value]) => `${name}=${value}`)
  check(Number(filterCall(NUMBER.seccomp, SECCOMP_SET_MODE_FILTER, 0, program)), 'seccomp')
  const [path = ''] = options.command
  check(execve(path, [...options.command, null], [...environment, null]), `start ${path}`)
}

/** @param {number} result @param {string} what */
function check(result, what) {
  if (result < 0) {
    process.stderr.write(`contain: ${what} failed with errno ${koffi.errno()}\n`)
    process.exit(125)
  }
}
