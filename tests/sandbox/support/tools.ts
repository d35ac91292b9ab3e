/** What the tests of the sandbox share. */
import type { ProgramExit, SocketCall } from '../../../src/protocol/lab.ts'
import { LIMITS, type Limits } from '../../../src/sidecar/limits.ts'
import type { LabNetwork, Program } from '../../../src/sidecar/sandbox/types.ts'

export type Started = {
  program: Program
  stdout: string
  stderr: string
  calls: SocketCall[]
  exits: ProgramExit[]
  cut: number
  /** Resolves when stdout holds the text. */
  says(text: string): Promise<void>
}

/** Starts `source` as a program of the network's first host, or of `host`. */
export async function startSource(
  network: LabNetwork,
  source: string,
  options: { host?: string; limits?: Partial<Limits>; args?: string[]; name?: string } = {},
): Promise<Started> {
  const name = options.name ?? 'program'
  const waiting: { text: string; resolve: () => void }[] = []
  const started: Omit<Started, 'program'> = {
    stdout: '',
    stderr: '',
    calls: [],
    exits: [],
    cut: 0,
    says: (text) =>
      started.stdout.includes(text) ? Promise.resolve() : new Promise((resolve) => waiting.push({ text, resolve })),
  }
  const program = await network.start(
    {
      name,
      file: `${name}.ts`,
      host: options.host ?? network.hosts[0]!.name,
      args: options.args ?? [],
      limits: { ...LIMITS, ...options.limits },
    },
    { [`${name}.ts`]: source },
    {
      output: (stream, text) => {
        started[stream] += text
        for (const { text: wanted, resolve } of waiting) if (started.stdout.includes(wanted)) resolve()
      },
      call: (call) => started.calls.push(call),
      exit: (exit) => started.exits.push(exit),
      outputCut: (bytes) => {
        started.cut += bytes
      },
    },
  )
  return Object.assign(started, { program })
}

/** Polls until the condition holds; rejects after `ms`. */
export async function until(condition: () => boolean, ms = 30_000): Promise<void> {
  const deadline = performance.now() + ms
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
