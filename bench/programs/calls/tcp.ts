/** Bytes a second of processor time from one socket to another over loopback, both in this process. `tcp.ts BYTES`: size of each write. */
import { connect, createServer } from 'node:net'

const MS = 2_000
const chunk = Buffer.alloc(Number(process.argv[2]))
let received = 0
const server = createServer((socket) => {
  socket.on('data', (data) => {
    received += data.length
  })
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number }
  const client = connect(port, '127.0.0.1', () => {
    const before = processorTime()
    const began = performance.now()
    const more = () => {
      while (performance.now() - began < MS) {
        if (!client.write(chunk)) return client.once('drain', more)
      }
      console.log(received / 1e6 / (processorTime() - before))
      process.exit()
    }
    more()
  })
})

/** Seconds that this process has computed. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
