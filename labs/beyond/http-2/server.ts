// Node's own HTTP server. It writes the same body in three pieces, and frames it as it must.
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

const PIECES = ['one, ', 'two, ', '你好\n']
const total = Buffer.byteLength(PIECES.join(''))
const known = process.argv.includes('length=known')

const server = createServer(async (request, response) => {
  console.log(`${request.method} ${request.url} HTTP/${request.httpVersion}`)
  response.setHeader('Connection', 'close')
  if (known) response.setHeader('Content-Length', total)
  for (const piece of PIECES) {
    response.write(piece)
    await pause(50)
  }
  response.end()
})
server.on('error', (error) => console.error(error.message))
server.listen(8080, '10.0.0.2', () => console.log('listening on 10.0.0.2:8080'))
