/** `wirebook shell`: a terminal of this machine inside a lab's network, on one of its hosts, while its servers run. */
import { spawn } from 'node:child_process'
import { type LoadedLab, loadLab } from '../course/load.ts'
import { networkOf } from '../course/network.ts'
import type { ProgramState } from '../protocol/lab.ts'
import { openNetwork } from '../sidecar/runner/batch.ts'
import { addressesOf, enter } from '../sidecar/runner/enter.ts'
import { LabRun } from '../sidecar/runner/lab-run.ts'
import { leftovers } from '../sidecar/runner/leftovers.ts'
import { freeHost, hostNamed } from '../sidecar/runner/placing.ts'
import { planRun } from '../sidecar/runner/plan.ts'
import type { RunEvent } from '../sidecar/runner/types.ts'
import { openSandbox } from '../sidecar/sandbox/open.ts'
import type { Host, LabNetwork } from '../sidecar/sandbox/types.ts'
import { reasonOf } from '../sidecar/words/index.ts'
import { MachineError, shellStatus, UsageError } from './exit.ts'
import { argumentsOf, knownHost } from './run-options.ts'
import type { Voice, Words } from './words/index.ts'

export type ShellFlags = { host?: string; bare: boolean; command?: string; arg: string[]; quiet: boolean }

/** Servers that do not listen by then are said to be late, and the terminal opens all the same, ms. */
const READY_MS = 10_000

/** Exit is that of the shell or command. */
export async function shellCommand(id: string, flags: ShellFlags, { words, below }: Voice): Promise<void> {
  const lab = loadLab(id)
  const args = argumentsOf(flags.arg)
  const servers = flags.bare ? [] : lab.lab.programs.filter(({ ready }) => ready !== undefined).map(({ name }) => name)
  const unknown = Object.keys(args).find((name) => !servers.includes(name))
  if (unknown !== undefined) {
    throw new UsageError('PROGRAM_UNKNOWN', ['noServer', unknown, servers])
  }
  knownHost(networkOf(lab.lab), flags.host, '--host')
  const sandbox = await openSandbox()
  try {
    if (sandbox.tier === 'reduced')
      throw new MachineError('SHELL_NO_NETWORK', ['noNetworkToEnter', reasonOf(sandbox, below)])
    const network = await openNetwork(sandbox, lab)
    const left = leftovers(network.hosts)
    try {
      const servants = new Servants(network, lab, servers, args, flags.quiet)
      const host = hostFor(network.hosts, lab, flags.host, servers)
      await servants.listening()
      process.stderr.write(map(lab, network.hosts, host, servants.told(words), words))
      process.exitCode = await terminal(lab, host, network.hosts, flags.command)
      await servants.stop()
    } finally {
      await network.close()
      left.end()
    }
  } finally {
    await sandbox.close()
  }
}

/** The lab's servers while the terminal is open. What they print goes to stderr, each line with its program's name. */
class Servants {
  readonly #run: LabRun | null
  readonly #states = new Map<string, ProgramState>()
  readonly #quiet: boolean
  #changed = () => {}

  constructor(network: LabNetwork, lab: LoadedLab, only: string[], args: Record<string, string[]>, quiet: boolean) {
    this.#quiet = quiet
    const hear = (event: RunEvent) => this.#hear(event)
    this.#run = only.length > 0 ? new LabRun(network, lab, { mode: 'interactive', only, args }, hear) : null
  }

  /** Resolves when each of them listens or has ended, or it takes too long. */
  async listening(): Promise<void> {
    if (this.#run === null) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const late = setTimeout(resolve, READY_MS)
    this.#changed = () => {
      const settled = [...this.#states.values()].filter(({ state }) => state === 'listening' || state === 'exited')
      if (settled.length === this.#run?.programs.length) resolve()
    }
    await this.#run.begin()
    await promise
    clearTimeout(late)
  }

  told(words: Words): string[] {
    return [...this.#states].map(([name, state]) => {
      if (state.state === 'listening') return words.listens(name, state.at)
      if (state.state === 'exited') return words.hasEnded(name, words.ended(state.exit))
      return words.notYet(name)
    })
  }

  async stop(): Promise<void> {
    await this.#run?.stop()
    await this.#run?.ended
  }

  #hear(event: RunEvent): void {
    if (event.type === 'program') {
      this.#states.set(event.program, event.state)
      this.#changed()
    } else if (event.type === 'output' && !this.#quiet) {
      const lines = event.text.replace(/\n$/, '').split('\n')
      process.stderr.write(lines.map((line) => `${event.program} │ ${line}\n`).join(''))
    }
  }
}

/** Where whoever plays the client would sit: a host without a server, otherwise the first. */
function hostFor(hosts: Host[], lab: LoadedLab, wanted: string | undefined, servers: string[]): Host {
  if (wanted !== undefined) return hostNamed(hosts, wanted, '--host')
  return freeHost(hosts, planRun(lab, { only: servers, mode: 'interactive' }).programs)
}

function map(lab: LoadedLab, hosts: Host[], here: Host, servers: string[], words: Words): string {
  const places = hosts.map((host) => {
    const mark = host.name === here.name ? words.here() : ''
    return `  ${host.name.padEnd(12)} ${addressesOf(host).join(', ')}${mark}`
  })
  const lines = [words.place(lab.id), ...places, ...servers.map((line) => `  ${line}`), words.leave()]
  return `${lines.join('\n')}\n\n`
}

/** The user's shell, or one command of it, on the host; resolves to its exit status. */
async function terminal(lab: LoadedLab, host: Host, hosts: Host[], command: string | undefined): Promise<number> {
  const shell = process.env.SHELL || '/bin/sh'
  const words = [...enter(host, hosts), ...(command === undefined ? [shell] : ['/bin/sh', '-c', command])]
  const env = { ...process.env, WIREBOOK_LAB: lab.id, WIREBOOK_HOST: host.name }
  const child = spawn(words[0]!, words.slice(1), { stdio: 'inherit', env })
  // Ctrl-C is for what runs in the terminal. Whoever ends this process ends the terminal first.
  const ignore = () => {}
  const hangUp = () => void child.kill('SIGHUP')
  process.on('SIGINT', ignore).on('SIGQUIT', ignore).on('SIGTERM', hangUp).on('SIGHUP', hangUp)
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  child.once('error', (error) => reject(new MachineError('SHELL_NO_TOOL', ['noTool', error.message])))
  child.once('exit', (code, signal) => resolve(shellStatus({ code, signal })))
  try {
    return await promise
  } finally {
    process.off('SIGINT', ignore).off('SIGQUIT', ignore).off('SIGTERM', hangUp).off('SIGHUP', hangUp)
  }
}
