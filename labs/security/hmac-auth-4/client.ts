// Says one sentence over TLS, and hears it again.
import { connect } from 'node:tls'

const KEY = Buffer.from('wirebook, 24 bytes long!')

const socket = connect(
  {
    host: '10.0.0.2',
    port: 9000,
    servername: 'echo.test',
    ciphers: 'TLS_AES_128_GCM_SHA256',
    pskCallback: () => ({ psk: KEY, identity: 'ada' }),
    checkServerIdentity: () => undefined, // no certificate here: whoever has the key is the server
  },
  () => {
    console.log(`connected, ${socket.getProtocol()}`)
    socket.write('meet me at noon')
  },
)
socket.on('data', (chunk: Buffer) => {
  console.log(`echo "${chunk}"`)
  socket.end()
})
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
