// Reads an answer to its end, shows its bytes as they came, and takes the body out of them.
import { connect } from 'node:net'
import { unchunk } from './unchunk.ts'

const version = process.argv.includes('version=1.0') ? '1.0' : '1.1'
const socket = connect(8080, '10.0.0.2', () => {
  socket.write(`GET /count HTTP/${version}\r\nHost: server\r\n\r\n`)
})
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})

const parts: Buffer[] = []
socket.on('data', (chunk: Buffer) => parts.push(chunk))
socket.on('end', () => {
  const answer = Buffer.concat(parts)
  const blank = answer.indexOf('\r\n\r\n')
  const head = answer.toString('latin1', 0, blank)
  const raw = answer.subarray(blank + 4)
  console.log(head.replaceAll('\r\n', '\n'))
  console.log(`after the head: ${raw.length} bytes ${JSON.stringify(raw.toString())}`)
  // Names of headers are the same in any case.
  const chunked = /^transfer-encoding: chunked$/im.test(head)
  const counted = /^content-length: (\d+)$/im.exec(head)
  const body = chunked ? unchunk(raw) : counted ? raw.subarray(0, Number(counted[1])) : raw
  const how = chunked ? 'in chunks' : counted ? 'counted beforehand' : 'up to the end of the stream'
  console.log(`body ${how}: ${body.length} bytes ${JSON.stringify(body.toString())}`)
})
