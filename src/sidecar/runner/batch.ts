/** A whole batch run and everything it showed. */
import type { LoadedLab } from '../../course/load.ts'
import type { ProgramExit } from '../../protocol/lab.ts'
import type { LabNetwork, Sandbox } from '../sandbox/types.ts'
import { LabRun } from './lab-run.ts'
import { leftovers } from './leftovers.ts'
import { networkSpecOf } from './plan.ts'
import type { OutputChunk, RunEvent, RunOptions, RunRecord } from './types.ts'

/** Gathers the events of a run into its record. */
export class Recorder {
  readonly #output = new Map<string, OutputChunk[]>()
  readonly #exits = new Map<string, ProgramExit>()
  readonly #gathered: Pick<RunRecord, 'packets' | 'lost' | 'calls' | 'cut'> = {
    packets: [],
    lost: 0,
    calls: [],
    cut: {},
  }

  add(event: RunEvent): void {
    const gathered = this.#gathered
    if (event.type === 'output') {
      const { stream, text, at } = event
      const chunks = this.#output.get(event.program) ?? []
      chunks.push({ stream, text, at })
      this.#output.set(event.program, chunks)
    } else if (event.type === 'program') {
      if (event.state.state === 'exited') this.#exits.set(event.program, event.state.exit)
    } else if (event.type === 'packets') {
      gathered.packets.push(...event.packets)
      gathered.lost += event.lost
    } else if (event.type === 'call') gathered.calls.push(event.call)
    else gathered.cut[event.program] = (gathered.cut[event.program] ?? 0) + event.dropped
  }

  record(run: LabRun, end: RunRecord['end']): RunRecord {
    const programs = run.programs.map((name) => ({
      name,
      exit: this.#exits.get(name) ?? { code: null, signal: null, reason: 'stopped' as const },
      output: this.#output.get(name) ?? [],
    }))
    return { lab: run.lab.id, faults: run.plan.faults, end, programs, ...this.#gathered }
  }
}

/** Runs a lab to its end on a network that is there; `watch` hears all of it. Rejects when something of ours failed. */
export async function runOn(
  network: LabNetwork,
  lab: LoadedLab,
  options: Omit<RunOptions, 'mode'>,
  signal?: AbortSignal,
  watch: (event: RunEvent) => void = () => {},
): Promise<RunRecord> {
  const recorder = new Recorder()
  const run = new LabRun(network, lab, { ...options, mode: 'batch' }, (event) => {
    recorder.add(event)
    watch(event)
  })
  const stop = () => void run.stop()
  signal?.addEventListener('abort', stop)
  try {
    await run.begin()
    if (signal?.aborted) stop()
    return recorder.record(run, await run.ended)
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

/** The network that a lab describes. The caller closes it. */
export function openNetwork(sandbox: Sandbox, lab: LoadedLab): Promise<LabNetwork> {
  return sandbox.open(networkSpecOf(lab.lab))
}

/** The same on a network of its own, which is gone afterwards. */
export async function runLab(
  sandbox: Sandbox,
  lab: LoadedLab,
  options: Omit<RunOptions, 'mode'> = {},
  signal?: AbortSignal,
  watch?: (event: RunEvent) => void,
): Promise<RunRecord> {
  const network = await openNetwork(sandbox, lab)
  // Nothing of the lab's own can leave its sandbox; what a user's command started in the background can.
  const left = options.external ? leftovers(network.hosts) : null
  try {
    return await runOn(network, lab, options, signal, watch)
  } finally {
    await network.close()
    left?.end()
  }
}
