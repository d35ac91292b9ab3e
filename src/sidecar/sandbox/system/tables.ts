/** Neighbours, routes and switch tables of the calling thread's namespace, read by rtnetlink(7). */
import type { NeighbourRow, RouteRow } from '../../../protocol/network.ts'
import { hardwareText, ipText } from './ip-bytes.ts'
import { attribute, attributes, dump, NETLINK, request } from './netlink.ts'

const RTM_DELNEIGH = 29
const RTM_GETNEIGH = 30
const RTM_GETROUTE = 26
const AF_UNSPEC = 0
const AF_INET6 = 10
const AF_BRIDGE = 7
const NDA = { destination: 1, hardware: 2, cacheInfo: 3 }
const NDMSG_BYTES = 12
/** include/uapi/linux/neighbour.h */
const NUD: [bit: number, name: string][] = [
  [0x01, 'INCOMPLETE'],
  [0x02, 'REACHABLE'],
  [0x04, 'STALE'],
  [0x08, 'DELAY'],
  [0x10, 'PROBE'],
  [0x20, 'FAILED'],
]
const NUD_PERMANENT = 0x80
/** Of addresses that need no neighbour: groups, broadcast. */
const NUD_NOARP = 0x40
const RTA = { destination: 1, device: 4, gateway: 5, priority: 6, table: 15 }
const RTMSG_BYTES = 12
const RT_TABLE_MAIN = 254
const RTN_UNICAST = 1
/** Of the kernel's times in neighbour tables. */
const TICKS_PER_SECOND = 100

/** `deviceOf`: names of interfaces by index. */
export function readNeighbours(deviceOf: (index: number) => string | undefined): NeighbourRow[] {
  return neighbours().flatMap(({ index, state, fields }) => {
    const device = deviceOf(index)
    const destination = fields.get(NDA.destination)
    if (device === undefined || destination === undefined) return []
    const hardware = fields.get(NDA.hardware)
    const name = NUD.find(([bit]) => (state & bit) !== 0)?.[1] ?? 'NONE'
    return [
      {
        address: ipText(destination),
        hardware: hardware === undefined ? null : hardwareText(hardware),
        device,
        state: name,
      },
    ]
  })
}

/** So that the next packet to each neighbour asks for its hardware address. */
export function forgetNeighbours(): void {
  for (const { family, index, fields } of neighbours()) {
    const destination = fields.get(NDA.destination)
    if (destination === undefined) continue
    const message = Buffer.alloc(NDMSG_BYTES)
    message.writeUInt8(family, 0)
    message.writeInt32LE(index, 4)
    try {
      request(RTM_DELNEIGH, 0, [message, attribute(NDA.destination, destination)], 'forgetting a neighbour')
    } catch {
      // The kernel has just forgotten it by itself.
    }
  }
}

/** Routes that programs use: the main table, without those of the kernel's own. */
export function readRoutes(deviceOf: (index: number) => string | undefined): RouteRow[] {
  return dump(NETLINK.route, RTM_GETROUTE, [Buffer.alloc(RTMSG_BYTES)], 'reading routes').flatMap(({ body }) => {
    const [family, prefix, , , table, , , type] = body
    const fields = attributes(body, RTMSG_BYTES)
    const device = deviceOf(fields.get(RTA.device)?.readInt32LE(0) ?? 0)
    if (type !== RTN_UNICAST || (fields.get(RTA.table)?.readUInt32LE(0) ?? table) !== RT_TABLE_MAIN) return []
    if (device === undefined) return []
    const destination = fields.get(RTA.destination)
    const via = fields.get(RTA.gateway)
    return [
      {
        family: family === AF_INET6 ? 6 : 4,
        to: destination === undefined ? 'default' : `${ipText(destination)}/${prefix}`,
        ...(via !== undefined && { via: ipText(via) }),
        device,
        metric: fields.get(RTA.priority)?.readUInt32LE(0) ?? 0,
      },
    ]
  })
}

/** What the bridges of the namespace have learned: not their ports' own addresses. `age` since it was last seen, s. */
export function readForwarding(): { hardware: string; port: number; age: number }[] {
  const message = Buffer.alloc(NDMSG_BYTES)
  message.writeUInt8(AF_BRIDGE, 0)
  return dump(NETLINK.route, RTM_GETNEIGH, [message], 'reading a switch').flatMap(({ body }) => {
    const fields = attributes(body, NDMSG_BYTES)
    const hardware = fields.get(NDA.hardware)
    if (hardware === undefined || (body.readUInt16LE(8) & (NUD_PERMANENT | NUD_NOARP)) !== 0) return []
    // struct nda_cacheinfo: confirmed, used, updated, refcnt
    const updated = fields.get(NDA.cacheInfo)?.readUInt32LE(8) ?? 0
    return [{ hardware: hardwareText(hardware), port: body.readInt32LE(4), age: updated / TICKS_PER_SECOND }]
  })
}

function neighbours() {
  const message = Buffer.alloc(NDMSG_BYTES)
  message.writeUInt8(AF_UNSPEC, 0)
  return dump(NETLINK.route, RTM_GETNEIGH, [message], 'reading neighbours').flatMap(({ body }) => {
    const state = body.readUInt16LE(8)
    const family = body[0]!
    if ((state & (NUD_NOARP | NUD_PERMANENT)) !== 0 || family === AF_BRIDGE) return []
    return [{ family, index: body.readInt32LE(4), state, fields: attributes(body, NDMSG_BYTES) }]
  })
}
