import { connect } from 'node:net'

const start = performance.now()
const socket = connect(9999, '10.0.0.2')

socket.on('connect', () => {
  const seconds = (performance.now() - start) / 1000
  console.log(`connected after ${seconds.toFixed(1)} s`)
  socket.end()
})
socket.on('error', (error) => {
  console.error(`client: ${error.message}`)
  process.exitCode = 1
})
socket.on('close', () => console.log('closed'))
socket.resume()
