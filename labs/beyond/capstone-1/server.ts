// Whoever sends a message speaks to everybody.
import { createServer } from 'node:net'
import { FrameDecoder, frame } from './frames.ts'
import { care, hear, LIMITS, longest, members } from './room.ts'

const server = createServer((socket) => {
  const name = socket.remoteAddress ?? '?'
  const decoder = new FrameDecoder(LIMITS.frame)
  members.set(socket, name)
  socket.on('error', (error: NodeJS.ErrnoException) => console.log(`${name}: ${error.code}`))
  socket.on('close', () => {
    members.delete(socket)
    if (members.size === 0) console.log(`longest queue: ${Math.round(longest / 1024)} KiB`)
  })
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const payload of decoder.push(chunk)) hear(socket, name, payload)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      members.delete(socket) // nobody writes to it any more
      socket.end(frame({ type: 'error', code: error.message }))
    }
  })
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '10.0.0.1', () => console.log(`listening on 10.0.0.1:9000, care: ${care}`))
