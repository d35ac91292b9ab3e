/** The ready-made networks of lab.json, in the form in which others are written out. Pure. */
import type { NetworkPlan } from '../protocol/network.ts'
import type { LabHost, LabLink } from './network-schema.ts'

export type Written = { links: LabLink[]; hosts: LabHost[] }

const MTU = 1_500
const NO_HARDWARE = '00:00:00:00:00:00'

/** One host, `lab`, that talks to itself. It has no link that could be written in lab.json. */
export function solo(ipv6 = false): NetworkPlan {
  const addresses = ['127.0.0.1/8', ...(ipv6 ? ['::1/128'] : [])]
  const lo = { device: 'lo', link: 'lo', hardware: NO_HARDWARE, addresses }
  return {
    links: [{ name: 'lo', kind: 'loopback', mtu: MTU }],
    hosts: [{ name: 'lab', interfaces: [lo], routes: [], forwards: false }],
  }
}

/** `client` 10.0.0.1 and `server` 10.0.0.2 on one cable. */
export function pair(ipv6 = false): Written {
  const host = (name: string, n: number): LabHost => ({
    name,
    interfaces: [{ link: 'wire', addresses: both(`10.0.0.${n}/24`, `fd00::${n}/64`, ipv6) }],
    routes: [],
    forwards: false,
  })
  return { links: [link('wire', 'cable')], hosts: [host('client', 1), host('server', 2)] }
}

/** `h1` … on one switch: 10.0.0.1 … A default route on the device makes broadcast and multicast find their way out. */
export function lan(size: number, ipv6 = false): Written {
  const hosts = Array.from({ length: size }, (_, index): LabHost => {
    const n = index + 1
    return {
      name: `h${n}`,
      interfaces: [{ link: 'switch', addresses: both(`10.0.0.${n}/24`, `fd00::${n}/64`, ipv6) }],
      routes: [{ to: 'default', device: 'eth0' }],
      forwards: false,
    }
  })
  return { links: [link('switch', 'switch')], hosts }
}

/** `client` 10.1.0.1 — `router` .254 on both sides — `server` 10.2.0.9. */
export function routed(ipv6 = false): Written {
  const side = (n: number, host: string, v6: string) => both(`10.${n}.0.${host}/24`, `fd00:${n}::${v6}/64`, ipv6)
  const end = (name: string, n: number, host: string, link: string): LabHost => ({
    name,
    interfaces: [{ link, addresses: side(n, host, host) }],
    routes: both(`10.${n}.0.254`, `fd00:${n}::fe`, ipv6).map((via) => ({ to: 'default', via })),
    forwards: false,
  })
  const router: LabHost = {
    name: 'router',
    interfaces: [
      { link: 'left', addresses: side(1, '254', 'fe') },
      { link: 'right', addresses: side(2, '254', 'fe') },
    ],
    routes: [],
    forwards: true,
  }
  return {
    links: [link('left', 'cable'), link('right', 'cable')],
    hosts: [end('client', 1, '1', 'left'), router, end('server', 2, '9', 'right')],
  }
}

function link(name: string, kind: LabLink['kind']): LabLink {
  return { name, kind, nets: [], mtu: MTU }
}

function both(four: string, six: string, ipv6: boolean): string[] {
  return ipv6 ? [four, six] : [four]
}
