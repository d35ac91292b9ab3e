// Sends datagrams that carry the time of their sending, ns of the machine's monotonic clock: count=N rate=PER_SECOND
import { createSocket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'

const PORT = 9000
const LATER_MS = 200
const given = Object.fromEntries(process.argv.slice(2).map((argument) => argument.split('=')))
const count = Number(given.count)
const rate = Number(given.rate)

const receiver = createSocket('udp4') // otherwise each datagram is answered that nobody listens
const sender = createSocket('udp4')
await new Promise<void>((resolve) => receiver.bind(PORT, '127.0.0.1', resolve))
await new Promise<void>((resolve) => sender.connect(PORT, '127.0.0.1', resolve))

const began = performance.now()
for (let sent = 0; sent < count; ) {
  const due = Math.min(count, Math.floor(((performance.now() - began) / 1000) * rate) + 1)
  for (; sent < due; sent++) {
    const stamp = Buffer.alloc(8)
    stamp.writeBigUInt64BE(process.hrtime.bigint())
    sender.send(stamp)
  }
  await sleep(1)
}
await sleep(LATER_MS)
receiver.close()
sender.close()
