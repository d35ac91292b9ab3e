// One HTTP request. The program writes the application layer; all headers before it come from the kernel.
import { connect } from 'node:net'

const path = process.argv.find((arg) => arg.startsWith('path='))?.slice(5) ?? '/'
const request = `GET ${path} HTTP/1.1\r\nHost: 10.0.0.2:8080\r\nConnection: close\r\n\r\n`

const socket = connect(8080, '10.0.0.2', () => {
  socket.write(request)
  console.log(`wrote ${Buffer.byteLength(request)} bytes`)
})
const chunks: Buffer[] = []
socket.on('data', (chunk: Buffer) => chunks.push(chunk))
socket.on('end', () => console.log(`read ${Buffer.concat(chunks).length} bytes`))
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
