// A small HTTP server on node:net. It prints what each read brought, and what each request was.
import { createServer } from 'node:net'
import { takeRequest } from './requests.ts'

const server = createServer((socket) => {
  let waiting: Buffer = Buffer.alloc(0)
  let requests = 0
  socket.on('data', (chunk: Buffer) => {
    console.log(`read: ${chunk.length} bytes`)
    waiting = Buffer.concat([waiting, chunk])
    for (let next = takeRequest(waiting); next; next = takeRequest(waiting)) {
      waiting = next.rest
      requests += 1
      const { method, path, host, body } = next
      console.log(`request ${requests}: ${method} ${path}, ${body.length} bytes of body`)
      const status = host === undefined ? '400 Bad Request' : '200 OK'
      const answer = method === 'POST' ? body : Buffer.from(host === undefined ? 'no Host' : 'hello')
      const head = `HTTP/1.1 ${status}\r\nContent-Length: ${answer.length}\r\n\r\n`
      socket.write(Buffer.concat([Buffer.from(head), answer])) // one write: no small segment waits for an ACK
    }
  })
  socket.on('error', (error) => console.error(error.message))
})
server.on('error', (error) => console.error(error.message))
server.listen(8080, '10.0.0.2', () => console.log('listening on 10.0.0.2:8080'))
