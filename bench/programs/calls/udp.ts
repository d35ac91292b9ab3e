/** Datagrams of 100 bytes a second, sent and received over loopback in this process. */
import { createSocket } from 'node:dgram'

const MS = 2_000
/** Few enough for the receiver's buffer. */
const BURST = 20
const [receiver, sender] = [createSocket('udp4'), createSocket('udp4')]
let received = 0
receiver.on('message', () => received++)
receiver.bind(0, '127.0.0.1', async () => {
  const { port } = receiver.address()
  const message = Buffer.alloc(100)
  const before = processorTime()
  const began = performance.now()
  while (performance.now() - began < MS) {
    for (let n = 0; n < BURST; n++) sender.send(message, port, '127.0.0.1')
    await new Promise((resolve) => setImmediate(resolve))
  }
  console.log(received / (processorTime() - before))
  process.exit()
})

/** Seconds that this process has computed. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
