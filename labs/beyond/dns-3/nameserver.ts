// A name server with a long answer: cut off over UDP, where 512 bytes are the limit, whole over TCP.
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

const HEADER = 12
const UDP_LIMIT = 512
const count = Number(process.argv.find((arg) => arg.startsWith('count='))?.slice('count='.length) ?? 40)
const records = Array.from({ length: count }, (_, i) => [0xc0, HEADER, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 1, i])

/** The answer of at most `limit` bytes; with the TC bit, and without records, when it would be longer. */
function answer(query: Buffer, limit: number): Buffer {
  const whole = Buffer.concat([query, Buffer.from(records.flat())])
  const fits = whole.length <= limit
  const reply = fits ? whole : Buffer.from(query)
  reply[2] = fits ? 0x85 : 0x87 // an answer, and its author knows the name; the bit of value 2 is TC
  reply.writeUInt16BE(fits ? count : 0, 6)
  console.log(`${whole.length} bytes${fits ? '' : ': too long, sent the TC bit'}`)
  return reply
}

const socket = createSocket('udp4', (query, from) => socket.send(answer(query, UDP_LIMIT), from.port, from.address))
const server = createServer((conn) => {
  let rest = Buffer.alloc(0)
  conn.on('data', (chunk) => {
    rest = Buffer.concat([rest, Buffer.from(chunk)])
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0)
      const reply = answer(rest.subarray(2, end), 0xffff)
      conn.write(Buffer.concat([Buffer.from([reply.length >> 8, reply.length & 0xff]), reply]))
      rest = rest.subarray(end)
    }
  })
  conn.on('error', (error) => console.error(error.message))
})
for (const one of [socket, server]) one.on('error', (error) => console.error(error.message))
server.listen(5353, '10.0.0.2', () => socket.bind(5353, '10.0.0.2', () => console.log('UDP and TCP 5353')))
