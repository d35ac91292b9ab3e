// Three clients that nobody invited. Each says what it was answered.
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { FrameDecoder, type Message } from './frames.ts'

const PATIENCE_MS = 250
const HUGE = Buffer.from([0xff, 0xff, 0xff, 0xff])
const NO_JSON = Buffer.from([0, 0, 0, 5, ...Buffer.from('{"typ')])
const HALF = Buffer.from([0, 0, 1, 0, ...Buffer.from('{"type":"say"')])

function attack(what: string, bytes: Buffer): Promise<void> {
  return new Promise((done) => {
    let answer = 'no answer'
    const decoder = new FrameDecoder(65_536)
    const socket = connect(9000, '10.0.0.1', () => socket.write(bytes))
    const timer = setTimeout(() => socket.resetAndDestroy(), PATIENCE_MS)
    socket.on('data', (chunk: Buffer) => {
      for (const payload of decoder.push(chunk)) {
        const message = JSON.parse(payload.toString()) as Message
        if (message.type === 'error') answer = `error ${message.code}`
      }
    })
    socket.on('end', () => (answer += ', FIN'))
    socket.on('error', (error) => (answer = error.message))
    socket.on('close', () => {
      clearTimeout(timer)
      console.log(`${what}: ${answer}`)
      done()
    })
  })
}

await pause(200)
await attack('a length of 4,294,967,295', HUGE)
await attack('half a message, then a reset', HALF)
await attack('a message that is no JSON', NO_JSON)
