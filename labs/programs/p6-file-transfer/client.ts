// Sends two small files, each announced by its header, and checks the answers.
import { once } from 'node:events'
import { connect } from 'node:net'
import { frame, lengthOf, orderOf } from './frames.ts'
import { Reader } from './reader.ts'

const order = orderOf(process.argv)
const files = { 'notes.txt': 'hello', '笔记.txt': '你好' }

const socket = connect(9000, '127.0.0.1')
try {
  await once(socket, 'connect')
  const reader = new Reader(socket)
  for (const [filename, text] of Object.entries(files)) {
    const content = Buffer.from(text)
    const header = Buffer.from(JSON.stringify({ filename, filesize: content.length })) // bytes, not characters
    socket.write(Buffer.concat([frame(header, order), content]))
    const answer = await reader.exactly(lengthOf(await reader.exactly(4), order))
    console.log(`${filename}: ${answer}`)
  }
  socket.end()
} catch (error) {
  console.error(String(error))
  process.exitCode = 1
  socket.destroy()
}
