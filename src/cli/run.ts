import { writeFileSync } from 'node:fs'
import { type LoadedLab, loadLab } from '../course/load.ts'
import { networkOf } from '../course/network.ts'
import { nodesOf } from '../course/nodes.ts'
import type { Locale } from '../course/schema.ts'
import { runLab } from '../sidecar/runner/batch.ts'
import { externalCommand } from '../sidecar/runner/external.ts'
import { planRun } from '../sidecar/runner/plan.ts'
import { EXTERNAL, type RunOptions, type RunRecord } from '../sidecar/runner/types.ts'
import { openSandbox } from '../sidecar/sandbox/open.ts'
import { captureFile } from './capture-file.ts'
import { EXIT, shellStatus } from './exit.ts'
import { faultsOf } from './fault.ts'
import { ladder } from './ladder.ts'
import { packetsOf } from './packets.ts'
import { wantsColour } from './paint.ts'
import { endedWell } from './promises.ts'
import { runJson } from './run-json.ts'
import { argumentsOf, knownHost, replacements, writableFile } from './run-options.ts'
import { Trace } from './trace.ts'
import type { Voice, Words } from './words/index.ts'

export type RunFlags = {
  code: string[]
  only: string[]
  arg: string[]
  with?: string
  withHost?: string
  seed?: number
  fault: string[]
  trace?: string[]
  pcap?: string
  json: boolean
}

/** Columns of a ladder that goes into a file or a pipe. */
const WIDTH = 100

/** Exit 0 when all went well, or that of `--with`; 1 when a program failed; 130 after Ctrl-C; 2 for our error. */
export async function runCommand(id: string, flags: RunFlags, voice: Voice): Promise<void> {
  const lab = loadLab(id)
  const trace = new Trace(lab, flags.trace ?? [])
  const options = { ...(await optionsOf(lab, flags, voice.locale)), ...trace.options }
  const { words } = voice
  if (flags.pcap) writableFile(flags.pcap, '--pcap')
  const network = networkOf(lab.lab)
  knownHost(network, flags.withHost, '--with-host')
  planRun(lab, { ...options, mode: 'batch' }) // what does not fit the lab is said before anything is started
  const abort = new AbortController()
  const interrupt = () => abort.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const sandbox = await openSandbox()
  try {
    const epochMicros = Date.now() * 1000
    const record = await runLab(sandbox, lab, options, abort.signal)
    const { packets, flows } = packetsOf(record.packets)
    if (flags.pcap) {
      const comment = words.captured(lab.id, record.faults.seed, sandbox.kernel)
      const parts = { packets, network, lost: record.lost, epochMicros, comment, words }
      writeFileSync(flags.pcap, captureFile(flags.pcap, parts))
    }
    const { columns, isTTY } = process.stdout
    const view = {
      width: columns || WIDTH,
      crop: isTTY === true,
      colour: wantsColour(process.stdout),
      nodes: nodesOf(network),
      voice,
    }
    if (flags.json)
      console.log(
        JSON.stringify(
          { ...runJson(record, sandbox, packets, flows), ...(flags.trace?.length ? { syscalls: trace.json() } : {}) },
          null,
          2,
        ),
      )
    else process.stdout.write(ladder(record, sandbox, packets, flows, view) + trace.text(words))
    process.exitCode = exitOf(record, lab, flags.with, words)
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await sandbox.close()
  }
}

function exitOf(record: RunRecord, { lab }: LoadedLab, command: string | undefined, words: Words): number {
  if (record.end === 'stopped') return EXIT.interrupted
  const external = record.programs.find(({ name }) => name === EXTERNAL)
  if (external) {
    const status = shellStatus(external.exit)
    if (status === EXIT.notFound) console.error(`WITH_NOT_FOUND: ${words.withNotFound(command ?? '')}`)
    return status
  }
  return record.programs.every((program) => endedWell(program, lab.expect.unfinished)) ? EXIT.ok : EXIT.failed
}

async function optionsOf(lab: LoadedLab, flags: RunFlags, locale: Locale): Promise<Omit<RunOptions, 'mode'>> {
  const faults = await faultsOf(lab, flags, locale)
  return {
    ...(flags.only.length > 0 ? { only: flags.only } : {}),
    args: argumentsOf(flags.arg),
    files: replacements(lab, flags.code),
    ...(faults ? { faults } : {}),
    ...(flags.with ? { external: externalCommand(flags.with, flags.withHost ? { host: flags.withHost } : {}) } : {}),
  }
}
