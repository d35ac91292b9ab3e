// Lists this host's interfaces, then tries to use one address as its own.
import { createSocket } from 'node:dgram'
import { networkInterfaces } from 'node:os'

const address = process.argv.find((arg) => arg.startsWith('address='))?.slice(8) ?? '10.1.0.254'

for (const [name, list = []] of Object.entries(networkInterfaces()))
  for (const { family, cidr, mac } of list) console.log(`${name}  ${mac}  ${family}  ${cidr}`)

const socket = createSocket('udp4')
socket.on('error', (error: NodeJS.ErrnoException) => {
  console.log(`bind ${address}: ${error.code}`)
  socket.close()
})
socket.bind(9999, address, () => {
  console.log(`bind ${address}: fine`)
  socket.close()
})
