import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const socket = connect(9999, '10.0.0.2')

socket.on('connect', async () => {
  console.log('connected')
  socket.write('hello?', () => console.log('6 bytes handed to the kernel'))
  await sleep(1000)
  console.log('no answer; closing')
  socket.destroy()
})
socket.on('error', (error) => {
  console.error(`client: ${error.message}`)
  process.exitCode = 1
})
