/** What is done with one request: a connection, or a datagram. */
import { IPPROTO_TCP, TCP_NODELAY } from '../constants.ts'
import { SocketError } from '../errors.ts'
import type { ByteFile } from '../file/open.ts'
import type { Socket } from '../socket.ts'
import type { ServerAddress } from './address.ts'
import type { Awaitable } from './awaitable.ts'
import type { BaseServer } from './base-server.ts'
import { DatagramFile } from './datagram-file.ts'

/** A connected socket, or a datagram with the socket that answers it. */
export type DatagramRequest = [data: Buffer, socket: Socket<ServerAddress>]

export type HandlerClass<Request> = new (
  request: Request,
  client_address: ServerAddress,
  server: BaseServer<Request>,
) => BaseRequestHandler<Request>

/**
 * One instance for each request; the server calls `setup`, `handle` and, whatever happened, `finish`. Any of them may
 * be async where the server's loop is (`serve_foreverAsync`) or runs handlers in threads.
 *
 * Unlike Python's, the constructor does not call them: a subclass's own fields exist only after it.
 */
export class BaseRequestHandler<Request = Socket> {
  readonly request: Request
  readonly client_address: ServerAddress
  readonly server: BaseServer<Request>

  constructor(request: Request, client_address: ServerAddress, server: BaseServer<Request>) {
    this.request = request
    this.client_address = client_address
    this.server = server
  }

  setup(): Awaitable<void> {}

  handle(): Awaitable<void> {}

  finish(): Awaitable<void> {}
}

/** For streams: `rfile` reads and `wfile` writes the connection as files do. */
export class StreamRequestHandler extends BaseRequestHandler<Socket> {
  /** Bytes that `wfile` gathers before it sends; 0 sends each write at once, -1 takes the usual number. */
  wbufsize = 0
  /** Seconds each call on the connection may wait; null for ever. */
  timeout: number | null = null
  /** Sets TCP_NODELAY. */
  disable_nagle_algorithm = false
  connection!: Socket
  rfile!: ByteFile
  wfile!: ByteFile

  override setup(): Awaitable<void> {
    this.connection = this.request
    if (this.timeout !== null) this.connection.settimeout(this.timeout)
    if (this.disable_nagle_algorithm) this.connection.setsockopt(IPPROTO_TCP, TCP_NODELAY, true)
    this.rfile = this.connection.makefile('rb')
    this.wfile = this.connection.makefile('wb', this.wbufsize < 0 ? {} : { buffering: this.wbufsize })
  }

  override finish(): Awaitable<void> {
    try {
      this.wfile.close()
    } catch (error) {
      // The client may have gone; what it did not read is lost.
      if (!(error instanceof SocketError)) throw error
    }
    this.rfile.close()
  }
}

/** For datagrams: `rfile` reads the datagram; what was written to `wfile` goes back as one datagram. */
export class DatagramRequestHandler extends BaseRequestHandler<DatagramRequest> {
  packet!: Buffer
  socket!: Socket<ServerAddress>
  rfile!: DatagramFile
  wfile!: DatagramFile

  override setup(): Awaitable<void> {
    const [packet, socket] = this.request
    this.packet = packet
    this.socket = socket
    this.rfile = new DatagramFile(packet)
    this.wfile = new DatagramFile()
  }

  override finish(): Awaitable<void> {
    this.socket.sendto(this.wfile.getvalue(), this.client_address)
  }
}
