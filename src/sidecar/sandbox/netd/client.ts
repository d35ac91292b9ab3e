/** The sandbox on the sidecar's side. One netd serves all networks; a new one is started after it has died. */
import type { FaultPlan, ProgramExit, Tier } from '../../../protocol/lab.ts'
import type { SidecarSentence } from '../../words/index.ts'
import { SandboxError } from '../error.ts'
import type { MemoryBound } from '../memory-group/groups.ts'
import type { ClassAnswer, ClassRequest } from '../network/class/messages.ts'
import { RemoteClassNetwork } from '../network/class/remote.ts'
import type { ClassNetwork, ClassOptions } from '../network/class/types.ts'
import type {
  Host,
  LabNetwork,
  NetworkSpec,
  Program,
  ProgramEvents,
  ProgramSpec,
  Sandbox,
  SocketRow,
  Tables,
} from '../types.ts'
import { NetdLink, type Ready } from './link.ts'
import type { FromNetd, NetdOptions } from './messages.ts'

export class NetdSandbox implements Sandbox {
  readonly tier: Tier
  readonly reason: string | null
  readonly because: readonly SidecarSentence[]
  readonly kernel: string
  /** Which containment programs get: `bubblewrap`, `rootview` or `bare`. */
  readonly containment: string
  readonly memory: MemoryBound
  readonly #options: NetdOptions
  #helper: Helper
  #closed = false

  /** Rejects with a SandboxError when namespaces are refused here. */
  static async open(options: NetdOptions = {}): Promise<NetdSandbox> {
    const helper = new Helper(options)
    return new NetdSandbox(options, helper, await helper.link.ready)
  }

  private constructor(options: NetdOptions, helper: Helper, ready: Ready) {
    this.#options = options
    this.#helper = helper
    this.tier = ready.tier
    this.reason = ready.reason
    this.because = ready.because
    this.kernel = ready.kernel
    this.containment = ready.containment
    this.memory = ready.memory
  }

  /** Process id of netd, as this process sees it. */
  get helperPid(): number | undefined {
    return this.#helper.link.pid
  }

