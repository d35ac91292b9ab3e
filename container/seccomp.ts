/**
 * Writes container/seccomp.json, the profile for `--security-opt seccomp=`: what a container of ours may not ask the
 * kernel for. Docker's own profile refuses the calls by which learners' programs are contained (unshare, clone with
 * namespaces, setns, mount, umount2, pivot_root), so that they could only run with less around them. This one allows
 * those and refuses what neither the course nor a learner's program needs.
 *
 *   sh bin/node container/seccomp.ts > container/seccomp.json
 */
const EPERM = 1
const AF_VSOCK = 40

const REFUSED: Record<string, string[]> = {
  'the kernel itself': ['init_module', 'finit_module', 'delete_module', 'kexec_load', 'kexec_file_load', 'reboot'],
  'its large surfaces': [
    'bpf',
    'perf_event_open',
    'userfaultfd',
    'io_uring_setup',
    'io_uring_enter',
    'io_uring_register',
  ],
  'keys, which no namespace separates': ['keyctl', 'add_key', 'request_key'],
  'files by handle, past every view': ['open_by_handle_at', 'fanotify_init', 'quotactl', 'quotactl_fd', 'acct'],
  'the machine': ['swapon', 'swapoff', 'syslog', 'iopl', 'ioperm', 'vhangup', 'nfsservctl', 'lookup_dcookie'],
  'its clock': [
    'settimeofday',
    'stime',
    'clock_settime',
    'clock_settime64',
    'adjtimex',
    'clock_adjtime',
    'clock_adjtime64',
  ],
  'other processes': ['process_vm_readv', 'process_vm_writev', 'pidfd_getfd', 'kcmp', 'move_pages', 'migrate_pages'],
  'ways of old': ['personality', 'uselib', 'ustat', 'sysfs', '_sysctl', 'modify_ldt', 'vm86', 'vm86old'],
}

const refuse = { action: 'SCMP_ACT_ERRNO', errnoRet: EPERM }
const profile = {
  defaultAction: 'SCMP_ACT_ALLOW',
  archMap: [
    { architecture: 'SCMP_ARCH_X86_64', subArchitectures: [] },
    { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: [] },
  ],
  syscalls: [
    ...Object.entries(REFUSED).map(([comment, names]) => ({ names, ...refuse, comment })),
    {
      names: ['socket'],
      ...refuse,
      args: [{ index: 0, value: AF_VSOCK, op: 'SCMP_CMP_EQ' }],
      comment: 'no namespace separates AF_VSOCK',
    },
  ],
}
console.log(JSON.stringify(profile, null, 2))
