// Five clients, 100 ms apart; each tells how long its connect took.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

async function client(number: number): Promise<void> {
  const start = performance.now()
  const socket = connect(9999, '10.0.0.2')
  await once(socket, 'connect')
  console.log(`client ${number}: connected after ${Math.round(performance.now() - start)} ms`)
  await once(socket.resume(), 'close')
}

const clients: Promise<void>[] = []
for (let number = 1; number <= 5; number += 1) {
  clients.push(client(number))
  await sleep(100)
}
for (const result of await Promise.allSettled(clients)) {
  if (result.status === 'fulfilled') continue
  console.error(String(result.reason))
  process.exitCode = 1
}
