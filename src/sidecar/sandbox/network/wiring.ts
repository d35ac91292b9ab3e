/** Makes the namespaces, cables and bridges of a planned network. Everything is up when it returns. */
import type { LinkPlan, NetworkPlan } from '../../../protocol/network.ts'
import { plugIn } from '../system/interface.ts'
import { libc } from '../system/libc.ts'
import { attachToBridge, createBridge, createCable } from '../system/links.ts'
import { closeNetns, createNetns, inside, type Netns } from '../system/netns.ts'
import { type FabricHost, hostsOf } from './fabric.ts'
import { configureHost, createHost } from './host.ts'
import { linkSettings } from './settings.ts'

export const BRIDGE = 'bridge'

/** `ports`: index of a port -> host behind it. */
export type Switch = { link: string; netns: Netns; ports: Map<number, string> }
/** One cable's ends in the wire's namespace, and who is at the other end of each: a host, or a switch by its link's name. */
export type Cable = { link: string; ends: [CableEnd, CableEnd] }
export type CableEnd = { index: number; node: string }

export type Wiring = { hosts: FabricHost[]; netns: Netns; switches: Switch[]; cables: Cable[] }

/** Leaves nothing behind when it throws. */
export function buildWiring(plan: NetworkPlan): Wiring {
  const made: Netns[] = []
  const keep = (netns: Netns) => {
    made.push(netns)
    return netns
  }
  try {
    const wire = keep(createNetns())
    inside(wire, linkSettings)
    const named = hostsOf(plan)
    const hosts = plan.hosts.map((host, index) => ({ ...named[index]!, netns: keep(createHost(host)) }))
    const builder = new Builder(plan, wire, hosts)
    const cables = plan.links.flatMap((link) => builder.join(link, keep))
    plan.hosts.forEach((host, index) => {
      inside(hosts[index]!.netns, () => configureHost(host, plan.links))
    })
    return { hosts, netns: wire, switches: builder.switches, cables }
  } catch (error) {
    for (const netns of made) closeNetns(netns)
    throw error
  }
}

/** Ends in the wire's namespace are numbered from here, far above what hosts number theirs. */
const FIRST_INDEX = 1_000

class Builder {
  readonly switches: Switch[] = []
  readonly #plan: NetworkPlan
  readonly #wire: Netns
  readonly #hosts: FabricHost[]
  #number = 0

  constructor(plan: NetworkPlan, wire: Netns, hosts: FabricHost[]) {
    this.#plan = plan
    this.#wire = wire
    this.#hosts = hosts
  }

  /** All cables of one link. */
  join({ name: link, kind, mtu }: LinkPlan, keep: (netns: Netns) => Netns): Cable[] {
    const ends = this.#plan.hosts.flatMap((host, index) =>
      host.interfaces
        .filter((one) => one.link === link)
        .map(({ device, hardware }) => {
          const { netns } = this.#hosts[index]!
          return { index: this.#cable({ name: device, hardware, netns }, mtu), node: host.name }
        }),
    )
    if (kind !== 'switch') {
      const [a, b] = ends
      return a !== undefined && b !== undefined ? [{ link, ends: [a, b] }] : []
    }
    const netns = keep(createNetns())
    inside(netns, () => {
      linkSettings()
      createBridge(BRIDGE)
      plugIn(BRIDGE, mtu)
    })
    const ports = new Map<number, string>()
    this.switches.push({ link, netns, ports })
    return ends.map((end, number) => {
      const port = `port${number + 1}`
      const index = this.#cable({ name: port, netns }, mtu)
      inside(netns, () => {
        attachToBridge(port, BRIDGE)
        plugIn(port, mtu)
        ports.set(libc.if_nametoindex(port), end.node)
      })
      return { link, ends: [end, { index, node: link }] }
    })
  }

  /** A cable from the wire to somewhere; answers the index of the end that lies in the wire. */
  #cable(far: { name: string; hardware?: string; netns: Netns }, mtu: number): number {
    const number = ++this.#number
    const near = `end${number}`
    return inside(this.#wire, () => {
      createCable({ name: near, index: FIRST_INDEX + number }, { ...far, netns: far.netns.fd })
      plugIn(near, mtu)
      return libc.if_nametoindex(near)
    })
  }
}
