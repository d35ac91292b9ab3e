// One honest message, then a header that promises bytes which will never come.
import { once } from 'node:events'
import net from 'node:net'
import { encode, readFrame } from './frames.ts'
import { Reader } from './reader.ts'

const promised = Number(process.argv.find((arg) => arg.startsWith('length='))?.slice(7) ?? 2_147_483_648)

const socket = net.connect(9000, '10.0.0.2')
try {
  await once(socket, 'connect')
  const reader = new Reader(socket)
  socket.write(encode(Buffer.from('hi'), 'be'))
  console.log(`honest: reply "${await readFrame(reader, 'be')}"`)

  const header = Buffer.alloc(4)
  header.writeUInt32BE(promised)
  socket.write(header)
  console.log(`lie: ${promised} bytes will follow`)
  console.log(`reply "${await readFrame(reader, 'be')}"`)
  if ((await readFrame(reader, 'be')) === null) console.log('the server closed')
  socket.end()
} catch (error) {
  console.error(String(error))
  socket.destroy()
  process.exitCode = 1
}
