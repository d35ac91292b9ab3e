// bob reads everything, nods after each twenty-five lines, and tells the longest silence between two lines.
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

const LINES = 300
const socket = connect(9000, '10.0.0.1', () => socket.write('bob\n'))
const lines = createInterface({ input: socket })
let heard = 0
let last = 0
let silence = 0
lines.on('line', () => {
  const now = performance.now()
  if (heard > 0) silence = Math.max(silence, now - last)
  last = now
  heard += 1
  if (heard % 25 === 0) socket.write('(nods)\n')
  if (heard < LINES) return
  console.log(`${heard} lines heard, longest silence ${Math.round(silence)} ms`)
  socket.end()
})
lines.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
