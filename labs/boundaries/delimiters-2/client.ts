// Sends two lines in two writes. `cut` says where the first write ends.
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const between = process.argv.includes('cut=between')
const text = Buffer.from('first\r\nsecond\r\n')
const at = between ? text.indexOf('\n') : text.indexOf('\n') + 1

const socket = connect(9000, '127.0.0.1', async () => {
  socket.setNoDelay(true)
  socket.write(text.subarray(0, at))
  await sleep(50) // long enough that the server reads the first part alone
  socket.end(text.subarray(at))
})
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
socket.resume()
