import { AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, type Socket, socket } from 'wirebook/socket'

export type Conn = Socket
type Client = [string, number]
export type HandlerClass = new (request: Conn, client: Client, server: TcpServer) => RequestHandler

export abstract class RequestHandler {
  request: Conn
  client: Client
  server: TcpServer
  constructor(request: Conn, client: Client, server: TcpServer) {
    this.request = request
    this.client = client
    this.server = server
  }
  setup?(): void | Promise<void>
  abstract handle(): Promise<void>
  finish?(): void | Promise<void>
}

/** One loop accepts into a queue; a dispatcher takes from it whenever a place is free. */
export class TcpServer {
  #listener = socket(AF_INET, SOCK_STREAM)
  #address: Client
  #Handler: HandlerClass
  #places: number
  #refuses: boolean
  #queue: { request: Conn; client: Client }[] = []
  #busy = 0
  #open = true
  #idle = Promise.withResolvers<void>()

  constructor(addr: Client, Handler: HandlerClass, o: { concurrent?: boolean; maxConnections?: number } = {}) {
    this.#Handler = Handler
    this.#places = o.concurrent ? (o.maxConnections ?? Infinity) : 1
    this.#refuses = o.concurrent === true
    this.#listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    this.#listener.bind(addr)
    this.#listener.listen()
    this.#address = this.#listener.getsockname() as Client
  }

  address(): Client {
    return this.#address
  }

  async serveForever(): Promise<void> {
    while (this.#open) {
      try {
        const [request, [host, port]] = await this.#listener.acceptAsync()
        this.#queue.push({ request, client: [host, port] })
        this.#dispatch()
      } catch (error) {
        if (this.#open) throw error
      }
    }
    await this.#idle.promise
  }

  async shutdown(): Promise<void> {
    this.#open = false
    this.#listener.close()
    for (const { request } of this.#queue.splice(0)) request.close()
    this.#settle()
    await this.#idle.promise
  }

  #dispatch(): void {
    while (this.#queue.length > 0 && this.#busy < this.#places) {
      const { request, client } = this.#queue.pop() as { request: Conn; client: Client }
      this.#busy += 1
      void this.#serve(request, client)
    }
    if (this.#refuses) for (const { request } of this.#queue.splice(0)) request.close()
  }

  async #serve(request: Conn, client: Client): Promise<void> {
    const handler = new this.#Handler(request, client, this)
    let error: unknown = null
    try {
      await handler.setup?.()
      await handler.handle().catch((thrown: unknown) => {
        error = thrown
      })
      await handler.finish?.()
    } catch (thrown) {
      error = thrown
    }
    if (error !== null) console.error(String(error))
    request.close()
    this.#busy -= 1
    this.#dispatch()
    this.#settle()
  }

  #settle(): void {
    if (!this.#open && this.#busy === 0) this.#idle.resolve()
  }
}
