// Sends 笔记.txt with a header spelt as JSON.stringify does it, or as Python's json.dumps.
import { once } from 'node:events'
import { connect } from 'node:net'
import { frame, lengthOf } from './frames.ts'
import { Reader } from './reader.ts'

const spelling = process.argv.includes('json=python') ? 'python' : 'javascript'
const content = Buffer.from('hello')
const texts = {
  javascript: JSON.stringify({ filename: '笔记.txt', filesize: content.length }),
  // Spaces after : and , and every character outside ASCII as \uXXXX: other bytes, the same value.
  python: `{"filename": "\\u7b14\\u8bb0.txt", "filesize": ${content.length}}`,
}

const socket = connect(9000, '127.0.0.1')
try {
  await once(socket, 'connect')
  const header = Buffer.from(texts[spelling])
  console.log(`a header of ${header.length} bytes, ${texts[spelling].length} characters`)
  socket.write(Buffer.concat([frame(header, 'le'), content]))
  const reader = new Reader(socket)
  console.log(String(await reader.exactly(lengthOf(await reader.exactly(4), 'le'))))
  socket.end()
} catch (error) {
  console.error(String(error))
  process.exitCode = 1
  socket.destroy()
}
