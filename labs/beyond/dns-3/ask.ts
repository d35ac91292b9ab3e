// Asks over UDP, and once more over TCP when the answer says that it was cut.
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'

const SERVER = '10.0.0.2'
const id = randomInt(0x10000)
const query = Buffer.concat([
  Buffer.from([id >> 8, id & 0xff, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
  Buffer.from('\x04many\x08wirebook\x04test\0\0\x01\0\x01', 'latin1'),
])

async function overUdp(): Promise<Buffer> {
  const socket = createSocket('udp4')
  socket.send(query, 5353, SERVER)
  const [answer] = await once(socket, 'message', { signal: AbortSignal.timeout(2000) })
  socket.close()
  return answer
}

async function overTcp(): Promise<Buffer> {
  const socket = connect(5353, SERVER)
  socket.write(Buffer.concat([Buffer.from([0, query.length]), query])) // two bytes of length, big-endian
  let got = Buffer.alloc(0)
  for await (const chunk of socket) {
    got = Buffer.concat([got, chunk])
    if (got.length >= 2 && got.length >= 2 + got.readUInt16BE(0)) break
  }
  return got.subarray(2)
}

const short = await overUdp()
const cut = (short.readUInt16BE(2) & 0x0200) !== 0
console.log(`UDP: ${short.length} bytes, TC is ${cut ? 1 : 0}`)
const answer = cut ? await overTcp() : short
console.log(`${answer.length} bytes with ${answer.readUInt16BE(6)} addresses`)
