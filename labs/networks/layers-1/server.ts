// Answers every request with the same page.
import { createServer } from 'node:http'

const server = createServer((request, response) => {
  console.log(`${request.method} ${request.url}`)
  response.sendDate = false
  response.end('four headers deep\n')
})

server.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
server.listen(8080, '10.0.0.2', () => console.log('waiting on port 8080'))
