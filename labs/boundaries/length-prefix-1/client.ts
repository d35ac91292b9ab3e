// Sends three messages and reads three replies. dribble=on sends one byte a write, 5 ms apart.
import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { encode, orderOf, readFrame } from './frames.ts'
import { Reader } from './reader.ts'

const order = orderOf(process.argv)
const dribble = process.argv.includes('dribble=on')
const messages = ['hi', '你好', '']

const socket = net.connect(9000, '127.0.0.1')
try {
  await once(socket, 'connect')
  socket.setNoDelay(dribble) // otherwise the kernel merges the small writes
  const reader = new Reader(socket)
  const bytes = Buffer.concat(messages.map((text) => encode(Buffer.from(text), order)))
  for (let at = 0; at < bytes.length; at += dribble ? 1 : bytes.length) {
    socket.write(bytes.subarray(at, dribble ? at + 1 : bytes.length))
    if (dribble) await pause(5)
  }
  for (const _ of messages) {
    const reply = await readFrame(reader, order)
    if (reply === null) throw new Error('the server closed too early')
    console.log(`reply: ${reply.length} bytes "${reply}"`)
  }
  socket.end()
} catch (error) {
  console.error(String(error))
  socket.destroy()
  process.exitCode = 1
}
