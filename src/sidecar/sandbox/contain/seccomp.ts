/**
 * The system calls that contained programs may not make, as a classic BPF program for seccomp(2).
 *
 * A deny list, because learners' programs are ordinary Node programs: what it takes away is what reaches over a
 * namespace's wall, makes new namespaces, or holds memory that no process maps. `clone3` answers ENOSYS so that libc
 * falls back to `clone`, whose flags a filter can read.
 */
import { SandboxError } from '../error.ts'

/** Number on x86-64, on arm64; null where it does not exist. */
const DENIED: Record<string, [number | null, number | null]> = {
  // Other processes.
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  pidfd_getfd: [438, 438],
  kcmp: [312, 272],
  // The file system's shape.
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  quotactl: [179, 60],
  fanotify_init: [300, 262],
  // Namespaces.
  unshare: [272, 97],
  setns: [308, 268],
  // The kernel's own large surfaces.
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  // The machine.
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  syslog: [103, 116],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  adjtimex: [159, 171],
  iopl: [172, null],
  ioperm: [173, null],
  personality: [135, 92],
  // Memory that no process maps, which the memory watch would not see.
  memfd_create: [319, 279],
  memfd_secret: [447, 447],
  shmget: [29, 194],
  msgget: [68, 186],
  mq_open: [240, 180],
}

const ARCHITECTURES = {
  x64: { column: 0, audit: 0xc000_003e, clone: 56, socket: 41, ioctl: 16 },
  arm64: { column: 1, audit: 0xc000_00b7, clone: 220, socket: 198, ioctl: 29 },
} as const
const CLONE3 = 435
/** Every CLONE_NEW* flag that fits clone's register beside the exit signal. */
const NEW_NAMESPACES = 0x7e02_0000
const TIOCSTI = 0x5412
/** AF_UNIX, AF_INET, AF_INET6, AF_NETLINK. AF_VSOCK above all must not be there: no namespace separates it. */
const FAMILIES = [1, 2, 10, 16]
/** x86-64 numbers from here on are the x32 ABI's. */
const X32 = 0x4000_0000

const LOAD = 0x20
const EQUAL = 0x15
const AT_LEAST = 0x35
const ANY_BIT = 0x45
const RETURN = 0x06
const ALLOW = 0x7fff_0000
const KILL_PROCESS = 0x8000_0000
const EPERM = 0x0005_0001
const ENOSYS = 0x0005_0026
/** Offsets in struct seccomp_data. */
const DATA = { number: 0, architecture: 4, firstArgument: 16, secondArgument: 24 }

/** `struct sock_filter[]` for this machine. Throws SANDBOX_NO_CONTAINMENT on an architecture without a table. */
export function seccompFilter(architecture: string = process.arch): Buffer {
  const here = ARCHITECTURES[architecture as keyof typeof ARCHITECTURES]
  if (here === undefined)
    throw new SandboxError('SANDBOX_NO_CONTAINMENT', `there is no system call filter for ${architecture}`)
  const program: [code: number, ifTrue: number, ifFalse: number, value: number][] = []
  const emit = (code: number, ifTrue: number, ifFalse: number, value: number) =>
    program.push([code, ifTrue, ifFalse, value])
  const refuse = (number: number, answer: number) => {
    emit(EQUAL, 0, 1, number)
    emit(RETURN, 0, 0, answer)
  }

  emit(LOAD, 0, 0, DATA.architecture)
  emit(EQUAL, 1, 0, here.audit)
  emit(RETURN, 0, 0, KILL_PROCESS)
  emit(LOAD, 0, 0, DATA.number)
  if (architecture === 'x64') {
    emit(AT_LEAST, 0, 1, X32)
    emit(RETURN, 0, 0, EPERM)
  }
  for (const numbers of Object.values(DENIED)) {
    const number = numbers[here.column]
    if (number !== null && number !== undefined) refuse(number, EPERM)
  }
  refuse(CLONE3, ENOSYS)

  // Each of these ends in a return, so that the accumulator may hold an argument.
  emit(EQUAL, 0, 4, here.clone)
  emit(LOAD, 0, 0, DATA.firstArgument)
  emit(ANY_BIT, 0, 1, NEW_NAMESPACES)
  emit(RETURN, 0, 0, EPERM)
  emit(RETURN, 0, 0, ALLOW)

  emit(EQUAL, 0, 4, here.ioctl)
  emit(LOAD, 0, 0, DATA.secondArgument)
  emit(EQUAL, 0, 1, TIOCSTI)
  emit(RETURN, 0, 0, EPERM)
  emit(RETURN, 0, 0, ALLOW)

  emit(EQUAL, 0, FAMILIES.length + 2, here.socket)
  emit(LOAD, 0, 0, DATA.firstArgument)
  for (const [index, family] of FAMILIES.entries()) emit(EQUAL, FAMILIES.length - index, 0, family)
  emit(RETURN, 0, 0, EPERM)
  emit(RETURN, 0, 0, ALLOW)
  return encode(program)
}

function encode(program: [number, number, number, number][]): Buffer {
  const bytes = Buffer.alloc(program.length * 8)
  program.forEach(([code, ifTrue, ifFalse, value], index) => {
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(ifTrue, index * 8 + 2)
    bytes.writeUInt8(ifFalse, index * 8 + 3)
    bytes.writeUInt32LE(value, index * 8 + 4)
  })
  return bytes
}
