// A web server: it waits, reads a request, sends a page, and waits again.
import { createServer } from 'node:http'

const PAGES = new Map([
  ['/', { en: 'Hello from 10.0.0.2', zh: '来自 10.0.0.2 的问候' }],
  ['/menu', { en: 'tea, noodles', zh: '茶，面条' }],
])

const server = createServer((request, response) => {
  console.log(`${request.method} ${request.url} from ${request.socket.remoteAddress}`)
  const page = PAGES.get(request.url ?? '')
  const chinese = request.headers['accept-language']?.startsWith('zh') ?? false
  const text = `${page ? page[chinese ? 'zh' : 'en'] : 'No such page'}\n`
  response.sendDate = false // the same answer in every run
  response.writeHead(page ? 200 : 404, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    Connection: 'close',
  })
  response.end(text)
})

server.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
server.listen(8080, '10.0.0.2', () => console.log('waiting on port 8080'))
