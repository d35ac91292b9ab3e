/** Round trips a second of processor time of 32 bytes over loopback, both ends in this process. */
import { connect, createServer } from 'node:net'

const MS = 2_000
const server = createServer((socket) => {
  socket.on('data', (data) => socket.write(data))
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number }
  let trips = 0
  const client = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
    const before = processorTime()
    const began = performance.now()
    const message = Buffer.alloc(32)
    client.on('data', () => {
      trips++
      if (performance.now() - began < MS) return client.write(message)
      console.log(trips / (processorTime() - before))
      process.exit()
    })
    client.write(message)
  })
})

/** Seconds that this process has computed. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
