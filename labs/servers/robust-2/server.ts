// Answers lines. Two clocks may run on each connection: idle time, and a deadline for the line that has begun.
import { createServer, type Socket } from 'node:net'

const IDLE_MS = 500
const DEADLINE_MS = 700
const clock = process.argv.find((arg) => arg.startsWith('clock='))?.slice(6) ?? 'idle'
const start = performance.now()
let clients = 0

function serve(socket: Socket): void {
  let name = `client ${++clients}`
  let line = ''
  let deadline: NodeJS.Timeout | undefined
  const say = (what: string) => console.log(`${Math.round(performance.now() - start)} ms ${name}: ${what}`)
  const cut = (why: string) => {
    say(why)
    socket.destroy()
  }
  // Node only tells. Without a listener that does something, nothing happens.
  if (clock !== 'deadline') socket.setTimeout(IDLE_MS, () => cut('idle for 500 ms'))
  socket.on('data', (chunk) => {
    if (clock !== 'idle') deadline ??= setTimeout(() => cut('no whole line after 700 ms'), DEADLINE_MS)
    line += chunk
    for (let at = line.indexOf('\n'); at >= 0; at = line.indexOf('\n')) {
      name = line.slice(0, at)
      line = line.slice(at + 1)
      socket.write(`hello ${name}\n`)
      clearTimeout(deadline)
      deadline = undefined
    }
  })
  socket.on('error', (error) => say(error.message))
  socket.on('close', () => clearTimeout(deadline))
}

const server = createServer(serve)
server.on('error', (error) => console.error(error.message))
server.listen(9000, '10.0.0.2', () => console.log('listening on 10.0.0.2:9000'))
