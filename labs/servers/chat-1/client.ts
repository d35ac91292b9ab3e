// A member. Given a line, it says it when two others are here; then it sends what you type.
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

const [name = 'ann', line] = process.argv.slice(2)
const socket = connect(9000, '10.0.0.1')
const { promise: talked, resolve } = Promise.withResolvers<void>()
let others = 0

const lines = createInterface({ input: socket })
lines.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
lines.on('line', (text) => {
  console.log(text)
  if (text.startsWith('* here: ')) others += text.split(',').length
  if (text.endsWith(' joined')) others += 1
  if (others === 2 && line !== undefined) {
    others = 0
    socket.write(`${line}\n`)
  }
  if (text.startsWith('<') || (line !== undefined && others === 0)) resolve()
})

await once(socket, 'connect')
socket.write(`${name}\n`)
for await (const typed of createInterface({ input: process.stdin })) socket.write(`${typed}\n`)
await talked
await pause(200)
socket.end()
