// Turns an HTTP connection into a WebSocket, echoes each text, and answers a close with a close.
import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import { CLOSE, encode, TEXT, takeFrame } from './frames.ts'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11' // the same for everybody (RFC 6455 §1.3)
const suffix = process.argv.includes('accept=wrong') ? 'something else' : GUID

const server = createServer((socket) => {
  let waiting: Buffer = Buffer.alloc(0)
  let upgraded = false
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk])
    const end = waiting.indexOf('\r\n\r\n')
    if (!upgraded && end >= 0) {
      const key = /^sec-websocket-key: *(\S+)$/im.exec(waiting.toString('latin1', 0, end))?.[1] ?? ''
      const hash = createHash('sha1').update(key + suffix)
      const accept = hash.digest('base64')
      console.log(`key ${key}, accept ${accept}`)
      const fields = `Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}`
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${fields}\r\n\r\n`)
      waiting = waiting.subarray(end + 4)
      upgraded = true
    }
    for (let frame = takeFrame(waiting); upgraded && frame; frame = takeFrame(waiting)) {
      const { opcode, header, payload } = frame
      waiting = frame.rest
      console.log(`opcode ${opcode}: ${header.length} bytes of header, ${payload.length} of payload`)
      if (opcode === TEXT) socket.write(encode(TEXT, payload))
      if (opcode === CLOSE) socket.end(encode(CLOSE, payload))
    }
  })
  socket.on('error', (error) => console.error(error.message))
})
server.on('error', (error) => console.error(error.message))
server.listen(8080, '10.0.0.2', () => console.log('listening on 10.0.0.2:8080'))
