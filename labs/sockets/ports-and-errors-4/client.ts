// Calls four places where nobody answers as one would like, all at once, and takes the time.
import { connect } from 'node:net'

const PATIENCE_MS = 3500
const start = performance.now()

function call(what: string, host: string): void {
  const say = (text: string) => console.log(`${((performance.now() - start) / 1000).toFixed(2)} s  ${what}: ${text}`)
  const socket = connect(9999, host, () => say('connected'))
  const late = setTimeout(() => {
    say('no answer; giving up')
    socket.destroy() // a time limit of our own: the kernel would go on for two minutes
  }, PATIENCE_MS)
  socket.on('error', (error: NodeJS.ErrnoException) => say(error.code ?? error.message))
  socket.on('close', () => clearTimeout(late))
}

call('a host, and nobody on the port', '10.0.0.2')
call('a host that drops what comes', '10.0.0.3')
call('an address without a host', '10.0.0.4')
call('a network without a route', '192.0.2.1')
