// Sends a file of one byte under a name that the reader of this page chose.
import { once } from 'node:events'
import { connect } from 'node:net'
import { frame, lengthOf } from './frames.ts'
import { Reader } from './reader.ts'

const names: Record<string, string> = {
  up: '../../etc/x',
  inside: 'a/../b.txt',
  windows: '..\\x',
  hidden: '.profile',
  nul: 'notes.txt\u0000.jpg',
  plain: 'notes.txt',
}
const filename = names[process.argv.find((arg) => arg.startsWith('name='))?.slice('name='.length) ?? 'up']

const socket = connect(9000, '127.0.0.1')
try {
  await once(socket, 'connect')
  const header = Buffer.from(JSON.stringify({ filename, filesize: 1 }))
  socket.write(Buffer.concat([frame(header, 'le'), Buffer.from('x')]))
  const reader = new Reader(socket)
  console.log(`${JSON.stringify(filename)}: ${await reader.exactly(lengthOf(await reader.exactly(4), 'le'))}`)
  socket.end()
} catch (error) {
  console.error(String(error))
  process.exitCode = 1
  socket.destroy()
}
