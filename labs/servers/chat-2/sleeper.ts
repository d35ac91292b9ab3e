// cat joins and then does not read: recv() is not called for two seconds. Its kernel receives what fits.
import { AF_INET, SO_RCVBUF, SOCK_STREAM, SOL_SOCKET, SocketError, sleep, socket } from 'wirebook/socket'

using connection = socket(AF_INET, SOCK_STREAM)
connection.setsockopt(SOL_SOCKET, SO_RCVBUF, 8192)
connection.connect(['10.0.0.1', 9000])
connection.sendall(Buffer.from('cat\n'))
console.log('joined, and not reading')
sleep(2)
connection.settimeout(0.5)
let bytes = 0
let end = 'the end'
try {
  for (let data = connection.recv(65536); data.length > 0; data = connection.recv(65536)) bytes += data.length
} catch (error) {
  end = error instanceof SocketError ? error.code : String(error)
  if (end === 'ETIMEDOUT') end = 'silence'
}
console.log(`awake: ${bytes} bytes, then ${end}`)
