/** What only sock_diag(7) tells of listening TCP sockets: how many connections may wait for accept(). */
import { dump, NETLINK } from './netlink.ts'

const SOCK_DIAG_BY_FAMILY = 20
const IPPROTO_TCP = 6
const FAMILIES = [2, 10] as const
const LISTEN = 10
/** struct inet_diag_req_v2 with struct inet_diag_sockid. */
const REQUEST_BYTES = 8 + 48
/** struct inet_diag_msg: family, state, timer, retrans, id, expires, rqueue, wqueue, uid, inode. */
const FIELD = { wqueue: 4 + 48 + 8, inode: 4 + 48 + 16 }

/** Inode of each listening TCP socket -> its backlog, as the kernel holds it. Empty where the kernel cannot say. */
export function acceptLimits(): Map<number, number> {
  const limits = new Map<number, number>()
  for (const family of FAMILIES) {
    const message = Buffer.alloc(REQUEST_BYTES)
    message.set([family, IPPROTO_TCP])
    message.writeUInt32LE(1 << LISTEN, 4)
    try {
      for (const { body } of dump(NETLINK.sockDiag, SOCK_DIAG_BY_FAMILY, [message], 'reading sockets'))
        limits.set(body.readUInt32LE(FIELD.inode), body.readUInt32LE(FIELD.wqueue))
    } catch {
      // A kernel without inet_diag: the table shows everything else.
    }
  }
  return limits
}
