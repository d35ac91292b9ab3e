// Greets whoever sends a name. No listen, no accept: one socket serves everybody, and answers to the sender's address.
import { createSocket } from 'node:dgram'
import { serveWithRecvfrom } from './bsd.ts'

const size = process.argv.find((arg) => arg.startsWith('recvfrom='))?.slice('recvfrom='.length)

if (size !== undefined && size !== 'off') {
  serveWithRecvfrom(Number(size)) // the same server, written with the BSD calls
} else {
  const server = createSocket('udp4')

  server.on('message', (data, from) => {
    const peer = `${from.address}:${from.port}`
    console.log(`Received from ${peer}.`)
    const reply = Buffer.concat([Buffer.from('Hello, '), data, Buffer.from('!')]) // bytes stay bytes
    server.send(reply, from.port, from.address, (error) => {
      if (error) console.error(`no reply to ${peer}: ${error.message}`) // too long, for instance
    })
  })
  server.on('error', (error) => {
    console.error(`server: ${error.message}`)
    process.exitCode = 1
    server.close()
  })
  server.bind(9999, '127.0.0.1', () => console.log('Bind UDP on 9999...'))
}
