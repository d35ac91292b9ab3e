// Waits on UDP port 9999 of its host and says what comes, to which of its addresses or not.
import { createSocket } from 'node:dgram'
import { hostname } from 'node:os'

const listener = createSocket('udp4', (data, from) => console.log(`"${data}" from ${from.address}`))

listener.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
// On every address: a socket bound to one address does not get what is sent to all.
listener.bind(9999, () => console.log(`${hostname()} listens on UDP 9999`))