  async open(spec: NetworkSpec): Promise<LabNetwork> {
    return (await this.#living()).openNetwork(spec)
  }

  async openClassNetwork(options: ClassOptions = {}): Promise<ClassNetwork> {
    return (await this.#living()).openClass(options)
  }

  async #living(): Promise<Helper> {
    if (this.#closed) throw new SandboxError('SANDBOX_CLOSED', ['sandboxClosed'])
    if (this.#helper.link.gone) this.#helper = new Helper(this.#options)
    const helper = this.#helper
    await helper.link.ready
    return helper
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#helper.link.close()
  }
}

/** One netd process with the networks and programs that live in it. */
class Helper {
  readonly link: NetdLink
  readonly programs = new Map<number, RemoteProgram>()
  readonly #networks = new Map<number, RemoteNetwork>()
  readonly #classes = new Map<number, RemoteClassNetwork>()
  #next = 1

  constructor(options: NetdOptions) {
    this.link = new NetdLink(options, (event) => this.#receive(event))
    void this.link.ended.then(() => {
      for (const program of this.programs.values()) program.gone()
      for (const [number, one] of this.#classes) one.receive({ class: number, news: { type: 'ended' } })
      this.#classes.clear()
    })
  }

  number(): number {
    return this.#next++
  }

  async openNetwork(spec: NetworkSpec): Promise<LabNetwork> {
    const id = this.number()
    const hosts = await this.link.ask({ type: 'open', network: id, spec })
    const network = new RemoteNetwork(this, id, hosts, () => this.#networks.delete(id))
    this.#networks.set(id, network)
    return network
  }

  async openClass(options: ClassOptions): Promise<ClassNetwork> {
    const number = this.number()
    const { link } = this
    const opened = new RemoteClassNetwork(
      {
        get gone() {
          return link.gone
        },
        ask: async <R extends ClassRequest>(request: R) =>
          (await link.ask({ type: 'class', request })) as ClassAnswer<R['ask']>,
        numberOf: (lab) => [...this.#networks].find(([, network]) => network === lab)?.[0],
      },
      number,
      () => this.#classes.delete(number),
    )
    // Before the answer: events may come in the same chunk.
    this.#classes.set(number, opened)
    try {
      await link.ask({ type: 'class', request: { ask: 'open', class: number, options } })
      return opened
    } catch (error) {
      this.#classes.delete(number)
      throw error
    }
  }

  #receive(event: Parameters<ConstructorParameters<typeof NetdLink>[1]>[0]): void {
    if (event.type === 'packets') this.#networks.get(event.network)?.receive(event)
    else if (event.type === 'class') this.#classes.get(event.event.class)?.receive(event.event)
    else this.programs.get(event.program)?.receive(event)
  }
}

class RemoteNetwork implements LabNetwork {
  readonly hosts: Host[]
  readonly #helper: Helper
  readonly #id: number
  readonly #forget: () => void
  #listener: Parameters<LabNetwork['onPackets']>[0] = () => {}

  constructor(helper: Helper, id: number, hosts: Host[], forget: () => void) {
    this.#helper = helper
    this.#id = id
    this.hosts = hosts
    this.#forget = forget
  }

  onPackets(listener: Parameters<LabNetwork['onPackets']>[0]): void {
    this.#listener = listener
  }

  receive({ packets, lost }: Extract<FromNetd, { type: 'packets' }>): void {
    this.#listener(packets, lost)
  }

  async beginRun(): Promise<void> {
    await this.#helper.link.ask({ type: 'beginRun', network: this.#id })
  }

  async setFaults(plan: FaultPlan): Promise<void> {
    await this.#helper.link.ask({ type: 'setFaults', network: this.#id, plan })
  }

  warm(programs: ProgramSpec[]): void {
    this.#helper.link.notify({ type: 'warm', network: this.#id, programs })
  }

  async start(spec: ProgramSpec, files: Record<string, string>, events: ProgramEvents): Promise<Program> {
    const id = this.#helper.number()
    const program = new RemoteProgram(this.#helper, id, spec.name, events)
    // Before the answer: events may come in the same chunk.
    this.#helper.programs.set(id, program)
    try {
      await this.#helper.link.ask({ type: 'start', network: this.#id, program: id, spec, files })
      return program
    } catch (error) {
      this.#helper.programs.delete(id)
      throw error
    }
  }

  sockets(host: string): Promise<SocketRow[]> {
    return this.#helper.link.ask({ type: 'sockets', network: this.#id, host })
  }

  tables(node: string): Promise<Tables> {
    return this.#helper.link.ask({ type: 'tables', network: this.#id, node })
  }

  async listening(host: string, endpoint: string, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false
    const { link } = this.#helper
    let cancel = () => {}
    try {
      return await link.ask({ type: 'listening', network: this.#id, host, endpoint }, (request) => {
        cancel = () => link.notify({ type: 'cancel', request })
        signal.addEventListener('abort', cancel)
      })
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  async flush(): Promise<void> {
    await this.#helper.link.ask({ type: 'flush', network: this.#id })
  }

  /** A network whose netd has died is closed already. */
  async close(): Promise<void> {
    this.#forget()
    if (this.#helper.link.gone) return
    await this.#helper.link.ask({ type: 'close', network: this.#id }).catch((error: unknown) => {
      if (!this.#helper.link.gone) throw error
    })
  }
}

class RemoteProgram implements Program {
  readonly name: string
  readonly exited: Promise<ProgramExit>
  readonly #helper: Helper
  readonly #id: number
  readonly #events: ProgramEvents
  readonly #settle: (exit: ProgramExit) => void

  constructor(helper: Helper, id: number, name: string, events: ProgramEvents) {
    this.#helper = helper
    this.#id = id
    this.name = name
    this.#events = events
    const { promise, resolve } = Promise.withResolvers<ProgramExit>()
    this.exited = promise
    this.#settle = resolve
  }

  write(text: string): void {
    this.#helper.link.notify({ type: 'write', program: this.#id, text })
  }

  endInput(): void {
    this.#helper.link.notify({ type: 'endInput', program: this.#id })
  }

  async stop(reason: Parameters<Program['stop']>[0]): Promise<void> {
    if (!this.#helper.link.gone)
      await this.#helper.link.ask({ type: 'stop', program: this.#id, reason }).catch((error: unknown) => {
        if (!this.#helper.link.gone) throw error
      })
    await this.exited
  }

  /** netd has died, and everything in it: the program was stopped, which is no result of its own. */
  gone(): void {
    this.#end({ code: null, signal: 'SIGKILL', reason: 'stopped' })
  }

  receive(event: Extract<FromNetd, { program: number }>): void {
    switch (event.type) {
      case 'output':
        this.#events.output(event.stream, event.text, event.at)
        return
      case 'call':
        this.#events.call(event.call)
        return
      case 'syscall':
        this.#events.syscall?.(event.call)
        return
      case 'outputCut':
        this.#events.outputCut?.(event.dropped)
        return
      case 'exit':
        this.#end(event.exit)
        return
      default:
        event satisfies never
    }
  }

  #end(exit: ProgramExit): void {
    this.#helper.programs.delete(this.#id)
    this.#events.exit(exit)
    this.#settle(exit)
  }
}
