// Sends three lines over a UNIX socket and prints each answer.
import { connect } from 'node:net'
import { Lines } from './lines.ts'
import { meetingPlace } from './place.ts'

const requests = ['ping', 'pid', 'straße 小明']
const answers = new Lines()
let waiting = requests.length

const socket = connect(meetingPlace(process.argv), () => {
  for (const request of requests) socket.write(`${request}\n`)
})
socket.on('data', (chunk: Buffer) => {
  for (const line of answers.push(chunk)) {
    console.log(line.toString('utf8'))
    waiting -= 1
  }
  if (waiting === 0) socket.end()
})
socket.on('end', () => {
  if (waiting > 0) console.error(`the server closed, ${waiting} answers short`)
})
socket.on('error', (error) => {
  console.error(`client: ${error.message}`)
  process.exitCode = 1
})
