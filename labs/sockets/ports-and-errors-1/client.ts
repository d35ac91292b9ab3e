// Calls the server; `from=5555` asks for a port of its own.
import { connect } from 'node:net'

const from = process.argv.find((arg) => arg.startsWith('from='))?.slice('from='.length)

const socket = connect({ host: '10.0.0.2', port: 9999, ...(from && { localPort: Number(from) }) }, () => {
  console.log(`own end ${socket.localAddress}:${socket.localPort}, peer ${socket.remoteAddress}:${socket.remotePort}`)
})
socket.on('error', (error) => {
  console.error(`client: ${error.message}`)
  process.exitCode = 1
})
socket.resume()
