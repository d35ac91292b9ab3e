/**
 * Entry of a child process: refuses ptrace(2) to itself and all that it starts, as a container's policy may, then runs a
 * program whose system calls are to be followed. Prints what it said, how it ended, and what was told of its calls.
 */
import koffi from 'koffi'
import type { SystemCall } from '../../../src/protocol/lab.ts'
import { LIMITS } from '../../../src/sidecar/limits.ts'
import { SOLO } from '../../../src/sidecar/sandbox/network/plans.ts'
import { openSandbox } from '../../../src/sidecar/sandbox/open.ts'

export type Untraced = { output: string; exit: object; calls: SystemCall[] }

const PTRACE = process.arch === 'arm64' ? 117 : 101
const [LOAD, EQUAL, RETURN] = [0x20, 0x15, 0x06]
const [ALLOW, EPERM] = [0x7fff_0000, 0x0005_0001]
const [PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER] = [38, 22, 2]

const prctl = koffi.load(null).func('int prctl(int, ulong, ulong, ulong, ulong)')
const filter = Buffer.alloc(4 * 8)
for (const [at, [code, yes, no, value]] of [
  [LOAD, 0, 0, 0],
  [EQUAL, 0, 1, PTRACE],
  [RETURN, 0, 0, EPERM],
  [RETURN, 0, 0, ALLOW],
].entries()) {
  filter.writeUInt16LE(code!, at * 8)
  filter.writeUInt8(yes!, at * 8 + 2)
  filter.writeUInt8(no!, at * 8 + 3)
  filter.writeUInt32LE(value!, at * 8 + 4)
}
const program = Buffer.alloc(16)
program.writeUInt16LE(filter.length / 8, 0)
program.writeBigUInt64LE(BigInt(koffi.address(filter)), 8)
if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) !== 0) throw new Error('no_new_privs was refused')
if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, koffi.address(program), 0, 0) !== 0) throw new Error('no filter')

const sandbox = await openSandbox({ force: 'full', withoutBubblewrap: process.argv[2] === 'rootview' })
const network = await sandbox.open({ network: SOLO })
await network.beginRun()
const told: Untraced = { output: '', exit: {}, calls: [] }
const started = await network.start(
  { name: 'main', file: 'main.ts', host: 'lab', args: [], limits: LIMITS, trace: 'network' },
  { 'main.ts': `console.log('ran')` },
  {
    output: (_stream, text) => {
      told.output += text
    },
    call: () => {},
    syscall: (call) => told.calls.push(call),
    exit: () => {},
  },
)
told.exit = await started.exited
await sandbox.close()
console.log(JSON.stringify(told))
