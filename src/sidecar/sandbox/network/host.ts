/** A host as a network namespace of its own, set up as planned. */
import type { HostPlan, LinkPlan } from '../../../protocol/network.ts'
import { addAddress, addRoute } from '../system/addresses.ts'
import { bringUp, setting } from '../system/interface.ts'
import { createNetns, inside, type Netns } from '../system/netns.ts'
import { forgetNeighbours } from '../system/tables.ts'
import { deviceSettings6, hostSettings, MTU } from './settings.ts'

/** Its interfaces are put in before `configureHost`. */
export function createHost({ forwards, synCookies }: HostPlan): Netns {
  const netns = createNetns()
  inside(netns, () => {
    hostSettings({ forwards, synCookies })
    bringUp('lo', MTU)
  })
  return netns
}

/** Inside the host's namespace: addresses, then routes. */
export function configureHost({ interfaces, routes }: HostPlan, links: LinkPlan[]): void {
  for (const { device, link, addresses } of interfaces) {
    if (device === 'lo') continue
    if (addresses.some((address) => address.includes(':'))) deviceSettings6(device)
    bringUp(device, links.find(({ name }) => name === link)?.mtu ?? MTU)
    for (const address of addresses) addAddress(device, address)
  }
  for (const { to, device, via } of routes) addRoute(to, device, via)
}

/** Inside the host's namespace: who its neighbours were, and what it learned of the roads to others (their MTU). */
export function forgetRuns(): void {
  forgetNeighbours()
  setting('ipv4/route/flush', 1)
  setting('ipv6/route/flush', 1)
}
