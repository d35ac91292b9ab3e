/**
 * Entry of a process that follows the main thread of another and writes its system calls to stdout (see line.ts). A
 * process of its own, for waiting blocks it. It ends when the thread does, or lets it run on when enough was told.
 *
 *   node tracer.ts PID SCOPE [GATE]      GATE: nothing is told before the thread closes this descriptor
 */
import { writeSync } from 'node:fs'
import { argumentsText, resultText } from './arguments.ts'
import { SYSCALL_LIMITS, type TracerLine } from './line.ts'
import { nameOfCall } from './numbers.ts'
import { Tracee } from './ptrace.ts'
import { isShown, mayBlock, type TraceScope } from './scope.ts'

const [pid = '', scope = 'network', gate] = process.argv.slice(2)

type Open = { id: number; name: string; args: bigint[]; at: number }

try {
  const tracee = new Tracee(Number(pid))
  tell({ type: 'attached' })
  follow(tracee)
} catch (error) {
  tell({ type: 'failed', why: (error as Error).message })
  process.exitCode = 1
}

function follow(tracee: Tracee): void {
  let open: Open | null = null
  let told = 0
  let passed = gate === undefined
  let signal = 0
  for (;;) {
    const stop = tracee.next(signal)
    signal = 0
    switch (stop.type) {
      case 'ended':
        return
      case 'signal':
        signal = stop.signal
        break
      case 'entry': {
        const name = nameOfCall(stop.number)
        if (!passed) passed = name === 'close' && stop.args[0] === BigInt(gate ?? -1)
        else if (name !== undefined && isShown(name, stop.args, scope as TraceScope, tracee.target)) {
          if (told === SYSCALL_LIMITS.perRun) {
            tell({ type: 'limit' })
            tracee.detach()
            return
          }
          open = { id: ++told, name, args: stop.args, at: now() }
          if (mayBlock(name)) tellCall(tracee, open, null)
        }
        break
      }
      case 'exit':
        if (open !== null) tellCall(tracee, open, stop.result)
        open = null
        break
      default:
        stop satisfies never
    }
  }
}

function tellCall(tracee: Tracee, { id, name, args, at }: Open, result: bigint | null): void {
  const text = argumentsText({ name, args, result, read: tracee.read })
  const end = result === null ? {} : { result: resultText(result), until: now() }
  tell({ type: 'call', id, name, args: text, at, ...end })
}

function tell(line: TracerLine): void {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

function now(): number {
  return Number(process.hrtime.bigint() / 1_000n)
}
