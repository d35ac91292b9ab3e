// Adds numbers, one a line, until the client has finished; then answers with the sum.
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const allowHalfOpen = !process.argv.includes('half=no')

const server = createServer({ allowHalfOpen }, (socket) => {
  let text = ''
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    text += chunk
  })
  socket.on('end', async () => {
    const numbers = text.split('\n').filter(Boolean).map(Number)
    console.log(`the client has finished: ${numbers.length} numbers`)
    await sleep(100) // adding is hard work
    if (!socket.writable) return console.log('too late to answer: this side has sent its FIN')
    const sum = numbers.reduce((total, next) => total + next, 0)
    socket.end(`${sum}\n`)
  })
  socket.on('error', (error) => console.error(error.message))
})

server.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
server.listen(9999, '10.0.0.2', () => console.log('listening'))
