// Sends a file of a million bytes in pieces, as fast as the other side takes them.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { frame, lengthOf } from './frames.ts'
import { Reader } from './reader.ts'

const SIZE = 1_000_000
const PIECE = 50_000
const wrongHash = process.argv.includes('sha256=wrong')
const leaveAt = process.argv.includes('leave=60') ? 0.6 * SIZE : SIZE + 1
const content = Buffer.alloc(SIZE, 'wirebook ')
const sha256 = createHash('sha256')
  .update(wrongHash ? 'another file' : content)
  .digest('hex')

/** False when it left before the end. */
async function send(socket: Socket): Promise<boolean> {
  socket.write(frame(Buffer.from(JSON.stringify({ filename: 'photo.bin', filesize: SIZE, sha256 })), 'le'))
  for (let at = 0; at < SIZE; at += PIECE) {
    if (at >= leaveAt) return false
    if (!socket.write(content.subarray(at, at + PIECE))) await once(socket, 'drain')
    const done = (at + PIECE) / SIZE
    if ((done * 5) % 1 === 0)
      console.log(`${'#'.repeat(done * 20).padEnd(20, '.')} ${done * 100} % handed to the kernel`)
  }
  return true
}

const socket = connect(9000, '10.0.0.2')
try {
  await once(socket, 'connect')
  if (await send(socket)) {
    const reader = new Reader(socket)
    console.log(String(await reader.exactly(lengthOf(await reader.exactly(4), 'le'))))
    socket.end()
  } else {
    console.log('gone')
    socket.destroy()
  }
} catch (error) {
  console.error(String(error))
  process.exitCode = 1
  socket.destroy()
}
