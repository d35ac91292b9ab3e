// A name server that knows one address, and says how often it was asked.
import { createSocket } from 'node:dgram'

const HEADER = 12
/** An answer: name at byte 12, A, class 1, 60 s, four bytes of address. */
const RECORD = Buffer.from([0xc0, HEADER, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 4])
const KNOWN = Buffer.from('\x03www\x08wirebook\x04test\0\0\x01\0\x01', 'latin1')

let asked = 0
const socket = createSocket('udp4', (query, from) => {
  asked += 1
  const question = query.subarray(HEADER, HEADER + KNOWN.length)
  const known = question.equals(KNOWN)
  console.log(`query ${asked}: id ${query.toString('hex', 0, 2)}, from port ${from.port}`)
  const header = Buffer.from([...query.subarray(0, 2), 0x85, known ? 0 : 3, 0, 1, 0, known ? 1 : 0, 0, 0, 0, 0])
  const answer = known ? [header, question, RECORD] : [header, query.subarray(HEADER)]
  socket.send(Buffer.concat(answer), from.port, from.address)
})
socket.on('error', (error) => console.error(error.message))
socket.bind(5353, '10.0.0.2', () => console.log('name server on UDP 5353'))
