// Says 70 long sentences, each when the one before has come back.
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { FrameDecoder, frame, type Message } from './frames.ts'

const SENTENCES = 70
const text = 'x'.repeat(1_400)
const decoder = new FrameDecoder(65_536)
let back = 0

const socket = connect(9000, '10.0.0.1')
socket.on('connect', () => socket.write(frame({ type: 'say', text })))
socket.on('error', (error) => console.log(error.message))
socket.on('close', () => console.log(`${back} of ${SENTENCES} sentences came back`))
socket.on('data', async (chunk: Buffer) => {
  for (const payload of decoder.push(chunk)) {
    if ((JSON.parse(payload.toString()) as Message).type !== 'said') continue
    back += 1
    await pause(10)
    if (back < SENTENCES) socket.write(frame({ type: 'say', text }))
    else socket.end()
  }
})
