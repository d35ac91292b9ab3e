// Knows one password, and asks for it in the simplest way.
import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

const PASSWORD = 'open sesame'
const hashed = process.argv.includes('send=hash')
const expected = hashed ? createHash('sha256').update(PASSWORD).digest('hex') : PASSWORD

const server = createServer((socket) => {
  socket.on('error', (error) => console.error(error.message))
  createInterface({ input: socket }).once('line', (line) => {
    const verdict = line === expected ? 'OK' : 'NO'
    console.log(`${socket.remoteAddress} sent ${line.length} characters: ${verdict}`)
    socket.end(`${verdict}\n`)
  })
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '10.0.0.2', () => console.log('what is the password?'))
