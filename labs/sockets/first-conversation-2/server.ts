// Says 你好 to everyone, for ever: one listening socket, and a new socket for each caller.
import { AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket } from 'wirebook/socket'

const text = process.argv.find((arg) => arg.startsWith('text='))?.slice('text='.length) ?? '你好'

const listener = socket(AF_INET, SOCK_STREAM)
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
listener.bind(['127.0.0.1', 12345])
listener.listen(5)
console.log(`listening on descriptor ${listener.fileno()}`)

for (;;) {
  const [connection, [host, port]] = listener.accept()
  console.log(`descriptor ${connection.fileno()}: connected ${host}:${port}`)
  const bytes = Buffer.from(text, 'utf8')
  connection.sendall(bytes)
  console.log(`descriptor ${connection.fileno()}: sent ${bytes.length} bytes ${bytes.toString('hex')}`)
  connection.close()
}
