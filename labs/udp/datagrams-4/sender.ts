// Sends 100 datagrams of 1,000 bytes, `gap` milliseconds apart, and never hears what became of them.
import { createSocket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'

const gap = Number(process.argv.find((arg) => arg.startsWith('gap='))?.slice('gap='.length) ?? 0)
const sender = createSocket('udp4')
let failed = 0

const send = () =>
  new Promise<void>((resolve) => {
    sender.send(Buffer.alloc(1000, 'x'), 9000, '10.0.0.2', (error) => {
      if (error) failed += 1
      resolve()
    })
  })

for (let n = 0; n < 100; n++) {
  await send()
  if (gap > 0) await sleep(gap)
}
console.log(`sent 100, errors: ${failed}`)
await sleep(1000) // time for the other side to count
sender.close()
