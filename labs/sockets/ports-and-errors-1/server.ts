// One port, three callers: prints both ends of every socket it has.
import { type AddressInfo, createServer, type Socket } from 'node:net'

const CALLERS = 3
const connections: Socket[] = []

const server = createServer((socket) => {
  socket.on('error', (error) => console.error(error.message))
  socket.resume()
  connections.push(socket)
  if (connections.length < CALLERS) return
  console.log('own end           peer')
  const { address, port } = server.address() as AddressInfo
  console.log(`${address}:${port}      none: it listens`)
  for (const { localAddress, localPort, remoteAddress, remotePort } of connections)
    console.log(`${localAddress}:${localPort}     ${remoteAddress}:${remotePort}`)
  for (const connection of connections) connection.end()
  server.close()
})
server.on('error', (error) => {
  console.error(`server: ${error.message}`)
  process.exitCode = 1
})
server.listen(9999, '0.0.0.0')
