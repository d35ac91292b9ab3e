// Three messages, each sent after the reply to the one before: the same as client.py beside it.
import { once } from 'node:events'
import net from 'node:net'
import { encode, orderOf, readFrame } from './frames.ts'
import { Reader } from './reader.ts'

const order = orderOf(process.argv)

const socket = net.connect(9000, '127.0.0.1')
try {
  await once(socket, 'connect')
  const reader = new Reader(socket)
  for (const text of ['hi', '你好', 'x'.repeat(10_000)]) {
    const payload = Buffer.from(text)
    socket.write(encode(payload, order))
    const reply = await readFrame(reader, order)
    if (reply === null || !reply.equals(payload)) throw new Error('that is not what was sent')
    console.log(`sent ${payload.length} bytes, got ${reply.length} bytes back`)
  }
  socket.end()
} catch (error) {
  console.error(String(error))
  socket.destroy()
  process.exitCode = 1
}
