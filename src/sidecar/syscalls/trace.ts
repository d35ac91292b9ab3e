/** A program's system calls as events of its run: starts the tracer (tracer.ts) and reads what it writes. */
import { spawn } from 'node:child_process'
import type { SystemCall } from '../../protocol/lab.ts'
import { ownModule } from '../own-module.ts'
import type { ContainedProcess } from '../sandbox/contain/process.ts'
import { SandboxError } from '../sandbox/error.ts'
import { childrenOf } from '../sandbox/system/process-tree.ts'
import { parseTracerLine, SYSCALL_LIMITS } from './line.ts'
import type { TraceScope } from './scope.ts'

/** The descriptor that a program's gate closes when the program begins. */
const GATE = 3
const TRACER = ownModule(import.meta, './tracer.ts')
/** A tracer that has not attached by then never will, ms. */
const ATTACH_MS = 15_000
/** How long the latest calls get to arrive after the program's end, ms. */
const REST_MS = 1_000

export type TraceOptions = {
  program: string
  scope: TraceScope
  ofMonotonicMicros(at: number): number
  onCall(call: SystemCall): void
}

/**
 * The same process, followed from the moment its gate opens, whose `exited` waits until its last call was told. Rejects
 * with SANDBOX_NO_TRACE where the kernel refuses.
 */
export async function traced(contained: ContainedProcess, options: TraceOptions): Promise<ContainedProcess> {
  const { ended } = await follow(innermost(contained.pid), options)
  return { ...contained, exited: contained.exited.then((exit) => ended().then(() => exit)) }
}

/** What contains the program has one child each; the program itself has none before it begins. */
function innermost(pid: number): number {
  const child = childrenOf(pid).at(-1)
  return child === undefined ? pid : innermost(child)
}

type Following = { ended(): Promise<void> }

function follow(pid: number, { program, scope, ofMonotonicMicros, onCall }: TraceOptions): Promise<Following> {
  const { promise, resolve, reject } = Promise.withResolvers<Following>()
  const words = ['--disable-warning=ExperimentalWarning', TRACER, `${pid}`, scope, `${GATE}`]
  const tracer = spawn(process.execPath, words, { cwd: '/', env: {}, stdio: ['ignore', 'pipe', 'ignore'] })
  const fail = (why: string) => {
    tracer.kill('SIGKILL')
    reject(new SandboxError('SANDBOX_NO_TRACE', ['notTraced', program, why]))
  }
  const late = setTimeout(() => fail(`no answer within ${ATTACH_MS} ms`), ATTACH_MS)
  const gone = new Promise<void>((done) => {
    tracer.once('close', () => {
      clearTimeout(late)
      fail('the tracer ended') // unless it had begun
      done()
    })
  })
  tracer.once('error', ({ message }) => fail(message))
  let rest = ''
  tracer.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = (lines.pop() ?? '').slice(0, SYSCALL_LIMITS.lineBytes)
    for (const line of lines) take(line)
  })
  return promise

  function take(line: string): void {
    const said = parseTracerLine(line)
    switch (said?.type) {
      case undefined:
        return
      case 'attached':
        clearTimeout(late)
        resolve({ ended: rested })
        return
      case 'failed':
        fail(`${said.why}. ptrace(2) has to be allowed for the sandbox's helper (kernel.yama.ptrace_scope below 3).`)
        return
      case 'limit':
        onCall({ program, id: SYSCALL_LIMITS.perRun + 1, name: 'untold', args: '', at: 0 })
        return
      case 'call': {
        const { type: _, at, until, ...call } = said
        const end = until === undefined ? {} : { until: ofMonotonicMicros(until) }
        onCall({ program, ...call, at: ofMonotonicMicros(at), ...end })
        return
      }
      default:
        said satisfies never
    }
  }

  async function rested(): Promise<void> {
    const impatient = setTimeout(() => tracer.kill('SIGKILL'), REST_MS)
    await gone
    clearTimeout(impatient)
  }
}
