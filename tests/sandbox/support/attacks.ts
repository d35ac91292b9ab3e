/** Runs the attack corpus in a sandbox and tells what became of each attack. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { ProgramExit } from '../../../src/protocol/lab.ts'
import { LIMITS, type Limits } from '../../../src/sidecar/limits.ts'
import type { Sandbox } from '../../../src/sidecar/sandbox/types.ts'

export type Outcome = { said: string; exit: ProgramExit; cut: number }
export type AttackReport = {
  tier: string
  containment: string
  outcomes: Record<string, Outcome>
  /** A process of the machine that attacks were told of is still alive. */
  victimAlive: boolean
}

const FOLDER = join(import.meta.dirname, '../../fixtures/attacks')
/** Contained processes cost some 50 ms of processor time to start; two cores. */
const AT_ONCE = 4
const KEPT_TEXT = 600

/** Limits that end an attack soon; the rest are the default. */
const LIMITS_OF: Record<string, Partial<Limits>> = {
  processor: { cpuSeconds: 1 },
  'processor-tree': { cpuSeconds: 1 },
  memory: { memoryMiB: 200 },
  'memory-tree': { memoryMiB: 200 },
}

/** What an attack is told of the machine. */
class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), 'wirebook-attacks-'))
  readonly secret = join(this.folder, 'secret.txt')
  readonly victim: ChildProcess = spawn('/bin/sleep', ['120'], { env: { TOKEN: 'SECRET' }, stdio: 'ignore' })
  readonly abstract = `wirebook-${process.pid}`
  readonly path = join(this.folder, 'socket')
  readonly #servers: Server[] = []

  async listen(): Promise<Record<string, string[]>> {
    writeFileSync(this.secret, 'SECRET', { mode: 0o644 })
    const ends = [{ host: '127.0.0.1', port: 0 }, { path: `\0${this.abstract}` }, { path: this.path }]
    for (const end of ends) {
      const server = createServer((socket) => socket.destroy())
      this.#servers.push(server)
      await new Promise<void>((resolve) => server.listen(end, resolve))
    }
    const { port } = this.#servers[0]!.address() as AddressInfo
    const pids = [process.pid, process.ppid, this.victim.pid].map(String)
    return {
      'host-files': [this.secret, `/proc/${this.victim.pid}/environ`],
      'host-network': [`${port}`, this.abstract, this.path],
      kill: pids,
      'work-folder': [this.secret],
    }
  }

  close(): void {
    for (const server of this.#servers) server.close()
    this.victim.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export const ATTACKS = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'))

export async function attack(sandbox: Sandbox & { containment?: string }): Promise<AttackReport> {
  const machine = new Machine()
  try {
    const args = await machine.listen()
    const outcomes: Record<string, Outcome> = {}
    const waiting = [...ATTACKS]
    const work = async () => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
        outcomes[name] = await attackOnce(sandbox, name, args[name] ?? [])
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    const { exitCode, signalCode } = machine.victim
    return {
      tier: sandbox.tier,
      containment: sandbox.containment ?? '',
      outcomes,
      victimAlive: exitCode === null && signalCode === null,
    }
  } finally {
    machine.close()
  }
}

async function attackOnce(sandbox: Sandbox, name: string, args: string[]): Promise<Outcome> {
  const network = await sandbox.open({ topology: 'solo' })
  try {
    const file = `${name}.ts`
    const limits = { ...LIMITS, wallSeconds: 30, ...LIMITS_OF[name] }
    let said = ''
    let cut = 0
    const program = await network.start(
      { name, file, host: 'lab', args, limits },
      { [file]: readFileSync(join(FOLDER, file), 'utf8') },
      {
        output: (_stream, text) => {
          said = (said + text).slice(-KEPT_TEXT)
        },
        call: () => {},
        exit: () => {},
        outputCut: (bytes) => {
          cut = bytes
        },
      },
    )
    const exit = await program.exited
    return { said, exit, cut }
  } finally {
    await network.close()
  }
}
