// Echoes for everybody. Once, 300 ms after the first client, it computes for half a second.
import { createServer } from 'node:net'

const pieces = process.argv.includes('work=pieces')
const WORK_MS = 500
const PIECE_MS = 10

/** A callback that keeps the thread: all the work, or a piece of it. */
function work(left: number): void {
  const now = pieces ? Math.min(left, PIECE_MS) : left
  const end = performance.now() + now
  while (performance.now() < end) {}
  // Back to the loop, and on with the work in its next turn.
  if (left > now) setImmediate(work, left - now)
  else console.log('the work is done')
}

// A timer that should come every 10 ms: how late it is, is the lag of the loop.
let before = performance.now()
let lag = 0
setInterval(() => {
  lag = Math.max(lag, performance.now() - before - 10)
  before = performance.now()
}, 10)

let clients = 0
const server = createServer((socket) => {
  if (clients === 0) setTimeout(work, 300, WORK_MS)
  clients += 1
  socket.on('data', (chunk) => socket.write(chunk))
  socket.on('error', (error) => console.error(`server: ${error}`))
  socket.on('close', () => {
    clients -= 1
    if (clients === 0) console.log(`largest lag of the loop: ${Math.round(lag)} ms`)
  })
})
server.on('error', (error) => console.error(`server: ${error}`))
server.listen(9999, '10.0.0.2', () => console.log('listening'))
