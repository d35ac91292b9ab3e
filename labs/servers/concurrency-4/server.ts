// The pattern of Python's socketserver, with a real thread for each connection: in handle() you may block.
import { BaseRequestHandler, ThreadingTCPServer } from 'wirebook/socketserver'

class UpperHandler extends BaseRequestHandler {
  /** Once for each connection. `request` is the connected socket. */
  override handle(): void {
    const peer = this.request.getpeername().join(':')
    console.log(`open ${peer}`)
    let bytes = 0
    for (let data = this.request.recv(1024); data.length > 0; data = this.request.recv(1024)) {
      bytes += data.length
      this.request.sendall(data.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte)))
    }
    console.log(`close ${peer} ${bytes} bytes`)
  }
}

class Server extends ThreadingTCPServer {
  static override allow_reuse_address = true
  static override daemon_threads = true
}

const server = new Server(['127.0.0.1', 9000], UpperHandler)
console.log('serving on 127.0.0.1:9000')
server.serve_forever()
