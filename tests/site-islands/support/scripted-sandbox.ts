/**
 * A sandbox without a machine behind it: any two programs of a lab hold the same short TCP conversation, in frames built
 * by src/wire and calls as the preload reports them. It lets a page test state exactly what is on the wire, the same every
 * time; what real programs do is the business of the tests that run them.
 */

import { type FaultPlan, longestDelay } from '../../../src/protocol/faults.ts'
import type { CapturedPacket, ProgramExit, SocketCall } from '../../../src/protocol/lab.ts'
import { hostsOf } from '../../../src/sidecar/sandbox/network/fabric.ts'
import type {
  LabNetwork,
  NetworkSpec,
  ProgramEvents,
  ProgramSpec,
  Sandbox,
} from '../../../src/sidecar/sandbox/types.ts'
import { encode } from '../../../src/wire/encode.ts'
import type { TcpFlag } from '../../../src/wire/types.ts'

const WRITES = ['one', 'two', 'three']
const ISN = { client: 3_000_000_000, server: 1_200_000_000 }
const PORT = { client: 50_312, server: 9_999 }

export function scriptedSandbox(): Sandbox {
  return {
    tier: 'full',
    reason: null,
    kernel: 'scripted',
    open: async (spec) => new ScriptedNetwork(spec),
    close: async () => {},
  }
}

type Running = { spec: ProgramSpec; events: ProgramEvents; end: (exit: ProgramExit) => void }

class ScriptedNetwork implements LabNetwork {
  readonly hosts
  readonly #pair: boolean
  readonly #running = new Map<string, Running>()
  #listener: (packets: CapturedPacket[], lost: number) => void = () => {}
  #faults: FaultPlan = { seed: 1, rules: [] }
  #n = 0
  #id = 0
  #at = 40_000

  constructor({ network }: NetworkSpec) {
    this.#pair = network.hosts.length > 1
    this.hosts = hostsOf(network).map((host) => ({ ...host, netns: null }))
  }

  onPackets(listener: (packets: CapturedPacket[], lost: number) => void): void {
    this.#listener = listener
  }
  async beginRun(): Promise<void> {
    this.#n = 0
    this.#at = 40_000
  }
  async setFaults(plan: FaultPlan): Promise<void> {
    this.#faults = plan
  }
  warm(): void {}
  async flush(): Promise<void> {}
  async close(): Promise<void> {}
  async sockets() {
    return []
  }
  async tables() {
    return { neighbours: [], routes: [], forwarding: [] }
  }
  async listening(): Promise<boolean> {
    return true
  }

