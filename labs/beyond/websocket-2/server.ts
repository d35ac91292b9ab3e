// Prints each frame's header, and puts messages together. A frame without a mask ends the connection.
import { createServer, type Socket } from 'node:net'
import { CLOSE, encode, type Frame, PING, PONG, takeFrame } from './frames.ts'

const PROTOCOL_ERROR = Buffer.from([0x03, 0xea]) // 1002

/** Handles one frame; `parts` are those of the message that has begun. Returns false when it is the last. */
function handle(socket: Socket, { fin, opcode, masked, header, payload }: Frame, parts: Buffer[]): boolean {
  console.log(`header ${header.length} bytes: ${header.toString('hex', 0, 2)}…, payload ${payload.length}, fin ${fin}`)
  if (!masked) {
    socket.end(encode(CLOSE, PROTOCOL_ERROR))
    return false
  }
  if (opcode === CLOSE) socket.end(encode(CLOSE, payload))
  else if (opcode === PING) socket.write(encode(PONG, payload))
  else parts.push(payload)
  if (opcode < CLOSE && fin) {
    const message = Buffer.concat(parts.splice(0))
    console.log(`message: ${message.length} bytes "${message.toString('utf8', 0, 5)}"`)
  }
  return opcode !== CLOSE
}

const server = createServer((socket) => {
  let waiting: Buffer = Buffer.alloc(0)
  let open = true
  const parts: Buffer[] = []
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk])
    for (let frame = takeFrame(waiting); open && frame; frame = takeFrame(waiting)) {
      waiting = frame.rest
      open = handle(socket, frame, parts)
    }
  })
  socket.on('error', (error) => console.error(error.message))
})
server.on('error', (error) => console.error(error.message))
server.listen(8080, '10.0.0.2', () => console.log('listening on 10.0.0.2:8080'))
