// Connects with Node and says how it went. Nobody listens on port 9998.
import { connect } from 'node:net'

const port = process.argv.includes('port=9998') ? 9998 : 9999
const socket = connect(port, '10.0.0.2')
console.log('connect() has returned')
socket.on('connect', () => console.log('connected'))
socket.on('data', (chunk) => console.log(`read "${chunk}"`))
socket.on('error', (error) => console.log(`not connected: ${error.message}`))
