// The pattern of Python's socketserver: a server object accepts, a handler class talks.
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'

type HandlerClass = new (request: Socket, server: ThreadingTCPServer) => BaseRequestHandler

export abstract class BaseRequestHandler {
  readonly request: Socket
  readonly server: ThreadingTCPServer

  constructor(request: Socket, server: ThreadingTCPServer) {
    this.request = request
    this.server = server
  }

  abstract handle(): Promise<void>
}

/** Serves all clients at once: each connection has a handler of its own, and nobody awaits it before the next. */
export class ThreadingTCPServer {
  readonly #server: Server
  readonly #running = new Set<Promise<void>>()

  constructor(Handler: HandlerClass) {
    this.#server = createServer({ allowHalfOpen: true }, (request) => {
      const work = this.#run(request, Handler).finally(() => this.#running.delete(work))
      this.#running.add(work)
    })
  }

  /** Resolves after `shutdown`, once the running handlers are done. Rejects when it cannot listen. */
  async serveForever(host: string, port: number): Promise<void> {
    this.#server.listen(port, host)
    await once(this.#server, 'listening')
    console.log(`serving on ${host}:${port}`)
    await once(this.#server, 'close')
    await Promise.all(this.#running)
  }

  /** Takes no more clients. */
  shutdown(): void {
    this.#server.close()
  }

  /** What goes wrong in a handler ends its own connection and no other. */
  async #run(request: Socket, Handler: HandlerClass): Promise<void> {
    request.on('error', () => {}) // whoever reads or writes hears of it
    try {
      await new Handler(request, this).handle()
      request.destroySoon() // what was written goes out, then FIN
    } catch (error) {
      console.error(`handler: ${error instanceof Error ? error.message : error}`)
      request.destroy()
    }
  }
}
