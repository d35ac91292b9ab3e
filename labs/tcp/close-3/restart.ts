// The server is started again on the same port. First it asks the kernel what is left of the old one.
import { readFileSync } from 'node:fs'
import { AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket } from 'wirebook/socket'

const reuse = process.argv.includes('reuse=yes')
const TIME_WAIT = '06' // include/net/tcp_states.h
const PORT = 9999

// Each line of /proc/net/tcp: number, local address:port, remote address:port, state … in hexadecimal (proc_net_tcp).
const left = readFileSync('/proc/net/tcp', 'utf8')
  .split('\n')
  .map((line) => line.trim().split(/\s+/))
  .filter(([, local, , state]) => state === TIME_WAIT && local?.endsWith(`:${PORT.toString(16).toUpperCase()}`))
console.log(`connections of port ${PORT} in TIME_WAIT: ${left.length}`)

using listener = socket(AF_INET, SOCK_STREAM)
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, reuse ? 1 : 0)
try {
  listener.bind(['10.0.0.2', PORT])
  listener.listen()
  console.log(`SO_REUSEADDR ${reuse ? 'set' : 'not set'}: listening again`)
} catch (error) {
  console.log(`SO_REUSEADDR ${reuse ? 'set' : 'not set'}: ${(error as { code?: string }).code ?? error}`)
}
