// Sends several messages at once, then reads as many replies.
import { once } from 'node:events'
import net from 'node:net'
import { encode, orderOf, readFrame } from './frames.ts'
import { Reader } from './reader.ts'

const order = orderOf(process.argv)
const messages = ['hi', '你好', '', 'x'.repeat(10_000)].map((text) => Buffer.from(text))

const socket = net.connect(9000, '127.0.0.1')
try {
  await once(socket, 'connect')
  const reader = new Reader(socket)
  for (const message of messages) socket.write(encode(message, order))
  for (const message of messages) {
    const reply = await readFrame(reader, order)
    if (reply === null) throw new Error('the server closed too early')
    const short = reply.length > 20 ? `${reply.subarray(0, 20)}...` : reply
    console.log(`${reply.length} bytes "${short}"`)
    if (!reply.equals(message)) throw new Error(`expected ${message.length} bytes back`)
  }
  socket.end()
} catch (error) {
  console.error(String(error))
  socket.destroy()
  process.exitCode = 1
}
