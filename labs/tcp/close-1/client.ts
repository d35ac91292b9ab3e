// Says hello, and when the server has answered, has no more to say. Then the server has a second to finish too.
import { connect } from 'node:net'

const PATIENCE_MS = 1_000

const socket = connect(9999, '10.0.0.2', () => socket.write('hello'))
let timer: NodeJS.Timeout | undefined

socket.once('data', () => {
  console.log('hello, hello; that is all from me')
  socket.end()
  timer = setTimeout(() => {
    console.log('the server has not finished; I am leaving')
    socket.destroy()
  }, PATIENCE_MS)
})
socket.on('end', () => console.log('the server has finished'))
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
socket.on('close', () => clearTimeout(timer))
