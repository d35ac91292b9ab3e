/** traced.py in TypeScript: keep both alike. */
import { isMainThread, threadId } from 'node:worker_threads'
import type { BaseServer, ServerAddress } from '../../../src/socket/socketserver/index.ts'
import {
  BaseRequestHandler,
  DatagramRequestHandler,
  StreamRequestHandler,
  TCPServer,
  ThreadingTCPServer,
  ThreadingUDPServer,
  UDPServer,
  UnixStreamServer,
} from '../../../src/socket/socketserver/index.ts'

const [kind = '', address = ''] = process.argv.slice(2)

function trace(what: string): void {
  console.log(`${isMainThread ? 'main' : `own-${threadId}`} ${what}`)
}

/** Whether the server is to end now. */
function replyTo(text: string, answer: (reply: string) => unknown): boolean {
  if (text === 'boom') throw new Error('boom')
  answer(`<${text.toUpperCase()}>`)
  return text === 'quit' && kind.startsWith('threading')
}

class Plain extends BaseRequestHandler {
  last = false
  override setup() {
    trace('setup')
  }
  override handle() {
    trace('handle')
    this.last = replyTo(this.request.recv(100).toString(), (reply) => this.request.sendall(reply))
  }
  override finish() {
    trace('finish')
    if (this.last) this.server.shutdown()
  }
}

class Lines extends StreamRequestHandler {
  last = false
  override setup() {
    trace('setup')
    return super.setup()
  }
  override handle() {
    trace('handle')
    this.last = replyTo(this.rfile.readline().toString().trim(), (reply) => this.wfile.write(reply))
  }
  override finish() {
    super.finish()
    trace('finish')
    if (this.last) this.server.shutdown()
  }
}

class Datagram extends DatagramRequestHandler {
  last = false
  override setup() {
    trace('setup')
    return super.setup()
  }
  override handle() {
    trace('handle')
    this.last = replyTo(this.rfile.read().toString(), (reply) => this.wfile.write(reply))
  }
  override finish() {
    super.finish()
    trace('finish')
    if (this.last) this.server.shutdown()
  }
}

const BASES = {
  tcp: [TCPServer, Plain],
  lines: [TCPServer, Lines],
  udp: [UDPServer, Datagram],
  unix: [UnixStreamServer, Plain],
  'threading-tcp': [ThreadingTCPServer, Plain],
  'threading-lines': [ThreadingTCPServer, Lines],
  'threading-udp': [ThreadingUDPServer, Datagram],
} as const
const [Base, Handler] = BASES[kind as keyof typeof BASES] as readonly [typeof TCPServer, typeof Plain]

class Server extends Base {
  seen = 0

  override verify_request() {
    trace('verify_request')
    this.seen += 1
    return this.seen !== 2
  }
  override handle_error() {
    trace('handle_error')
  }
  override handle_timeout() {
    trace('handle_timeout')
  }
}

type Method = (this: BaseServer<unknown>, ...given: unknown[]) => unknown
const NAMES =
  'server_bind server_activate get_request process_request process_request_thread finish_request ' +
  'shutdown_request close_request server_close'
for (const name of NAMES.split(' ')) {
  const above = Reflect.get(Base.prototype, name) as Method | undefined
  if (above === undefined) continue
  const method: Method = function (...given) {
    trace(name)
    return above.apply(this, given)
  }
  Object.defineProperty(Server.prototype, name, { value: method, writable: true })
}

const place: ServerAddress = kind === 'unix' ? address : ['127.0.0.1', 0]
const server = new Server(place, Handler)
console.log('at', kind === 'unix' ? address : server.server_address[1])
if (kind.startsWith('threading')) server.serve_forever(0.05)
else {
  for (let n = 0; n < 4; n++) server.handle_request()
  server.timeout = 0.01
  server.handle_request()
}
server.server_close()
