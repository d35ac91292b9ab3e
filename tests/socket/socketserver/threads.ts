/** Serves in threads until a client says `quit`; what a client says decides what becomes of it. */
import { BaseRequestHandler, ThreadingTCPServer } from '../../../src/socket/socketserver/index.ts'

class Upper extends BaseRequestHandler {
  override async handle() {
    for (;;) {
      const data = (await this.request.recvAsync(1024)).toString()
      if (data === '') return
      if (data === 'throw') throw new Error('thrown')
      if (data === 'crash') setTimeout(() => Promise.reject(new Error('crashed')))
      else this.request.sendall(data.toUpperCase())
      if (data === 'quit') this.server.shutdown()
    }
  }
}

class Server extends ThreadingTCPServer {
  static override max_threads = 2
}

const server = new Server(['127.0.0.1', 0], Upper)
console.log('at', server.server_address[1])
server.serve_forever(0.05)
console.log('served')
server.server_close()
console.log('closed')
