// Proof first, then frames. What the frames say is the room's affair.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:net'
import { FrameDecoder, type Message } from './frames.ts'
import { answer, leave } from './room.ts'

const SECRET = 'wirebook' // for this lab; a real one is long, random, and not in the source
const PROOF = 32
const MAX_FRAME = 65_536

const server = createServer((socket) => {
  const challenge = randomBytes(PROOF)
  const decoder = new FrameDecoder(MAX_FRAME)
  let response: Buffer = Buffer.alloc(0)
  socket.write(challenge)
  socket.on('error', (error) => console.log(error.message))
  socket.on('close', () => leave(socket))
  socket.on('data', (chunk: Buffer) => {
    if (socket.writableEnded) return
    const proved = response.length === PROOF
    const part = proved ? chunk.subarray(0, 0) : chunk.subarray(0, PROOF - response.length)
    response = Buffer.concat([response, part])
    if (response.length < PROOF) return
    if (!proved) {
      const right = timingSafeEqual(response, createHmac('sha256', SECRET).update(challenge).digest())
      if (!right) return void socket.end('NO\n')
      socket.write('OK\n')
    }
    try {
      for (const payload of decoder.push(chunk.subarray(part.length)))
        answer(socket, JSON.parse(payload.toString()) as Message)
    } catch (error) {
      socket.destroy(error instanceof Error ? error : undefined)
    }
  })
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '10.0.0.2', () => console.log('listening on 10.0.0.2:9000'))