  async start(spec: ProgramSpec, files: Record<string, string>, events: ProgramEvents) {
    const { promise, resolve } = Promise.withResolvers<ProgramExit>()
    const end = (exit: ProgramExit) => {
      this.#running.delete(spec.name)
      events.exit(exit)
      resolve(exit)
    }
    this.#running.set(spec.name, { spec, events, end })
    const text = files[spec.file] ?? ''
    if (text.includes('SYNTAX')) setTimeout(() => this.#fallOver(spec, events, end, text), 5)
    else if (spec.name === 'server') this.#serve(events)
    else setTimeout(() => this.#talk(spec.name), 20)
    return {
      name: spec.name,
      exited: promise,
      write: (typed: string) => events.output('stdout', `typed: ${typed}`, this.#at),
      endInput: () => {},
      stop: async () => end({ code: null, signal: 'SIGKILL', reason: 'stopped' }),
    }
  }

  #fallOver(spec: ProgramSpec, events: ProgramEvents, end: (exit: ProgramExit) => void, text: string): void {
    const line = text.split('\n').findIndex((one) => one.includes('SYNTAX')) + 1
    const trace = `/work/${spec.file}:${line}\nSYNTAX\n^^^^^^\n\nSyntaxError: Unexpected identifier 'SYNTAX'\n    at node:internal/modules\n`
    events.output('stderr', trace, 30_000)
    end({ code: 1, signal: null, reason: 'crashed' })
  }

  #serve(events: ProgramEvents): void {
    const local = this.#end('server')
    events.output('stdout', `listening on ${local}\n`, 20_000)
    this.#call('server', { call: 'listen', at: 19_500, until: 19_900, line: 24, local })
    this.#accept = this.#call('server', { call: 'accept', at: 20_000, line: 8, local })
  }
  #accept: SocketCall | null = null

  #talk(client: string): void {
    const call = (one: Omit<SocketCall, 'program' | 'id' | 'local' | 'remote'>) =>
      this.#call(client, { ...one, local: this.#end('client'), remote: this.#end('server') })
    const connecting = call({ call: 'connect', at: this.#at, line: 8 })
    const drop = this.#faults.rules.find(({ kind }) => kind === 'drop')
    const lost = drop?.kind === 'drop' ? drop.nth.length : 0
    for (let n = 0; n < lost; n++) {
      this.#packet('client', ['SYN'], 0, null, '', true)
      this.#at += 1_000_000 * 2 ** n
    }
    this.#packet('client', ['SYN'], 0, null)
    this.#packet('server', ['SYN', 'ACK'], 0, 1)
    this.#report(client, { ...connecting, until: this.#at })
    this.#packet('client', ['ACK'], 1, 1)
    const server = (one: Omit<SocketCall, 'program' | 'id' | 'local' | 'remote'>) =>
      this.#call('server', { ...one, local: this.#end('server'), remote: this.#end('client') })
    if (this.#accept) this.#report('server', { ...this.#accept, until: this.#at, result: this.#end('client') })
    let sent = 0
    for (const text of WRITES) {
      call({ call: 'write', at: this.#at, until: this.#at + 5, line: 10, from: sent, to: sent + text.length })
      this.#at += 12
      this.#packet('client', ['PSH', 'ACK'], 1 + sent, 1, text)
      sent += text.length
    }
    this.#at += 100_000
    server({ call: 'read', at: this.#at, until: this.#at, from: 0, to: sent })
    this.#say('server', `read 1: ${sent} bytes "${WRITES.join('')}"\n`)
    this.#packet('server', ['ACK'], 1, 1 + sent)
    call({ call: 'end', at: this.#at, until: this.#at, line: 13 })
    this.#say(client, `3 writes, ${sent} bytes\n`)
    this.#packet('client', ['FIN', 'ACK'], 1 + sent, 1)
    server({ call: 'eof', at: this.#at, until: this.#at })
    this.#packet('server', ['FIN', 'ACK'], 1, 2 + sent)
    this.#packet('client', ['ACK'], 2 + sent, 2)
    this.#running.get(client)?.end({ code: 0, signal: null, reason: 'exited' })
  }

  #say(program: string, text: string): void {
    this.#running.get(program)?.events.output('stdout', text, this.#at)
  }

  #call(program: string, call: Omit<SocketCall, 'program' | 'id'>): SocketCall {
    this.#id += 1
    const whole = { file: `${program}.ts`, ...call, program, id: this.#id }
    this.#report(program, whole)
    return whole
  }

  #report(program: string, call: SocketCall): void {
    this.#running.get(program)?.events.call(call)
  }

  #end(side: 'client' | 'server'): string {
    return `${this.#address(side)}:${PORT[side]}`
  }

  #address(side: 'client' | 'server'): string {
    return this.hosts.find(({ name }) => name === side)?.address ?? '127.0.0.1'
  }

  #packet(side: 'client' | 'server', flags: TcpFlag[], seq: number, ack: number | null, text = '', lost = false): void {
    const other = side === 'client' ? 'server' : 'client'
    const data = encode({
      ip: { source: this.#address(side), destination: this.#address(other), dontFragment: true },
      tcp: {
        sourcePort: PORT[side],
        destinationPort: PORT[other],
        seq: (ISN[side] + seq) >>> 0,
        ...(ack === null ? {} : { ack: (ISN[other] + ack) >>> 0 }),
        flags,
        options: flags.includes('SYN') ? [{ kind: 'mss', value: 1_460 }] : [],
      },
      payload: new TextEncoder().encode(text),
    })
    this.#n += 1
    this.#at += 21
    const delay = longestDelay(this.#faults) * 1_000
    const arrived = this.#pair && !lost ? { arrived: this.#at + delay } : {}
    this.#listener(
      [
        {
          n: this.#n,
          at: this.#at,
          ...arrived,
          ...(lost ? { dropped: true } : {}),
          link: this.#pair ? 'wire' : 'lo',
          ...(this.#pair ? { from: side } : {}),
          data: Buffer.from(data).toString('base64'),
          length: data.length,
        },
      ],
      0,
    )
    if (flags.includes('SYN') || flags.includes('FIN')) this.#at += delay
  }
}
