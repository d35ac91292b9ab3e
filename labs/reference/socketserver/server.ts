// One request after another: the class accepts and closes, the handler only answers.
import { StreamRequestHandler, TCPServer } from 'wirebook/socketserver'

class Upper extends StreamRequestHandler {
  override setup(): void {
    super.setup()
    console.log('setup')
  }

  /** rfile and wfile are files made of the connection. */
  override handle(): void {
    const line = `${this.rfile.readline()}`
    console.log(`handle: ${line.trimEnd()}`)
    this.wfile.write(line.toUpperCase())
  }

  override finish(): void {
    super.finish() // flushes
    console.log('finish')
  }
}

class Server extends TCPServer {
  static override allow_reuse_address = true
}

const server = new Server(['127.0.0.1', 9000], Upper)
for (let request = 1; request <= 2; request++) {
  server.handle_request()
  console.log(`request ${request} done`)
}
server.server_close()
