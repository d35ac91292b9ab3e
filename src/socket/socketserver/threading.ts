/** Servers that handle each request in a thread of its own. */
import { fileURLToPath } from 'node:url'
import { SOCK_DGRAM } from '../constants.ts'
import type { Socket } from '../socket.ts'
import type { ServerAddress } from './address.ts'
import { type Awaitable, lastly, rescued } from './awaitable.ts'
import type { DatagramRequest, HandlerClass } from './handlers.ts'
import {
  type GivenRequest,
  type SocketServer,
  TCPServer,
  UDPServer,
  UnixDatagramServer,
  UnixStreamServer,
} from './servers.ts'
import { Pool } from './threads/pool.ts'

/** What a threading server has besides. */
export interface Threading<Request> {
  /** Handles a request from beginning to end; called in the request's own thread. */
  process_request_thread(request: Request, client_address: ServerAddress): Awaitable<void>
}

export type ThreadingSettings = {
  /** Whether the program ends without waiting for requests that are being handled. */
  daemon_threads: boolean
  /** Whether `server_close` waits for them. */
  block_on_close: boolean
  /**
   * Requests handled at once; further clients wait in the kernel's queue. Python has no such limit, as its threads cost
   * less: one of Node has a JavaScript heap of its own.
   */
  max_threads: number
  /** The file that holds the handler class, a path or `file:` URL, where that is not the program's own. */
  handler_file: string | URL | null
}

/** A SocketServer of which nothing is left abstract. */
interface Server<Request> extends SocketServer<Request> {
  get_request(): [request: Request, client_address: ServerAddress]
  give(request: Request): GivenRequest
  take(given: GivenRequest): Request
}

type ServerClass<Request> = (new (
  server_address: ServerAddress,
  RequestHandlerClass: HandlerClass<Request>,
  bind_and_activate?: boolean,
) => Server<Request>) &
  Pick<typeof SocketServer<Request>, keyof typeof SocketServer<Request>>

type ThreadingClass<Request> = (new (
  server_address: ServerAddress,
  RequestHandlerClass: HandlerClass<Request>,
  bind_and_activate?: boolean,
) => Server<Request> & Threading<Request>) &
  Omit<ServerClass<Request>, 'prototype'> &
  ThreadingSettings

/** Each takes 70 MiB of the data segment, of which a lab's program has 1 GiB (setrlimit(2)), most of it Node's own. */
const MAX_THREADS = 4

/**
 * `ThreadingMixIn(TCPServer)` is a TCPServer that hands each connection to a worker thread. There the program's file is
 * loaded once more, up to `serve_forever`, because that is where the handler class is: what stands before it in the
 * file runs in every thread, without output and without binding. Threads share no variables.
 */
export function ThreadingMixIn<Request>(Base: ServerClass<Request>): ThreadingClass<Request> {
  return class extends Base implements Threading<Request> {
    static daemon_threads = false
    static block_on_close = true
    static max_threads = MAX_THREADS
    static handler_file: string | URL | null = null

    #threads: Pool | null = null
    readonly [THREADING] = true

    override process_request(request: Request, client_address: ServerAddress): void {
      this.#threads ??= this.#begin()
      this.#threads.hand({ request: this.give(request), client_address })
    }

    process_request_thread(request: Request, client_address: ServerAddress): Awaitable<void> {
      const work = () =>
        rescued(
          () => this.finish_request(request, client_address),
          (error) => this.handle_error(request, client_address, error),
        )
      return lastly(work, () => this.shutdown_request(request))
    }

    override server_close(): void {
      super.server_close()
      const { daemon_threads, block_on_close } = this.#settings
      if (block_on_close && !daemon_threads) this.#threads?.join()
    }

    protected override wait(seconds: number | null): boolean {
      return (this.#threads?.room(seconds) ?? true) && super.wait(seconds)
    }

    protected override async waitAsync(seconds: number | null): Promise<boolean> {
      return ((await this.#threads?.roomAsync(seconds)) ?? true) && (await super.waitAsync(seconds))
    }

    protected override requests_ended(): void {
      this.#threads?.retire()
    }

    get #settings(): ThreadingSettings {
      return this.constructor as unknown as ThreadingSettings
    }

    #begin(): Pool {
      const { max_threads, daemon_threads, handler_file } = this.#settings
      const file = handler_file === null ? process.argv[1] : pathOf(handler_file)
      if (file === undefined) throw new Error('a threading server has to know its program: set handler_file')
      return new Pool({
        max_threads,
        daemon_threads,
        socket: this.settings.socket_type === SOCK_DGRAM ? this.fileno() : null,
        start: {
          file,
          handler: this.RequestHandlerClass.name,
          server: {
            index: this.place.index,
            address: this.server_address,
            control: this.control.memory,
          },
        },
      })
    }
  }
}

const THREADING = Symbol('threading')

/** @internal */
export function isThreading(server: unknown): server is Threading<unknown> {
  return typeof server === 'object' && server !== null && THREADING in server
}

function pathOf(file: string | URL): string {
  return file instanceof URL || file.startsWith('file:') ? fileURLToPath(file) : file
}

/** A TCPServer with a thread for each connection. */
export class ThreadingTCPServer extends ThreadingMixIn<Socket>(TCPServer) {}

/** A UDPServer with a thread for each datagram. */
export class ThreadingUDPServer extends ThreadingMixIn<DatagramRequest>(UDPServer) {}

export class ThreadingUnixStreamServer extends ThreadingMixIn<Socket>(UnixStreamServer) {}

export class ThreadingUnixDatagramServer extends ThreadingMixIn<DatagramRequest>(UnixDatagramServer) {}
