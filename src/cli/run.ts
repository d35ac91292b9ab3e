import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type LoadedLab, loadLab } from '../course/load.ts'
import type { FaultPlan } from '../protocol/lab.ts'
import { runLab } from '../sidecar/runner/batch.ts'
import { externalCommand } from '../sidecar/runner/external.ts'
import { defaultFaults } from '../sidecar/runner/plan.ts'
import { EXTERNAL, type RunOptions, type RunRecord } from '../sidecar/runner/types.ts'
import { openSandbox } from '../sidecar/sandbox/open.ts'
import { pcap } from '../wire/pcap.ts'
import { EXIT, UsageError } from './exit.ts'
import { ladder } from './ladder.ts'
import { packetsOf } from './packets.ts'
import { runJson } from './run-json.ts'

export type RunFlags = {
  code: string[]
  only: string[]
  arg: string[]
  with?: string
  withHost?: string
  seed?: number
  fault: string[]
  pcap?: string
  json: boolean
}

/** Exit 0 when all went well, or that of `--with`; 1 when a program failed; 2 for our error; 64 for wrong usage. */
export async function runCommand(id: string, flags: RunFlags): Promise<void> {
  const lab = loadLab(id)
  const options = optionsOf(lab, flags)
  const sandbox = await openSandbox()
  const abort = new AbortController()
  const interrupt = () => abort.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    const epochMicros = Date.now() * 1000
    const record = await runLab(sandbox, lab, options, abort.signal)
    const { packets, flows } = packetsOf(record.packets)
    if (flags.pcap)
      writeFileSync(
        flags.pcap,
        pcap(
          packets.map(({ at, bytes, length }) => ({ at, data: bytes, length })),
          epochMicros,
        ),
      )
    if (flags.json) console.log(JSON.stringify(runJson(record, sandbox, packets, flows), null, 2))
    else process.stdout.write(ladder(record, sandbox, packets, flows))
    process.exitCode = exitOf(record)
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await sandbox.close()
  }
}

function exitOf(record: RunRecord): number {
  const external = record.programs.find(({ name }) => name === EXTERNAL)
  if (external) return external.exit.code ?? EXIT.failed
  return record.programs.every(({ exit }) => exit.reason === 'exited' || exit.reason === 'stopped')
    ? EXIT.ok
    : EXIT.failed
}

function optionsOf(lab: LoadedLab, flags: RunFlags): Omit<RunOptions, 'mode'> {
  const faults = faultsOf(lab, flags)
  return {
    ...(flags.only.length > 0 ? { only: flags.only } : {}),
    args: argumentsOf(flags.arg),
    files: replacements(lab, flags.code),
    ...(faults ? { faults } : {}),
    ...(flags.with ? { external: externalCommand(flags.with, flags.withHost ? { host: flags.withHost } : {}) } : {}),
  }
}

function pair(text: string, option: string, meaning: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError('OPTION_MALFORMED', `${option} wants ${meaning}, got "${text}"`)
  return [text.slice(0, at), text.slice(at + 1)]
}

function argumentsOf(given: string[]): Record<string, string[]> {
  const args: Record<string, string[]> = {}
  for (const text of given) {
    const [program, value] = pair(text, '--arg', 'PROGRAM=VALUE, e.g. server=order=le')
    args[program] = [...(args[program] ?? []), value]
  }
  return args
}

/** `--code server=my.ts`: the text of my.ts in the place of that program's file. */
function replacements(lab: LoadedLab, given: string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const [name, file] = pair(text, '--code', 'PROGRAM=FILE, e.g. server=my-server.ts')
      const program = lab.lab.programs.find((one) => one.name === name)
      if (!program)
        throw new UsageError(
          'PROGRAM_UNKNOWN',
          `${lab.id} has no program "${name}"; it has ${lab.lab.programs.map((one) => one.name).join(', ')}`,
        )
      if (!existsSync(file)) throw new UsageError('PATH_MISSING', `there is no file ${file}`)
      return [program.file, readFileSync(file, 'utf8')]
    }),
  )
}

/** `delay=100`, `drop=client:1+2`, several of them or separated by commas. Without any the lab's own faults hold. */
export function faultsOf(lab: LoadedLab, { fault, seed }: Pick<RunFlags, 'fault' | 'seed'>): FaultPlan | undefined {
  if (fault.length === 0 && seed === undefined) return undefined
  const plan: FaultPlan = fault.length > 0 ? { seed: seed ?? 1, delayMs: 0, drop: [] } : defaultFaults(lab.lab, seed)
  for (const part of fault.flatMap((text) => text.split(',')).filter((text) => text !== '' && text !== 'none')) {
    const [name, value] = pair(part, '--fault', 'delay=MS or drop=HOST:1+2')
    const [from, list] = value.split(':')
    const nth = list?.split('+').map(Number) ?? []
    if (name === 'delay' && /^\d+(\.\d+)?$/.test(value)) plan.delayMs = Number(value)
    else if (name === 'drop' && from && nth.length > 0 && nth.every((n) => Number.isInteger(n) && n > 0))
      plan.drop.push({ from, nth })
    else
      throw new UsageError(
        'FAULT_MALFORMED',
        `--fault wants delay=MS or drop=HOST:1+2 (the first and second TCP segment that HOST sends), got "${part}"`,
      )
  }
  return plan
}
