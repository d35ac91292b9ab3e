/** The cable between a member's host and the class: made, and taken away without a trace. */
import { addAddress } from '../../system/addresses.ts'
import { bringUp, plugIn } from '../../system/interface.ts'
import { libc } from '../../system/libc.ts'
import { createCable } from '../../system/links.ts'
import { request } from '../../system/netlink.ts'
import { inside, type Netns } from '../../system/netns.ts'
import { PacketSocket } from '../../system/packet-socket.ts'
import { MTU } from '../settings.ts'
import { CLASS_PREFIX } from './addresses.ts'

/** What the host's interface is called. */
export const CLASS_DEVICE = 'class0'

const RTM_DELLINK = 17
/** Above what any host numbers its own (see createCable). */
const FIRST_INDEX = 1_000_000
const FRAME_BYTES = MTU + 14
/** 328 frames of one member: it fills its own when it floods, and nobody else's. */
const RING_BYTES = 512 << 10

export type ClassCable = { socket: PacketSocket; index: number; remove(): void }

/** `number` has never been given before. Leaves nothing when it throws. */
export function layCable(
  classNetns: Netns,
  number: number,
  far: { netns: Netns; address: string; hardware: string },
): ClassCable {
  const near = `end${number}`
  const index = inside(classNetns, () => {
    createCable(
      { name: near, index: FIRST_INDEX + number },
      { name: CLASS_DEVICE, hardware: far.hardware, netns: far.netns.fd },
    )
    return libc.if_nametoindex(near)
  })
  const cut = () => inside(classNetns, () => removeLink(index))
  let socket: PacketSocket | null = null
  try {
    socket = inside(classNetns, () => {
      plugIn(near, MTU)
      return new PacketSocket(near, FRAME_BYTES, RING_BYTES)
    })
    inside(far.netns, () => {
      bringUp(CLASS_DEVICE, MTU)
      addAddress(CLASS_DEVICE, `${far.address}/${CLASS_PREFIX}`)
    })
  } catch (error) {
    socket?.close()
    cut()
    throw error
  }
  const opened = socket
  return {
    socket: opened,
    index,
    remove() {
      opened.close()
      cut()
    },
  }
}

/** With it goes the end in the host: its address, its routes, its neighbours. Gone when this returns. */
function removeLink(index: number): void {
  const message = Buffer.alloc(16) // struct ifinfomsg
  message.writeInt32LE(index, 4)
  request(RTM_DELLINK, 0, [message], 'taking a cable away')
}
