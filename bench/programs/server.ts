// A server that says so as soon as it listens.
import { createServer } from 'node:net'

const server = createServer((socket) => socket.end())
server.listen(0, '127.0.0.1', () => console.log('listening'))
