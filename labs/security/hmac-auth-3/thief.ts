// Sits on the router. Hears what passes, keeps one response, and tries it as its own.
import { once } from 'node:events'
import { connect } from 'node:net'
import { AF_PACKET, AF_UNIX, SOCK_RAW, SOCK_STREAM, socket } from 'wirebook/socket'
import { exactly } from './exactly.ts'

const IPV4 = 0x0800
const ETHERNET = 14

/** The payload of a TCP segment to port 9000, or nothing. */
function overheard(frame: Buffer): Buffer {
  const tcp = ETHERNET + (frame.readUInt8(ETHERNET) & 0x0f) * 4
  if (frame.readUInt8(ETHERNET + 9) !== 6 || frame.readUInt16BE(tcp + 2) !== 9000) return Buffer.alloc(0)
  const end = ETHERNET + frame.readUInt16BE(ETHERNET + 2)
  return frame.subarray(tcp + (frame.readUInt8(tcp + 12) >> 4) * 4, end)
}

using ears = socket(AF_PACKET, SOCK_RAW, 0)
ears.bind(['eth0', IPV4]) // eth0 is the side of the client
using ready = socket(AF_UNIX, SOCK_STREAM)
ready.bind('\0ears') // the lab starts the client once somebody listens under this name
ready.listen(1)
console.log('listening to the road')

let loot: Buffer = Buffer.alloc(0)
while (loot.length !== 32) loot = overheard(await ears.recvAsync(1514))
console.log(`heard a response: ${loot.toString('hex').slice(0, 16)}...`)

const connection = connect(9000, '10.2.0.9')
try {
  await once(connection, 'connect')
  const challenge = await exactly(connection, 32)
  console.log(`my challenge is   ${challenge.toString('hex').slice(0, 16)}...`)
  connection.write(loot)
  console.log(`the server says ${(await exactly(connection, 3)).toString().trim()}`)
  connection.end()
} catch (error) {
  console.error(String(error))
  process.exitCode = 1
}
