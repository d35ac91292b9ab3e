// Serves the files of one folder, and prints which connection each request came on.
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { answerTo } from './files.ts'

mkdirSync('/tmp/site', { recursive: true })
writeFileSync('/tmp/site/index.html', '<!doctype html><link rel=stylesheet href=/style.css><p>hello')
writeFileSync('/tmp/site/style.css', 'p { color: teal }')
writeFileSync('/tmp/secret.txt', 'not for you')
const decodeFirst = !process.argv.includes('check=raw')

let connections = 0
const server = createServer((socket) => {
  connections += 1
  const number = connections
  let waiting = ''
  socket.on('data', (chunk: Buffer) => {
    waiting += chunk.toString('latin1')
    // Only GETs come here, and they have no body: heads follow each other.
    const heads = waiting.split('\r\n\r\n')
    waiting = heads.pop() ?? ''
    for (const head of heads) {
      const path = head.split(' ')[1] ?? '/'
      const { status, type, body } = answerTo(path, decodeFirst)
      console.log(`connection ${number}: GET ${path} -> ${status}`)
      const fields = `Content-Type: ${type}\r\nContent-Length: ${body.length}`
      socket.write(Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${fields}\r\n\r\n`), body]))
      if (/^connection: close$/im.test(head)) socket.end()
    }
  })
  socket.on('error', (error) => console.error(error.message))
})
server.on('error', (error) => console.error(error.message))
server.listen(8080, '10.0.0.2', () => console.log('listening on 10.0.0.2:8080'))
