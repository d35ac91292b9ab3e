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
  process_madvise: [440, 440],
  process_mrelease: [448, 448],
  move_pages: [279, 239],
  migrate_pages: [256, 238],
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
  open_tree_attr: [467, 467],
  statmount: [457, 457],
  listmount: [458, 458],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  // Counted for the user on the whole machine: one program could take all that there are.
  fanotify_init: [300, 262],
  inotify_init: [253, null],
  inotify_init1: [294, 26],
  io_setup: [206, 0],
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
  clock_adjtime: [305, 266],
  modify_ldt: [154, null],
  vhangup: [153, 58],
  personality: [135, 92],
  // Memory that no process maps, which the memory watch would not see.
  memfd_create: [319, 279],
  memfd_secret: [447, 447],
  vmsplice: [278, 75],
  shmget: [29, 194],
  semget: [64, 190],
  msgget: [68, 186],
  mq_open: [240, 180],
}

const ARCHITECTURES = {
  x64: {
    ...{ column: 0, audit: 0xc000_003e, clone: 56, socket: 41, socketpair: 53 },
    ...{ ioctl: 16, fcntl: 72, setrlimit: 160, prlimit64: 302, setsockopt: 54 },
  },
  arm64: {
    ...{ column: 1, audit: 0xc000_00b7, clone: 220, socket: 198, socketpair: 199 },
    ...{ ioctl: 29, fcntl: 25, setrlimit: 164, prlimit64: 261, setsockopt: 208 },
  },
} as const
const CLONE3 = 435
/** Every CLONE_NEW* flag that fits clone's register beside the exit signal. */
const NEW_NAMESPACES = 0x7e02_0000
/** Typing into a terminal, and pasting into a console: TIOCSTI, TIOCLINUX. */
const TERMINAL_INPUT = [0x5412, 0x541c]
/**
 * Of fcntl: larger pipes than the usual are the kernel's memory, which no process shows. A lease or delegation makes
 * whoever else opens the file wait up to 45 s (/proc/sys/fs/lease-break-time), so a program could hold up the helper that
 * writes its work folder, and with it everybody's labs. F_NOTIFY is the elder inotify.
 */
const FILE_CONTROL = { F_SETLEASE: 1024, F_NOTIFY: 1026, F_SETPIPE_SZ: 1031, F_SETDELEG: 1040 }
/** Stays at 1 byte, which turns even a core dump into a handler's pipe off; 0 would not. */
const RLIMIT_CORE = 4
/** AF_UNIX, AF_INET, AF_INET6, AF_NETLINK. AF_VSOCK above all must not be there: no namespace separates it. */
const [AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET] = [1, 2, 10, 16, 17] as const
/** What socketpair(2) may name: the kernel makes pairs of AF_UNIX alone, and says so of the others. */
const FAMILIES = [AF_UNIX, AF_INET, AF_INET6, AF_NETLINK]
/**
 * Asked for, these load a module of the kernel that few machines need, and that has led out of containers before: DCCP,
 * L2TP, SCTP, UDP-Lite, SMC, MPTCP. Whoever asks hears what a kernel without the module says.
 */
const LARGE_PROTOCOLS = [33, 115, 132, 136, 256, 262]
/** Routes, messages among programs, sockets, events, generic: those that the course names, and `ss`. */
const NETLINK_PROTOCOLS = [0, 2, 4, 15, 16]
/** Another protocol in the kernel on top of TCP, as `tls` is. */
const TCP_ULP = 31
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
const EPROTONOSUPPORT = 0x0005_005d
const ENOSYS = 0x0005_0026
/** Offsets in struct seccomp_data. */
const DATA = { number: 0, architecture: 4, firstArgument: 16, secondArgument: 24, thirdArgument: 32 }

export type FilterOptions = {
  /** Sockets of AF_PACKET may be asked for; the kernel gives them to who has CAP_NET_RAW. */
  packets?: boolean
}

/** `struct sock_filter[]` for this machine. Throws SANDBOX_NO_CONTAINMENT on an architecture without a table. */
export function seccompFilter(architecture: string = process.arch, { packets = false }: FilterOptions = {}): Buffer {
  const here = ARCHITECTURES[architecture as keyof typeof ARCHITECTURES]
  if (here === undefined) throw new SandboxError('SANDBOX_NO_CONTAINMENT', ['noFilter', architecture])
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
  const byArgument = (
    number: number,
    argument: number,
    values: number[],
    answers: { listed: number; others: number },
    compare = EQUAL,
  ) => {
    emit(EQUAL, 0, values.length + 3, number)
    emit(LOAD, 0, 0, argument)
    for (const [index, value] of values.entries()) emit(compare, values.length - index, 0, value)
    emit(RETURN, 0, 0, answers.others)
    emit(RETURN, 0, 0, answers.listed)
  }
  const refused = { listed: EPERM, others: ALLOW }
  const families = packets ? [...FAMILIES, AF_PACKET] : FAMILIES
  const protocols = (family: number, listed: number[], answers: { listed: number; others: number }) =>
    byArgument(family, DATA.thirdArgument, listed, answers)
  byArgument(here.clone, DATA.firstArgument, [NEW_NAMESPACES], refused, ANY_BIT)
  byArgument(here.ioctl, DATA.secondArgument, TERMINAL_INPUT, refused)
  byArgument(here.fcntl, DATA.secondArgument, Object.values(FILE_CONTROL), refused)
  byArgument(here.setrlimit, DATA.firstArgument, [RLIMIT_CORE], refused)
  byArgument(here.setsockopt, DATA.thirdArgument, [TCP_ULP], refused)
  // Below: what is loaded is the family, and each comparison with one ends in a return.
  const ofSocket = program.length
  emit(EQUAL, 0, 0, here.socket)
  emit(LOAD, 0, 0, DATA.firstArgument)
  for (const family of [AF_INET, AF_INET6])
    protocols(family, LARGE_PROTOCOLS, { listed: EPROTONOSUPPORT, others: ALLOW })
  protocols(AF_NETLINK, NETLINK_PROTOCOLS, { listed: ALLOW, others: EPROTONOSUPPORT })
  for (const family of packets ? [AF_UNIX, AF_PACKET] : [AF_UNIX]) {
    emit(EQUAL, 0, 1, family)
    emit(RETURN, 0, 0, ALLOW)
  }
  emit(RETURN, 0, 0, EPERM)
  program[ofSocket]![2] = program.length - ofSocket - 1
  byArgument(here.socketpair, DATA.firstArgument, families, { listed: ALLOW, others: EPERM })

  // prlimit64 sets where its third argument, a pointer, is not null.
  emit(EQUAL, 0, 8, here.prlimit64)
  emit(LOAD, 0, 0, DATA.secondArgument)
  emit(EQUAL, 0, 4, RLIMIT_CORE)
  emit(LOAD, 0, 0, DATA.thirdArgument)
  emit(ANY_BIT, 3, 0, 0xffff_ffff)
  emit(LOAD, 0, 0, DATA.thirdArgument + 4)
  emit(ANY_BIT, 1, 0, 0xffff_ffff)
  emit(RETURN, 0, 0, ALLOW)
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
