// Sends frames made by hand. The upgrade is left out here: both sides begin with frames.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { CLOSE, CONTINUATION, encode, PING, TEXT, takeFrame } from './frames.ts'

const masked = true
const text = (length: number): Buffer => Buffer.alloc(length, 'a')

/** What to send, frame by frame. */
const FRAMES: Record<string, Buffer[]> = {
  sizes: [125, 126, 65_536].map((length) => encode(TEXT, text(length), { masked })),
  fragments: [
    encode(TEXT, Buffer.from('Hel'), { fin: false, masked }),
    encode(PING, Buffer.from('still there?'), { masked }),
    encode(CONTINUATION, Buffer.from('lo'), { masked }),
  ],
  unmasked: [encode(TEXT, Buffer.from('Hello'))],
}
const choice = process.argv[2]?.replace('send=', '') ?? 'sizes'

const socket = connect(8080, '10.0.0.2')
socket.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
socket.on('data', (chunk: Buffer) => {
  const frame = takeFrame(chunk) // short answers, far apart: each comes whole
  if (!frame) return
  const code = frame.opcode === CLOSE ? `, code ${frame.payload.readUInt16BE()}` : ''
  console.log(`answer: opcode ${frame.opcode}, ${frame.payload.length} bytes${code}`)
})
await once(socket, 'connect')
for (const frame of FRAMES[choice] ?? []) {
  socket.write(frame)
  await pause(100)
}
if (choice !== 'unmasked') socket.write(encode(CLOSE, Buffer.from([0x03, 0xe8]), { masked }))
