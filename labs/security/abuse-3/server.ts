// Answers questions over UDP, without asking who asks. The dial limits the length of an answer to an unknown.
import { createSocket } from 'node:dgram'

const ANSWER = Buffer.alloc(1200, 'all that I know. ')
const modest = process.argv.includes('answer=short')
const server = createSocket('udp4')

server.on('message', (question, from) => {
  const answer = modest ? ANSWER.subarray(0, question.length) : ANSWER
  server.send(answer, from.port, from.address)
})
server.on('error', (error) => {
  console.error(error.message)
  server.close()
})
server.bind(9999, '10.0.0.2', () => console.log(modest ? 'never more than was asked' : 'long answers'))
