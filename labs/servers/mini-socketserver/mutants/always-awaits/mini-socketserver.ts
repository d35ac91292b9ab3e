import { AF_INET, SHUT_WR, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, type Socket, socket } from 'wirebook/socket'

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

const BACKLOG = 16

/** Accepts connections and has each handled. Listens from its construction on. */
export class TcpServer {
  readonly #listener = socket(AF_INET, SOCK_STREAM)
  readonly #address: [string, number]
  readonly #Handler: HandlerClass
  readonly #concurrent: boolean
  readonly #maxConnections: number
  readonly #running = new Set<Promise<void>>()
  #stopping = false

  /** `concurrent`: serves all at once; default false. `maxConnections`: of those being handled; default no limit. */
  constructor(
    address: [string, number],
    Handler: HandlerClass,
    { concurrent = false, maxConnections = Infinity }: { concurrent?: boolean; maxConnections?: number } = {},
  ) {
    this.#Handler = Handler
    this.#concurrent = concurrent
    this.#maxConnections = maxConnections
    this.#listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    this.#listener.bind(address)
    this.#listener.listen(BACKLOG)
    const [host, port] = this.#listener.getsockname()
    this.#address = [host, port]
  }

  /** The address it listens on, with the port that the kernel chose. */
  address(): [string, number] {
    return this.#address
  }

  /** Accepts and handles until `shutdown`; then resolves when no handler runs any more. */
  async serveForever(): Promise<void> {
    while (!this.#stopping) {
      const accepted = await this.#accept()
      if (accepted === null) break
      const [request, client] = accepted
      if (this.#running.size >= this.#maxConnections) {
        request.close()
        continue
      }
      const work = this.#run(request, client).finally(() => this.#running.delete(work))
      this.#running.add(work)
      // This line is the whole difference between serving one at a time and serving all at once.
      await work
    }
    await Promise.all(this.#running)
  }

  /** Takes no more clients; resolves when the running handlers are done. */
  async shutdown(): Promise<void> {
    this.#stopping = true
    this.#listener.close()
    await Promise.all(this.#running)
  }

  /** null once the listener was closed. */
  async #accept(): Promise<[Conn, [string, number]] | null> {
    try {
      const [request, [host, port]] = await this.#listener.acceptAsync()
      return [request, [host, port]]
    } catch (error) {
      if (this.#stopping) return null
      throw error
    }
  }

  /** One connection from beginning to end. Never rejects: what a handler throws is that connection's own end. */
  async #run(request: Conn, client: [string, number]): Promise<void> {
    try {
      const handler = new this.#Handler(request, client, this)
      await handler.setup?.()
      try {
        await handler.handle()
      } finally {
        await handler.finish?.()
      }
    } catch (error) {
      console.error(`${client.join(':')}: ${error}`)
    }
    try {
      request.shutdown(SHUT_WR)
    } catch {
      // The client has gone, or the handler has closed.
    }
    request.close()
  }
}
