// Has asked nobody anything. Counts what it is sent.
import { createSocket } from 'node:dgram'

const QUESTION = 11 // bytes that the attacker spends on each
let datagrams = 0
let bytes = 0

const socket = createSocket('udp4')
socket.on('message', (data, from) => {
  if (datagrams === 0) console.log(`who is ${from.address}?`)
  datagrams += 1
  bytes += data.length
  if (datagrams % 10 !== 0) return
  const ratio = (bytes / (datagrams * QUESTION)).toFixed(1)
  console.log(`${datagrams} datagrams, ${bytes} bytes: ${ratio} times what was asked`)
})
socket.on('error', (error) => {
  console.error(error.message)
  socket.close()
})
socket.bind(7777, '10.0.0.3', () => console.log('minding my own business'))
