import { AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, type Socket, socket } from 'wirebook/socket'

/** A connected socket of `wirebook/socket`. */
export type Conn = Socket
export type HandlerClass = new (request: Conn, client: [string, number], server: TcpServer) => RequestHandler

/** One instance for each connection. */
export abstract class RequestHandler {
  request: Conn
  client: [string, number]
  server: TcpServer

  constructor(request: Conn, client: [string, number], server: TcpServer) {
    this.request = request
    this.client = client
    this.server = server
  }

  setup?(): void | Promise<void>
  abstract handle(): Promise<void>
  finish?(): void | Promise<void>
}

/** Accepts connections and has each handled. Listens from its construction on. */
export class TcpServer {
  readonly #listener = socket(AF_INET, SOCK_STREAM)

  /** `concurrent`: serves all at once; default false. `maxConnections`: of those being handled; default no limit. */
  constructor(
    address: [string, number],
    Handler: HandlerClass,
    options: { concurrent?: boolean; maxConnections?: number } = {},
  ) {
    this.#listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    this.#listener.bind(address)
    this.#listener.listen(16)
  }

  /** The address it listens on, with the port that the kernel chose. */
  address(): [string, number] {
    const [host, port] = this.#listener.getsockname()
    return [host, port]
  }

  /** Accepts and handles until `shutdown`; then resolves when no handler runs any more. */
  async serveForever(): Promise<void> {
    // Your turn: accept, make a handler, run it; do not let one handler's error end the others.
  }

  /** Takes no more clients; resolves when the running handlers are done. */
  async shutdown(): Promise<void> {
    this.#listener.close()
  }
}
