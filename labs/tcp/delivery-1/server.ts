// Reads numbered lines and tells what is missing, out of order or there twice.
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

const server = createServer((socket) => {
  let expected = 1
  let wrong = 0
  let longest = 0
  let last = performance.now()
  socket.on('error', (error) => console.error(error.message))
  createInterface({ input: socket })
    .on('line', (line) => {
      if (line !== `line ${expected}`) wrong += 1
      expected += 1
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
    })
    .on('close', () => {
      console.log(`${expected - 1} lines, ${wrong} missing, doubled or out of order`)
      console.log(`longest wait for a line: ${Math.round(longest)} ms`)
    })
})

server.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
server.listen(9999, '10.0.0.2', () => console.log('listening'))
