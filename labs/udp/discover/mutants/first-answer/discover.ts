import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

export type Found = { name: string; address: string }

const PORT = 9999
const WAIT_MS = 500

/** Asks everybody on the network for a service; gives the names that answered within 500 ms, sorted. */
export async function discover(service: string): Promise<Found[]> {
  const nonce = randomBytes(8).toString('hex')
  const found = new Map<string, string>()
  const socket = createSocket('udp4')
  socket.on('message', (data, from) => {
    const [here, which, echoed, name, ...rest] = data.toString().split(' ')
    if (here !== 'HERE' || which !== service || echoed !== nonce || !name || rest.length > 0) return
    if (!found.has(name)) found.set(name, from.address)
  })
  try {
    socket.bind()
    await once(socket, 'listening')
    socket.on('error', (error) => console.error(error.message))
    socket.setBroadcast(true)
    socket.send(`WHO ${service} ${nonce}`, PORT, '255.255.255.255')
    const until = performance.now() + WAIT_MS
    while (found.size === 0 && performance.now() < until) await sleep(5)
  } finally {
    socket.close()
  }
  return [...found].map(([name, address]) => ({ name, address })).sort((a, b) => (a.name < b.name ? -1 : 1))
}
