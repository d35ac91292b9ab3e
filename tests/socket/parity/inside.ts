/** The first program of a new network: brings lo up, then runs what its arguments name. */
import { spawnSync } from 'node:child_process'
import { AF_NETLINK, NETLINK_ROUTE, SOCK_RAW, socket } from '../../../src/socket/index.ts'

const RTM_NEWLINK = 16
const NLM_F_REQUEST_ACK = 0x1 | 0x4
const IFF_UP = 1
const HEADER_BYTES = 16
const LO = 1

const [program, ...args] = process.argv.slice(2)
bringUp(LO)
const { status, error } = spawnSync(program!, args, { stdio: 'inherit' })
if (error) throw error
process.exit(status ?? 1)

/** rtnetlink(7): `struct nlmsghdr` and `struct ifinfomsg`. */
function bringUp(index: number): void {
  const message = Buffer.alloc(HEADER_BYTES + 16)
  message.writeUInt32LE(message.length, 0)
  message.writeUInt16LE(RTM_NEWLINK, 4)
  message.writeUInt16LE(NLM_F_REQUEST_ACK, 6)
  message.writeInt32LE(index, HEADER_BYTES + 4)
  message.writeUInt32LE(IFF_UP, HEADER_BYTES + 8)
  message.writeUInt32LE(IFF_UP, HEADER_BYTES + 12)
  using route = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)
  route.sendto(message, [0, 0])
  const errno = -route.recv(4096).readInt32LE(HEADER_BYTES)
  if (errno !== 0) throw new Error(`lo could not be brought up: errno ${errno}`)
}
