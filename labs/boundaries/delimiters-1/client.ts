// Sends two lines, whole or one byte a write, and prints the lines that come back.
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const slow = process.argv.includes('slow=yes')
const last = process.argv.includes('end=cut') ? 'bye' : 'bye\n'
const bytes = Buffer.from(`hello, 你好\n${last}`)

const socket = connect(9000, '127.0.0.1', async () => {
  socket.setNoDelay(true)
  const size = slow ? 1 : bytes.length
  for (let at = 0; at < bytes.length; at += size) {
    socket.write(bytes.subarray(at, at + size))
    if (slow) await sleep(5)
  }
  await sleep(100) // let the answers come first
  socket.end()
})
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
createInterface({ input: socket }).on('line', (line) => console.log(line))
