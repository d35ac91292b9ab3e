// Says something and waits for the end, whichever it is.
import { AF_INET, SOCK_STREAM, SocketError, socket } from 'wirebook/socket'

using s = socket(AF_INET, SOCK_STREAM)
s.connect(['10.0.0.2', 9999])
s.sendall('are you reading this?')
try {
  console.log(`recv: ${s.recv(1024).length} bytes, the end`)
} catch (error) {
  if (!(error instanceof SocketError)) throw error
  console.log(`recv: ${error.code}`)
}
