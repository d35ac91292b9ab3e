// An echo server as in the first lessons, with TLS below it. The page of the lesson says what the key is for.
import { createServer } from 'node:tls'

const KEY = Buffer.from('wirebook, 24 bytes long!')

const options = { ciphers: 'TLS_AES_128_GCM_SHA256', pskCallback: () => KEY }
const server = createServer(options, (socket) => {
  socket.on('error', (error) => console.error(error.message))
  socket.on('data', (chunk: Buffer) => {
    console.log(`"${chunk}"`)
    socket.write(chunk)
  })
})
server.on('tlsClientError', (error) => console.error(error.message))
server.on('error', (error) => console.error(error.message))
server.listen(9001, '127.0.0.1', () => console.log('waiting'))
