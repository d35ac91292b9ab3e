// Says 你好 to everyone, for ever. It starts when the first client has already called.
import { AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket } from 'wirebook/socket'

const listener = socket(AF_INET, SOCK_STREAM)
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
listener.bind(['127.0.0.1', 12345])
listener.listen(5)
console.log('listening')

for (;;) {
  const [connection, [host, port]] = listener.accept()
  console.log(`connected ${host}:${port}`)
  connection.sendall('你好')
  connection.close()
}
