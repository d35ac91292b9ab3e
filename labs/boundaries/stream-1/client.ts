// Small writes, `gap` milliseconds apart.
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const gap = Number(process.argv.find((arg) => arg.startsWith('gap='))?.slice(4) ?? 0)
const words = ['one', 'two', 'three'].map((word) => Buffer.from(word))
const character = [Buffer.from([0xe4]), Buffer.from([0xbd, 0xa0])] // 你, cut after its first byte
const pieces = process.argv.includes('send=character') ? character : words

const socket = net.connect(9999, '127.0.0.1', async () => {
  for (const piece of pieces) {
    socket.write(piece)
    if (gap > 0) await pause(gap)
  }
  socket.end()
  console.log(`${pieces.length} writes, ${Buffer.concat(pieces).length} bytes`)
})
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
