/** From what lab.json says of hosts and links to a NetworkPlan, and everything that can be wrong with it. Pure. */
import type { HostPlan, InterfacePlan, NetworkPlan, RoutePlan } from '../protocol/network.ts'
import { contains, isNetworkAddress, parseAddress, parseSubnet } from './address.ts'
import { checkAddresses, checkEnds, checkRoutes, type Issue, liesIn, unknown, wrongAddress } from './network-checks.ts'
import type { LabHost, LabLink, NetworkFields } from './network-schema.ts'
import { lan, pair, routed, solo, type Written } from './topologies.ts'

export type PlannedNetwork = { network: NetworkPlan; issues: Issue[] }

/** Hosts of a `lan` that does not say how many. */
const LAN_SIZE = 4

/** The network of a lab that is without issues. */
export function networkOf(lab: NetworkFields): NetworkPlan {
  return planNetwork(lab).network
}

/** Can anything be disturbed there? */
export function hasWire(lab: NetworkFields): boolean {
  return networkOf(lab).links.some(({ kind }) => kind !== 'loopback')
}

export function planNetwork(lab: NetworkFields): PlannedNetwork {
  const issues: Issue[] = [...mixed(lab)]
  const network = plan(lab, issues)
  lab.capture?.links?.forEach((name, index) => {
    if (!network.links.some((link) => link.name === name))
      issues.push({ path: ['capture', 'links', index], message: unknown('link', name, network.links) })
  })
  return { network, issues }
}

function plan(lab: NetworkFields, issues: Issue[]): NetworkPlan {
  if (lab.hosts !== undefined) return written({ links: lab.links ?? [], hosts: lab.hosts }, issues)
  switch (lab.topology) {
    case 'pair':
      return written(pair(lab.ipv6), issues)
    case 'lan':
      return written(lan(lab.size ?? LAN_SIZE, lab.ipv6), issues)
    case 'routed':
      return written(routed(lab.ipv6), issues)
    default:
      return solo(lab.ipv6)
  }
}

/** Ready-made and written out do not go together. */
function mixed({ topology, size, ipv6, links, hosts }: NetworkFields): Issue[] {
  const issues: Issue[] = []
  const say = (path: string, message: string) => issues.push({ path: [path], message })
  if (hosts !== undefined) {
    if (topology !== undefined) say('topology', 'a lab has either a "topology" or "hosts" and "links"')
    if (ipv6 !== undefined) say('ipv6', 'it goes with a "topology"; give the hosts IPv6 addresses instead')
  } else if (links !== undefined) say('links', 'links join "hosts", and there are none')
  if (size !== undefined && topology !== 'lan') say('size', 'it is the number of hosts of the topology "lan"')
  return issues
}

function written({ links, hosts }: Written, issues: Issue[]): NetworkPlan {
  const say = (path: Issue['path'], message: string) => void issues.push({ path, message })
  duplicates(links).forEach((index) => {
    say(['links', index, 'name'], `there is another link "${links[index]!.name}"`)
  })
  duplicates(hosts).forEach((index) => {
    say(['hosts', index, 'name'], `there is another host "${hosts[index]!.name}"`)
  })
  links.forEach((link, index) => {
    link.nets.forEach((net, at) => {
      const subnet = parseSubnet(net)
      if (subnet === null || !isNetworkAddress(subnet))
        say(['links', index, 'nets', at], `"${net}" is no network; write it like 10.1.0.0/24 or fd00:1::/64`)
    })
  })
  const planned = hosts.map((host, index) => planHost(host, index, links, issues))
  checkEnds(links, hosts, say)
  checkAddresses(planned, links, say)
  checkRoutes(hosts, planned, say)
  const network = { links: links.map(({ name, kind, mtu }) => ({ name, kind, mtu })), hosts: planned }
  return links.length === 0 && hosts.length === 1 ? alone(planned[0]!) : network
}

/** A host without links has its loopback. */
function alone(host: HostPlan): NetworkPlan {
  const { links, hosts } = solo()
  return { links, hosts: [{ ...hosts[0]!, name: host.name }] }
}

function planHost(host: LabHost, number: number, links: LabLink[], issues: Issue[]): HostPlan {
  const interfaces = host.interfaces.map(({ link: name, addresses }, index): InterfacePlan => {
    const path = ['hosts', number, 'interfaces', index]
    const link = links.find((one) => one.name === name)
    if (link === undefined) issues.push({ path: [...path, 'link'], message: unknown('link', name, links) })
    const complete = addresses.map((text, at) => {
      const prefixed = withPrefix(text, link)
      const wrong = wrongAddress(text, prefixed, link)
      if (wrong !== null) issues.push({ path: [...path, 'addresses', at], message: wrong })
      return prefixed
    })
    return { device: `eth${index}`, link: name, hardware: hardwareOf(number, index), addresses: complete }
  })
  const routes = host.routes.map((route): RoutePlan => {
    const six = parseAddress(route.via ?? '')?.family === 6
    const to = route.to === 'default' ? (six ? '::/0' : '0.0.0.0/0') : route.to
    const device = route.device ?? deviceTo(route.via, interfaces) ?? 'eth0'
    return { to, device, ...(route.via !== undefined && { via: route.via }) }
  })
  return {
    name: host.name,
    interfaces,
    routes,
    forwards: host.forwards,
    ...(host.synCookies === false && { synCookies: false }),
  }
}

/** Locally administered, and easy to tell apart: the last byte is the host, the one before it the interface. */
function hardwareOf(host: number, device: number): string {
  const byte = (value: number) => value.toString(16).padStart(2, '0')
  return `02:00:00:00:${byte(device)}:${byte(host + 1)}`
}

function withPrefix(text: string, link: LabLink | undefined): string {
  const address = parseAddress(text)
  const net = link?.nets.map(parseSubnet).find((one) => address !== null && one !== null && contains(one, address))
  return address !== null && net ? `${text}/${net.prefix}` : text
}

/** The interface on whose network a gateway lies. */
function deviceTo(via: string | undefined, interfaces: InterfacePlan[]): string | undefined {
  const address = via === undefined ? null : parseAddress(via)
  if (address === null) return undefined
  return interfaces.find(({ addresses }) => addresses.some((one) => liesIn(one, `${via}/${address.bits}`)))?.device
}

function duplicates(named: { name: string }[]): number[] {
  return named.flatMap(({ name }, index) => (named.findIndex((one) => one.name === name) < index ? [index] : []))
}
