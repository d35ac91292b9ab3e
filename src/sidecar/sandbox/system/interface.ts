/** Settings of network interfaces in the calling thread's namespace, by ioctl (netdevice(7)): no tool needed. */
import { existsSync, writeFileSync } from 'node:fs'
import { address, checked, libc } from './libc.ts'

const AF_INET = 2
const SOCK_DGRAM_CLOEXEC = 2 | 0x80000
const SIOCSIFFLAGS = 0x8914n
const SIOCSIFMTU = 0x8922n
const SIOCETHTOOL = 0x8946n
const IFF_UP_RUNNING = 0x1 | 0x40
/** ethtool's SET commands of the features that make frames larger, or unfinished, before they reach a link. */
const OFFLOADS = { txChecksum: 0x17, scatterGather: 0x19, tso: 0x1f, gso: 0x24, gro: 0x2c }
const IFREQ_BYTES = 40
const IFREQ_NAME = 16

/** MTU of a new Ethernet interface. */
const ETHERNET_MTU = 1_500

/** Brings up a host's interface with real Ethernet segment sizes: no segmentation or checksum is left to hardware. */
export function bringUp(name: string, mtu: number): void {
  withSocket((socket) => {
    offloadsOff(socket, name)
    up(socket, name, mtu)
  })
}

/** Brings up one that only hands frames on. */
export function plugIn(name: string, mtu: number): void {
  withSocket((socket) => up(socket, name, mtu))
}

function up(socket: number, name: string, mtu: number): void {
  if (mtu !== ETHERNET_MTU || name === 'lo') request(socket, SIOCSIFMTU, name, (union) => union.writeInt32LE(mtu))
  request(socket, SIOCSIFFLAGS, name, (union) => union.writeInt16LE(IFF_UP_RUNNING))
}

function withSocket(act: (socket: number) => void): void {
  const socket = checked(libc.socket(AF_INET, SOCK_DGRAM_CLOEXEC, 0), 'socket')
  try {
    act(socket)
  } finally {
    libc.close(socket)
  }
}

/** Writes `net.…` of this namespace; false where /proc/sys is read-only or the kernel has no such setting. */
export function setting(name: string, value: string | number): boolean {
  const path = `/proc/sys/net/${name}`
  if (!existsSync(path)) return false
  try {
    writeFileSync(path, String(value))
    return true
  } catch {
    return false
  }
}

function request(socket: number, command: bigint, name: string, fill: (union: Buffer) => void): void {
  const ifreq = Buffer.alloc(IFREQ_BYTES)
  ifreq.write(name, 'latin1')
  fill(ifreq.subarray(IFREQ_NAME))
  checked(libc.ioctl(socket, command, ifreq), `ioctl ${command.toString(16)} on ${name}`)
}

/** Some features are fixed on some devices (lo's checksum): a refusal is no error. */
function offloadsOff(socket: number, name: string): void {
  for (const command of Object.values(OFFLOADS)) {
    const value = Buffer.alloc(8)
    value.writeUInt32LE(command, 0)
    const ifreq = Buffer.alloc(IFREQ_BYTES)
    ifreq.write(name, 'latin1')
    ifreq.writeBigUInt64LE(address(value), IFREQ_NAME)
    libc.ioctl(socket, SIOCETHTOOL, ifreq)
  }
}
