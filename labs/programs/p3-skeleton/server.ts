// The skeleton of a TCP server: it takes one connection. Put your send and recv where the comment is.
import { AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket } from 'wirebook/socket'

const listener = socket(AF_INET, SOCK_STREAM)
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1) // may be started again at once
listener.bind(['127.0.0.1', 9000])
listener.listen()
console.log('listening 127.0.0.1:9000')

const [connection, [host, port]] = listener.accept()
console.log(`peer ${host}:${port}`)
// connection.recv(1024), connection.sendall('…')
connection.close()
listener.close()
console.log('done')
