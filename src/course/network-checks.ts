/** What can be wrong with a network written out in lab.json, of what needs no kernel to be seen. Pure. */
import type { HostPlan } from '../protocol/network.ts'
import { contains, formatAddress, isBroadcast, isNetworkAddress, parseAddress, parseSubnet } from './address.ts'
import type { LabHost, LabLink } from './network-schema.ts'

/** What is wrong at a place of lab.json, and what was expected. */
export type Issue = { path: (string | number)[]; message: string }

export type Say = (path: Issue['path'], message: string) => void

/** IPv6 wants links that carry so many bytes (RFC 8200 §5). */
const LEAST_MTU6 = 1_280

export function wrongAddress(text: string, prefixed: string, link: LabLink | undefined): string | null {
  const subnet = parseSubnet(prefixed)
  const nets = link?.nets ?? []
  const expected =
    nets.length > 0 ? `an address of ${nets.join(' or ')}` : 'an address with its prefix, like 10.0.0.1/24'
  if (subnet === null) return `"${text}" is not ${expected}`
  if (nets.length > 0 && !nets.some((net) => liesIn(net, prefixed)))
    return `${text} lies outside the net of the link "${link?.name}"; expected ${expected}`
  if (isNetworkAddress(subnet)) return `${text} is the address of the network itself; expected a host's`
  if (isBroadcast(subnet)) return `${text} is the broadcast address of its network; expected a host's`
  if (subnet.family === 6 && (link?.mtu ?? LEAST_MTU6) < LEAST_MTU6)
    return `IPv6 needs an MTU of at least ${LEAST_MTU6}; the link "${link?.name}" has ${link?.mtu}`
  return null
}

export function liesIn(net: string, address: string): boolean {
  const [outer, inner] = [parseSubnet(net), parseSubnet(address)]
  return outer !== null && inner !== null && contains(outer, inner)
}

export function checkEnds(links: LabLink[], hosts: LabHost[], say: Say): void {
  links.forEach(({ name, kind }, index) => {
    const ends = hosts.flatMap((host) => host.interfaces.filter((one) => one.link === name).map(() => host.name))
    if (kind === 'cable' && ends.length !== 2)
      say(['links', index], `a cable joins two hosts; "${name}" has ${ends.length === 0 ? 'none' : ends.join(', ')}`)
    if (kind === 'switch' && ends.length === 0) say(['links', index], `no host has an interface on "${name}"`)
  })
  hosts.forEach(({ name, interfaces }, number) => {
    interfaces.forEach(({ link }, index) => {
      if (interfaces.findIndex((one) => one.link === link) < index)
        say(['hosts', number, 'interfaces', index, 'link'], `"${name}" is on "${link}" already; expected another link`)
    })
  })
}

/** On one link, and on one host, every address is there once. */
export function checkAddresses(hosts: HostPlan[], links: LabLink[], say: Say): void {
  const seen = new Map<string, string>()
  hosts.forEach(({ name, interfaces }, number) => {
    interfaces.forEach(({ link, addresses }, index) => {
      if (!links.some((one) => one.name === link)) return
      addresses.forEach((text, at) => {
        const subnet = parseSubnet(text)
        if (subnet === null) return
        const bare = formatAddress(subnet)
        for (const place of [`link ${link}`, `host ${name}`]) {
          const owner = seen.get(`${place} ${bare}`)
          if (owner !== undefined) {
            say(['hosts', number, 'interfaces', index, 'addresses', at], `${bare} is the address of "${owner}" already`)
            return
          }
        }
        seen.set(`link ${link} ${bare}`, name)
        seen.set(`host ${name} ${bare}`, name)
      })
    })
  })
}

export function checkRoutes(hosts: LabHost[], planned: HostPlan[], say: Say): void {
  hosts.forEach((host, number) => {
    host.routes.forEach(({ to, via, device }, index) => {
      const path = ['hosts', number, 'routes', index]
      const subnet = parseSubnet(to)
      if (to !== 'default' && (subnet === null || !(isNetworkAddress(subnet) || subnet.prefix === subnet.bits)))
        say([...path, 'to'], `"${to}" is no network; write "default", or one like 10.2.0.0/24`)
      const { interfaces } = planned[number]!
      if (device !== undefined && !interfaces.some((one) => one.device === device))
        say(
          [...path, 'device'],
          unknown(
            'device',
            device,
            interfaces.map((one) => ({ name: one.device })),
          ),
        )
      else if (via === undefined && interfaces.length === 0) say(path, `"${host.name}" has no interface to send by`)
      if (via !== undefined) {
        const wrong = wrongGateway(via, host.name, subnet?.family, planned)
        if (wrong !== null) say([...path, 'via'], wrong)
      }
    })
  })
}

function wrongGateway(via: string, host: string, family: 4 | 6 | undefined, hosts: HostPlan[]): string | null {
  const address = parseAddress(via)
  if (address === null) return `"${via}" is no address; expected one of a host on the same link`
  if (family !== undefined && family !== address.family)
    return `${via} is an IPv${address.family} address; the route is not`
  const own = hosts.find(({ name }) => name === host)?.interfaces ?? []
  const near = own.filter(({ addresses }) => addresses.some((one) => liesIn(one, `${via}/${address.bits}`)))
  const others = hosts.filter(({ name }) => name !== host)
  const gateways = others.flatMap(({ interfaces }) =>
    interfaces
      .filter(({ link }) => own.some((one) => one.link === link))
      .flatMap(({ addresses }) => addresses.map(bare)),
  )
  const there = near.some(({ link }) =>
    others.some(({ interfaces }) =>
      interfaces.some((one) => one.link === link && one.addresses.map(bare).includes(formatAddress(address))),
    ),
  )
  if (there) return null
  const expected = gateways.length > 0 ? `expected one of ${gateways.join(', ')}` : 'no other host is on a link with it'
  return `the gateway ${via} is not on a link of "${host}"; ${expected}`
}

/** Without its prefix. */
function bare(address: string): string {
  const subnet = parseSubnet(address)
  return subnet === null ? address : formatAddress(subnet)
}

export function unknown(what: string, name: string, known: { name: string }[]): string {
  const names = known.map((one) => one.name).join(', ')
  return `there is no ${what} "${name}"; ${names === '' ? 'there are none' : `expected one of ${names}`}`
}
