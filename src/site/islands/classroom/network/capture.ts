/** The packets of a class network as what shows a lab's packets wants them: hosts are members, and their link is `class`. */
import { computed, signal } from '@preact/signals'
import type { Lab } from '../../../../course/schema.ts'
import type { NetworkTold, NetworkView } from '../../../../protocol/classroom/network.ts'
import type { CapturedPacket } from '../../../../protocol/lab.ts'
import type { Connection } from '../../../bridge-client.ts'
import { LabStore } from '../../bench/lab-store.ts'
import type { Seen } from '../../bench/wire/view.ts'

export const CAPTURE = {
  /** Packets a page keeps; beyond, the older half goes. */
  most: 6_000,
  /** Members that have a lifeline each; more are told in the table. */
  lifelines: 7,
}
const ID = 'class/network'
const CLASS = 'class'

export class Capture {
  readonly store = new LabStore()
  /** Members that were seen on the wire, in that order. */
  readonly hosts = signal<readonly string[]>([])
  readonly crowded = computed(() => this.hosts.value.length > CAPTURE.lifelines)
  readonly #addresses = new Map<string, string>()
  #network = ''
  #openings = 0

  /** Which host has which address, from what is told of the members. */
  know(view: NetworkView): void {
    if (!view.open) return
    for (const { host, address } of view.members) this.#addresses.set(host.slice(0, -CLASS.length - 1), address)
  }

  add({ network, packets, lost }: Extract<NetworkTold, { type: 'packets' }>): void {
    if (network !== this.#network) this.#begin(network)
    this.store.apply({ type: 'packets', lab: ID, run: this.#openings, packets, lost })
    this.#forgetOld()
    const known = new Set(this.hosts.peek())
    const fresh = endsOf(packets).filter((end) => !known.has(end))
    if (fresh.length > 0) this.hosts.value = [...this.hosts.peek(), ...fresh]
  }

  /** For a View: another one whenever `hosts` are others. */
  seen(): Seen {
    const hosts = this.crowded.value ? [] : this.hosts.value
    return {
      id: ID,
      lab: this.#lab(hosts),
      programs: [],
      documents: [],
      store: this.store,
      bridge: BRIDGE,
      fileIsStale: () => false,
    }
  }

  #begin(network: string): void {
    this.#network = network
    this.#openings += 1
    this.hosts.value = []
    this.store.apply({
      type: 'runStarted',
      lab: ID,
      run: this.#openings,
      programs: [],
      faults: { seed: 1, rules: [] },
      revisions: {},
    })
  }

  #forgetOld(): void {
    const all = this.store.packets.peek()
    if (all.length <= CAPTURE.most) return
    const kept = all.slice(-CAPTURE.most / 2)
    this.store.lost.value += all.length - kept.length
    this.store.packets.clear()
    this.store.packets.add(kept)
  }

  #lab(hosts: readonly string[]): Lab {
    return {
      title: { en: 'Class network', 'zh-cn': '班级网络' },
      programs: [],
      options: [],
      expect: { output: {}, unfinished: [] },
      links: [{ name: CLASS, kind: 'switch', nets: ['10.200.0.0/16'], mtu: 1_500 }],
      hosts: hosts.map((name) => {
        const address = this.#addresses.get(name)
        return {
          name,
          forwards: false,
          routes: [],
          interfaces: [{ link: CLASS, addresses: address === undefined ? [] : [address] }],
        }
      }),
    }
  }
}

function endsOf(packets: readonly CapturedPacket[]): string[] {
  return [...new Set(packets.flatMap(({ from, to }) => [from, to]))].filter(
    (end): end is string => end !== undefined && end !== CLASS,
  )
}

/** Of packets that come by another way than a lab's. */
const BRIDGE = {
  connection: signal<Connection>({ state: 'ready', tier: 'full', reason: null, kernel: '', node: '' }),
}
