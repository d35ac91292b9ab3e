// Prints what the server says, up to the end of the stream.
import { connect } from 'node:net'

const chunks: Buffer[] = []
const socket = connect(12345, '127.0.0.1')
socket.on('data', (chunk: Buffer) => chunks.push(chunk))
socket.on('end', () => console.log(Buffer.concat(chunks).toString('utf8')))
socket.on('error', (error) => {
  console.error(`client: ${error.message}`)
  process.exitCode = 1
})
