/** The mistake of hiding the server from its own threads. */
import { isMainThread } from 'node:worker_threads'
import { BaseRequestHandler, ThreadingTCPServer } from '../../../src/socket/socketserver/index.ts'

if (isMainThread) {
  const server = new ThreadingTCPServer(['127.0.0.1', 0], BaseRequestHandler)
  console.log('at', server.server_address[1])
  server.handle_request()
  server.server_close()
}
