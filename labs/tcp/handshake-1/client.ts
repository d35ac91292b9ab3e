import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const port = Number(process.argv[2]?.replace('port=', '') ?? 9999)
const socket = connect(port, '10.0.0.2')

socket.on('connect', async () => {
  console.log(`connected from port ${socket.localPort}`)
  await sleep(2000) // two quiet seconds: watch the wire
  socket.end()
})
socket.on('error', (error) => {
  console.error(`client: ${error.message}`)
  process.exitCode = 1
})
socket.on('close', () => console.log('closed'))
socket.resume()
