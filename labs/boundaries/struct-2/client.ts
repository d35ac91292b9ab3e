// Sends "hi" behind its length and waits for the answer.
import net from 'node:net'

const order = process.argv.includes('order=be') ? 'be' : 'le'
const message = Buffer.from('hi')
const header = Buffer.alloc(4)
if (order === 'be') header.writeUInt32BE(message.length)
else header.writeInt32LE(message.length) // what pack('i', 2) gives on most machines

const socket = net.connect(9000, '10.0.0.2', () => {
  socket.write(Buffer.concat([header, message]))
  console.log(`sent ${header.toString('hex')} ${message.toString('hex')}, waiting for the answer`)
})
const reminder = setTimeout(() => console.log('2 seconds, no answer: both sides wait'), 2_000)
socket.on('data', (chunk) => console.log(`answer "${chunk}"`))
socket.on('close', () => clearTimeout(reminder))
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
