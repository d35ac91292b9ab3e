/** `run --trace`: the system calls of a program's main thread, as text and as JSON. */
import type { LoadedLab } from '../course/load.ts'
import type { SystemCall } from '../protocol/lab.ts'
import type { RunOptions } from '../sidecar/runner/types.ts'
import type { TraceScope } from '../sidecar/syscalls/scope.ts'
import { UsageError } from './exit.ts'
import type { Words } from './words/index.ts'

const NAME_AND_ARGUMENTS = 72

/** What was asked for with `--trace PROGRAM` or `--trace PROGRAM=io`, and the calls as they come. */
export class Trace {
  readonly #scopes: Record<string, TraceScope>
  /** By program and number: a call that waits is told twice. */
  readonly #calls = new Map<string, SystemCall>()

  /** Throws PROGRAM_UNKNOWN, OPTION_MALFORMED. */
  constructor({ id, lab }: LoadedLab, given: string[]) {
    this.#scopes = Object.fromEntries(
      given.map((text) => {
        const [name = '', scope = 'network'] = text.split('=')
        if (!lab.programs.some((program) => program.name === name)) {
          const names = lab.programs.map((program) => program.name)
          throw new UsageError('PROGRAM_UNKNOWN', ['noProgram', id, name, names])
        }
        if (scope !== 'network' && scope !== 'io') throw new UsageError('OPTION_MALFORMED', ['wantsTrace', text])
        return [name, scope]
      }),
    )
  }

  /** Nothing where nothing was asked for. */
  get options(): Pick<RunOptions, 'trace'> {
    if (Object.keys(this.#scopes).length === 0) return {}
    const onCall = (call: SystemCall) => void this.#calls.set(`${call.program} ${call.id}`, call)
    return { trace: { scopes: this.#scopes, onCall } }
  }

  /** A table for each program: when, how long, which call, what came of it. Empty where nothing was asked for. */
  text(words: Words): string {
    return Object.keys(this.#scopes)
      .map((program) => {
        const calls = [...this.#calls.values()].filter((call) => call.program === program)
        return `\n${words.systemCalls(program)}\n${calls.map((call) => row(call, words)).join('')}`
      })
      .join('')
  }

  /** For `run --json`. */
  json() {
    return [...this.#calls.values()].map(({ program, name, args, result, at, until }) => ({
      program,
      name,
      args,
      result: result ?? null,
      ms: at / 1000,
      untilMs: until === undefined ? null : until / 1000,
    }))
  }
}

function row({ name, args, result, at, until }: SystemCall, words: Words): string {
  if (name === 'untraced') return `${words.untraced(args)}\n`
  if (name === 'untold') return `${words.untold()}\n`
  const took = until === undefined ? '' : `${((until - at) / 1000).toFixed(3)} ms`
  const call = `${name}(${args})`.padEnd(NAME_AND_ARGUMENTS)
  return `${(at / 1000).toFixed(3).padStart(12)} ms  ${took.padStart(13)}  ${call} = ${result ?? words.stillWaiting()}\n`
}
