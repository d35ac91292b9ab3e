// Sends six bytes in two writes, ends its direction, and reads until the server has ended the other.
import { connect } from 'node:net'

const socket = connect({ host: '127.0.0.1', port: 9000, allowHalfOpen: true })
socket.write('hi ')
socket.end('你')
try {
  const parts: Buffer[] = []
  for await (const chunk of socket) parts.push(chunk)
  console.log(Buffer.concat(parts).toString())
} catch (error) {
  console.error(`client: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
