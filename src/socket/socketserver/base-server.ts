/**
 * The part of a server that knows no network: a loop that takes requests and has each handled.
 *
 *   serve_forever ─► get_request ─► verify_request ─► process_request ─► finish_request ─► handler: setup handle finish
 *                                                          └─► shutdown_request ─► close_request     (handle_error)
 *
 * Methods have the names, the order and the meaning of Python's socketserver, and are there to be overridden. The
 * blocking ones have twins ending in `Async`, which leave the thread to others while they wait and await async handlers.
 */
import { SocketError } from '../errors.ts'
import type { ServerAddress } from './address.ts'
import { type Awaitable, after, lastly, rescued } from './awaitable.ts'
import { Control } from './control.ts'
import type { HandlerClass } from './handlers.ts'
import { HandedOver, register } from './place.ts'

/** Seconds between two looks at whether `shutdown` was called. */
export const POLL_INTERVAL = 0.5

const RULE = '-'.repeat(40)

export abstract class BaseServer<Request> implements Disposable {
  /** Seconds that `handle_request` waits before `handle_timeout`; null for ever. */
  static timeout: number | null = null

  server_address: ServerAddress
  readonly RequestHandlerClass: HandlerClass<Request>
  timeout: number | null = (this.constructor as typeof BaseServer<Request>).timeout
  /** @internal */
  readonly control: Control
  /** @internal Which server of the program this is; whether it only stands for it in a worker. */
  readonly place: ReturnType<typeof register>

  constructor(server_address: ServerAddress, RequestHandlerClass: HandlerClass<Request>) {
    this.server_address = server_address
    this.RequestHandlerClass = RequestHandlerClass
    this.place = register(this)
    this.control = this.place.original?.control ?? new Control()
  }

  /** Takes the request that is there. Throws SocketError when it is gone again. */
  abstract get_request(): [request: Request, client_address: ServerAddress]
  /** Blocks at most so many seconds, null for ever; whether a request is there. */
  protected abstract wait(seconds: number | null): boolean
  protected abstract waitAsync(seconds: number | null): Promise<boolean>
  /** Gives the address back to the system. */
  abstract server_close(): void

  /** Handles requests until `shutdown`, which another thread has to call; looks for it every `poll_interval` seconds. */
  serve_forever(poll_interval = POLL_INTERVAL): void {
    this.#beginLoop()
    try {
      while (!this.control.requested) {
        const ready = this.wait(poll_interval)
        if (this.control.requested) break
        if (ready) atOnce(this.handle_request_noblock(), this)
        this.service_actions()
      }
    } finally {
      this.#endLoop()
    }
  }

  /** The same without blocking the thread, and handlers may be async; each request is awaited before the next. */
  async serve_foreverAsync(poll_interval = POLL_INTERVAL): Promise<void> {
    this.#beginLoop()
    try {
      while (!this.control.requested) {
        const ready = await this.waitAsync(poll_interval)
        if (this.control.requested) break
        if (ready) await this.handle_request_noblock()
        this.service_actions()
      }
    } finally {
      this.#endLoop()
    }
  }

  /** Ends the loop, which runs in another thread, and blocks until it has ended. */
  shutdown(): void {
    if (this.control.servingHere)
      throw new Error('shutdown() would wait for a loop of its own thread: use shutdownAsync(), or call it in another')
    this.control.request()
    if (this.control.serving) this.control.waitForEnd()
  }

  /** Ends the loop, wherever it runs; resolves when it has ended. */
  async shutdownAsync(): Promise<void> {
    this.control.request()
    while (this.control.serving) await new Promise((resolve) => setTimeout(resolve, ENDED_LOOK_MS))
  }

  /** Called after each turn of the loop. */
  service_actions(): void {}

  /** Handles one request; `handle_timeout` if none comes in time. */
  handle_request(): void {
    this.#handOver()
    if (this.wait(this.request_timeout())) atOnce(this.handle_request_noblock(), this)
    else this.handle_timeout()
    this.requests_ended()
  }

  async handle_requestAsync(): Promise<void> {
    this.#handOver()
    if (await this.waitAsync(this.request_timeout())) await this.handle_request_noblock()
    else this.handle_timeout()
    this.requests_ended()
  }

  handle_timeout(): void {}

  /** Whether to go on with the request. */
  verify_request(_request: Request, _client_address: ServerAddress): boolean {
    return true
  }

  process_request(request: Request, client_address: ServerAddress): Awaitable<void> {
    return after(this.finish_request(request, client_address), () => this.shutdown_request(request))
  }

  /** Makes the handler and has it do its work. */
  finish_request(request: Request, client_address: ServerAddress): Awaitable<void> {
    const handler = new this.RequestHandlerClass(request, client_address, this)
    return after(handler.setup(), () =>
      lastly(
        () => handler.handle(),
        () => handler.finish(),
      ),
    )
  }

  shutdown_request(request: Request): void {
    this.close_request(request)
  }

  close_request(_request: Request): void {}

  /** What a handler threw; the server goes on. Prints it. */
  handle_error(_request: Request, client_address: ServerAddress, error: unknown): void {
    const from = typeof client_address === 'string' ? client_address : client_address.slice(0, 2).join(':')
    const what = error instanceof Error ? (error.stack ?? String(error)) : String(error)
    console.error(`${RULE}\nException occurred during processing of request from ${from}\n${what}\n${RULE}`)
  }

  /** For `using`. */
  [Symbol.dispose](): void {
    this.server_close()
  }

  /** Once a request is there: takes it and has it processed. */
  protected handle_request_noblock(): Awaitable<void> {
    let taken: [Request, ServerAddress]
    try {
      taken = this.get_request()
    } catch (error) {
      if (error instanceof SocketError) return
      throw error
    }
    const [request, client_address] = taken
    const failed = (error: unknown) => {
      this.handle_error(request, client_address, error)
      this.shutdown_request(request)
    }
    return rescued(() => {
      if (this.verify_request(request, client_address)) return this.process_request(request, client_address)
      this.shutdown_request(request)
    }, failed)
  }

  /** What `handle_request` waits at most. */
  protected request_timeout(): number | null {
    return this.timeout
  }

  /** No request follows for the time being. */
  protected requests_ended(): void {}

  #beginLoop(): void {
    this.#handOver()
    this.control.begin()
  }

  #endLoop(): void {
    this.control.end()
    this.requests_ended()
  }

  #handOver(): void {
    if (this.place.standsIn) throw new HandedOver('this thread handles connections of the server')
  }
}

const ENDED_LOOK_MS = 5

/** A thread that blocks cannot await. */
function atOnce(result: Awaitable<void>, server: object): void {
  if (!(result instanceof Promise)) return
  // It goes on, but nobody waits for it.
  result.catch(() => {})
  throw new Error(
    `a handler of ${server.constructor.name} is async: a blocking serve_forever() or handle_request() cannot await it. ` +
      'Use serve_foreverAsync() or handle_requestAsync(), or a Threading server.',
  )
}
