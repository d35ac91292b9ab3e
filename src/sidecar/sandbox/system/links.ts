/** Cables and switches of the calling thread's namespace, by rtnetlink(7). */
import { int32, libc } from './libc.ts'
import { attribute, CREATE, request } from './netlink.ts'

const RTM_NEWLINK = 16
const RTM_SETLINK = 19
const IFLA = { address: 1, ifname: 3, master: 10, linkinfo: 18, netNsFd: 28 }
const INFO = { kind: 1, data: 2 }
const VETH_INFO_PEER = 1
const BRIDGE = { forwardDelay: 1, stp: 5, flush: 21, multicastSnooping: 23 }

export type CableEnd = { name: string; hardware?: string }

/**
 * Makes a veth cable: the near end in the calling thread's namespace, under the given index, the far end in the one of
 * the descriptor. Both are down. The index must be none that the far namespace gives: of two ends that happen to have
 * the same one, the kernel takes up to a second to see that they are up (net/core/link_watch.c, linkwatch_urgent_event),
 * and drops what they send until then.
 */
export function createCable(near: CableEnd & { index: number }, far: CableEnd & { netns: number }): void {
  const peer = [interfaceMessage(), ...endAttributes(far), attribute(IFLA.netNsFd, int32(far.netns))]
  const data = attribute(INFO.data, attribute(VETH_INFO_PEER, ...peer))
  const linkInfo = attribute(IFLA.linkinfo, attribute(INFO.kind, Buffer.from('veth')), data)
  request(
    RTM_NEWLINK,
    CREATE,
    [interfaceMessage(near.index), ...endAttributes(near), linkInfo],
    'making a veth cable',
    missing('veth'),
  )
}

/**
 * Makes a bridge that forwards from the first frame on: no spanning tree, no listening delay. Groups are flooded as by
 * a plain switch.
 */
export function createBridge(name: string): void {
  const settings = [
    attribute(BRIDGE.forwardDelay, int32(0)),
    attribute(BRIDGE.stp, int32(0)),
    attribute(BRIDGE.multicastSnooping, Buffer.from([0])),
  ]
  const linkInfo = attribute(
    IFLA.linkinfo,
    attribute(INFO.kind, Buffer.from('bridge')),
    attribute(INFO.data, ...settings),
  )
  request(
    RTM_NEWLINK,
    CREATE,
    [interfaceMessage(), ...endAttributes({ name }), linkInfo],
    'making a bridge',
    missing('bridge'),
  )
}

/** Makes an interface a port of a bridge. */
export function attachToBridge(port: string, bridge: string): void {
  const content = [interfaceMessage(port), attribute(IFLA.master, int32(libc.if_nametoindex(bridge)))]
  request(RTM_SETLINK, 0, content, 'joining a bridge')
}

/** Forgets what a bridge has learned. */
export function flushBridge(name: string): void {
  const data = attribute(INFO.data, attribute(BRIDGE.flush))
  const linkInfo = attribute(IFLA.linkinfo, attribute(INFO.kind, Buffer.from('bridge')), data)
  request(RTM_NEWLINK, 0, [interfaceMessage(name), linkInfo], 'flushing a bridge')
}

/** What a refusal most often means. */
function missing(module: string): string {
  return `. Where the kernel lacks it: modprobe ${module}, as root; "npx wirebook doctor" tries each part.`
}

function endAttributes({ name, hardware }: CableEnd): Buffer[] {
  const named = attribute(IFLA.ifname, Buffer.from(`${name}\0`))
  if (hardware === undefined) return [named]
  return [named, attribute(IFLA.address, Buffer.from(hardware.replaceAll(':', ''), 'hex'))]
}

/** struct ifinfomsg: an existing interface, or a new one, all else unspecified. */
function interfaceMessage(which?: string | number): Buffer {
  const message = Buffer.alloc(16)
  const index = typeof which === 'string' ? libc.if_nametoindex(which) : which
  if (index !== undefined) message.writeInt32LE(index, 4)
  return message
}
