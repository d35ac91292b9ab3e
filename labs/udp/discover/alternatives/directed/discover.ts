import { randomUUID } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import { AF_INET, SO_BROADCAST, SOCK_DGRAM, SOL_SOCKET, SocketError, socket } from 'wirebook/socket'

export type Found = { name: string; address: string }

const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const dotted = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.')

/** The last address of the network this host is in: all host bits are 1. */
function broadcastAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const ours = all.find(({ family, internal }) => family === 'IPv4' && !internal)
  if (!ours) throw new Error('this host has no IPv4 address')
  return dotted(number(ours.address) | ~number(ours.netmask))
}

export async function discover(service: string): Promise<Found[]> {
  const nonce = randomUUID()
  const until = performance.now() + 500
  const pattern = new RegExp(`^HERE ${RegExp.escape(service)} ${nonce} ([^ ]+)$`)
  const found: Found[] = []
  using s = socket(AF_INET, SOCK_DGRAM)
  s.setsockopt(SOL_SOCKET, SO_BROADCAST, 1)
  s.sendto(`WHO ${service} ${nonce}`, [broadcastAddress(), 9999])
  for (;;) {
    const left = until - performance.now()
    if (left <= 0) break
    s.settimeout(left / 1000)
    try {
      const [data, from] = await s.recvfromAsync(65_507)
      const name = pattern.exec(data.toString())?.[1]
      if (name && !found.some((one) => one.name === name)) found.push({ name, address: String(from[0]) })
    } catch (error) {
      if (!(error instanceof SocketError) || error.code !== 'ETIMEDOUT') throw error
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}
