// Calls once, and says how it went.
import { AF_INET, gethostbyname, gethostname, SOCK_STREAM, SocketError, socket } from 'wirebook/socket'

console.log(`this host is called ${gethostname()}, which means ${gethostbyname(gethostname())}`)

using connection = socket(AF_INET, SOCK_STREAM)
try {
  connection.connect(['127.0.0.1', 12345])
  const pieces: Buffer[] = []
  for (let piece = connection.recv(1024); piece.length > 0; piece = connection.recv(1024)) pieces.push(piece)
  console.log(`heard: ${Buffer.concat(pieces).toString('utf8')}`)
} catch (error) {
  if (!(error instanceof SocketError)) throw error
  console.log(`${error.syscall}: ${error.code}`)
}
