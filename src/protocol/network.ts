/** A lab's network as planned (hosts on links), and as it is at a moment (sockets, neighbours, routes). Plain data. */

/**
 * `loopback`: the interface `lo` of one host. `cable`: two hosts. `switch`: up to NETWORK_LIMITS.hosts hosts on a
 * bridge that learns which address is behind which port.
 */
export type LinkKind = 'loopback' | 'cable' | 'switch'

export type LinkPlan = { name: string; kind: LinkKind; mtu: number }

export type InterfacePlan = {
  /** `eth0`, `eth1` … in the order in which the host was given them; `lo` on a loopback link. */
  device: string
  link: string
  /** MAC address, `02:00:00:00:00:01`. */
  hardware: string
  /** With prefix: `10.0.0.1/24`, `fd00::1/64`. IPv6 is off on an interface that has no IPv6 address. */
  addresses: string[]
}

/** `to` is a network with its prefix, `0.0.0.0/0` or `::/0` for all the rest. Without `via`: to whoever is on the device. */
export type RoutePlan = { to: string; via?: string; device: string }

export type HostPlan = {
  name: string
  interfaces: InterfacePlan[]
  routes: RoutePlan[]
  /** Passes on packets that are for others: a router. */
  forwards: boolean
  /** Default true; false: a full SYN queue drops SYNs instead of answering with cookies (tcp(7)). */
  synCookies?: boolean
}

export type NetworkPlan = { links: LinkPlan[]; hosts: HostPlan[] }

export const NETWORK_LIMITS = { hosts: 8, links: 8, interfaces: 4, addresses: 4, routes: 16 }

/** One row of a host's socket table. */
export type SocketRow = {
  protocol: 'tcp' | 'udp' | 'raw' | 'unix'
  /** Absent for `unix`. */
  family?: 4 | 6
  /** `address:port`, `[address]:port`; of `raw` the port is the IP protocol's number; of `unix` the path, or empty. */
  local: string
  remote: string
  /** As `ss` names it: `LISTEN`, `ESTABLISHED` … */
  state: string
  /** Bytes that the program has not read; of a listening TCP socket the connections that wait for accept(). */
  receiveQueue: number
  /** Bytes that the peer has not acknowledged. */
  sendQueue: number
  /** Program of the lab that holds it; absent when nobody does any more (TIME_WAIT) or not yet (not accepted). */
  program?: string
  /** Of a listening socket: beyond this many waiting connections none is taken in (sock_diag(7)). */
  acceptLimit?: number
  /** What TCP waits for, milliseconds from now, and how often it has been in vain. */
  timer?: { for: 'retransmit' | 'keepalive' | 'timeWait' | 'windowProbe'; ms: number; tries: number }
}

/** A neighbour whose hardware address the host knows, asks for, or could not learn (arp(7), `ip neigh`). */
export type NeighbourRow = { address: string; hardware: string | null; device: string; state: string }

/** A route of the main table (`ip route`). Without `via` it leads to whoever is on the device. */
export type RouteRow = { family: 4 | 6; to: string; via?: string; device: string; metric: number }

/** What a switch has learned: behind the port of this host lies this hardware address. `age` in seconds. */
export type ForwardingRow = { hardware: string; host: string; age: number }

/** Of a host the first two, of a switch the last. */
export type Tables = { neighbours: NeighbourRow[]; routes: RouteRow[]; forwarding: ForwardingRow[] }
