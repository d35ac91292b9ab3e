// Says the password, or its hash.
import { createHash } from 'node:crypto'
import { connect } from 'node:net'

const PASSWORD = 'open sesame'
const hashed = process.argv.includes('send=hash')
const words = hashed ? createHash('sha256').update(PASSWORD).digest('hex') : PASSWORD

const socket = connect(9000, '10.0.0.2', () => socket.write(`${words}\n`))
socket.on('data', (chunk) => console.log(`the server says ${chunk.toString().trim()}`))
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
