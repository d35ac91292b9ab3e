// Calls twice, each time listening to the end.
import { AF_INET, SOCK_STREAM, socket } from 'wirebook/socket'

for (const call of ['first', 'second']) {
  using connection = socket(AF_INET, SOCK_STREAM)
  connection.connect(['127.0.0.1', 12345])
  const pieces: Buffer[] = []
  for (let piece = connection.recv(1024); piece.length > 0; piece = connection.recv(1024)) pieces.push(piece)
  const all = Buffer.concat(pieces)
  console.log(`${call}: from port ${connection.getsockname()[1]}, ${all.length} bytes: ${all.toString('utf8')}`)
}
