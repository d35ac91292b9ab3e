// The skeleton of a TCP client.
import { AF_INET, SOCK_STREAM, socket } from 'wirebook/socket'

const connection = socket(AF_INET, SOCK_STREAM)
connection.connect(['127.0.0.1', 9000])
console.log('connected')
// connection.sendall('…'), connection.recv(1024)
while (connection.recv(1024).length > 0); // zero bytes: the peer has closed its side
console.log('peer closed')
connection.close()
console.log('done')
