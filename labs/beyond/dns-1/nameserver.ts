// The name server of wirebook.test: answers questions for A records, over UDP.
import { createSocket } from 'node:dgram'
import { recordsFor } from './zone.ts'

const HEADER = 12

/** The name of a question, and where the question ends. */
function questionOf(query: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = HEADER
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), end: at + 5 } // a zero byte, two of type, two of class
}

const socket = createSocket('udp4', (query, from) => {
  const { name, end } = questionOf(query)
  const records = recordsFor(name, end - HEADER)
  const result = records.length > 0 ? 0 : 3 // 3: there is no such name
  const header = Buffer.from([...query.subarray(0, 2), 0x85, result, 0, 1, 0, records.length, 0, 0, 0, 0])
  const answer = Buffer.concat([header, query.subarray(HEADER, end), Buffer.from(records.flat())])
  socket.send(answer, from.port, from.address)
  console.log(`${name}: ${records.length} records`)
})
socket.on('error', (error) => console.error(error.message))
socket.bind(5353, '10.0.0.2', () => console.log('name server on UDP 5353'))
