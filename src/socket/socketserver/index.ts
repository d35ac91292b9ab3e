/**
 * What `import … from 'wirebook/socketserver'` gives: servers that keep accepting apart from handling, with the names
 * and the order of calls of Python's `socketserver`.
 *
 *   class Upper extends BaseRequestHandler {
 *     override handle() {
 *       for (let data = this.request.recv(1024); data.length > 0; data = this.request.recv(1024))
 *         this.request.sendall(data.toString().toUpperCase())
 *     }
 *   }
 *   const server = new ThreadingTCPServer(['127.0.0.1', 9000], Upper)
 *   server.serve_forever()
 *
 * Where Python differs: class attributes are static; handlers run `setup`, `handle` and `finish` after their
 * constructor, not in it; `handle_error` is given the error; `shutdown` and `serve_forever` have awaitable twins;
 * threads share no variables, and there are at most `max_threads` of them. There is no ForkingMixIn: Node cannot fork.
 */
export type { ServerAddress } from './address.ts'
export { BaseServer } from './base-server.ts'
export type { DatagramFile } from './datagram-file.ts'
export {
  BaseRequestHandler,
  type DatagramRequest,
  DatagramRequestHandler,
  type HandlerClass,
  StreamRequestHandler,
} from './handlers.ts'
export { SocketServer, TCPServer, UDPServer, UnixDatagramServer, UnixStreamServer } from './servers.ts'
export {
  ThreadingMixIn,
  type ThreadingSettings,
  ThreadingTCPServer,
  ThreadingUDPServer,
  ThreadingUnixDatagramServer,
  ThreadingUnixStreamServer,
} from './threading.ts'
