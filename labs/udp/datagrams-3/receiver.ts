// Says how long each datagram is that arrives.
import { createSocket } from 'node:dgram'

const receiver = createSocket('udp4', (data) => console.log(`received ${data.length} bytes in one piece`))

receiver.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
receiver.bind(9000, '10.0.0.2', () => console.log('ready on UDP 9000'))
