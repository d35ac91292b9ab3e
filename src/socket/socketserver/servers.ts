/** Servers on sockets. */
import {
  AF_INET,
  AF_UNIX,
  MSG_DONTWAIT,
  SHUT_WR,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
} from '../constants.ts'
import { socket } from '../create.ts'
import { SocketError } from '../errors.ts'
import { Socket } from '../socket.ts'
import type { ServerAddress } from './address.ts'
import { BaseServer } from './base-server.ts'
import type { DatagramRequest, HandlerClass } from './handlers.ts'
import { readable, readableAsync } from './readable.ts'

/** Settings that are needed before a subclass's own fields exist. */
const WHEN_BINDING = ['address_family', 'socket_type', 'request_queue_size', 'allow_reuse_address', 'allow_reuse_port']

/**
 * What TCP and UDP servers have in common: a socket that is bound by the constructor.
 *
 * Python's class attributes are static here: a subclass sets `static override allow_reuse_address = true`, or a program
 * says `TCPServer.allow_reuse_address = true`, before the server is constructed.
 */
export abstract class SocketServer<Request> extends BaseServer<Request> {
  static address_family = AF_INET
  static socket_type = SOCK_STREAM
  /** Backlog of `listen`. */
  static request_queue_size = 5
  /** Sets SO_REUSEADDR, so that connections in TIME_WAIT do not keep the port from being bound again. */
  static allow_reuse_address = false
  static allow_reuse_port = false

  readonly socket: Socket<ServerAddress>

  /** Without `bind_and_activate`, call `server_bind` and `server_activate` yourself. Throws SocketError. */
  constructor(server_address: ServerAddress, RequestHandlerClass: HandlerClass<Request>, bind_and_activate = true) {
    super(server_address, RequestHandlerClass)
    const { address_family, socket_type } = this.settings
    const { standsIn, original } = this.place
    this.socket = original?.socket ?? socket(address_family, socket_type)
    if (original !== null) this.server_address = original.server_address
    if (standsIn || !bind_and_activate) return
    try {
      this.server_bind()
      this.server_activate()
    } catch (error) {
      this.server_close()
      throw error
    }
  }

  protected get settings(): typeof SocketServer<Request> {
    return this.constructor as typeof SocketServer<Request>
  }

  server_bind(): void {
    if (this.place.standsIn) return
    if (this.settings.allow_reuse_address) this.socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    if (this.settings.allow_reuse_port) this.socket.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1)
    this.socket.bind(this.server_address)
    this.server_address = this.socket.getsockname()
  }

  server_activate(): void {}

  override server_close(): void {
    if (!this.place.standsIn) this.socket[Symbol.dispose]()
  }

  fileno(): number {
    return this.socket.fileno()
  }

  override serve_forever(poll_interval?: number): void {
    this.#checkSettings()
    super.serve_forever(poll_interval)
  }

  override async serve_foreverAsync(poll_interval?: number): Promise<void> {
    this.#checkSettings()
    await super.serve_foreverAsync(poll_interval)
  }

  protected override wait(seconds: number | null): boolean {
    return readable(this.fileno(), seconds)
  }

  protected override waitAsync(seconds: number | null): Promise<boolean> {
    return readableAsync(this.fileno(), seconds)
  }

  protected override request_timeout(): number | null {
    const own = this.socket.gettimeout()
    if (own === null || this.timeout === null) return own ?? this.timeout
    return Math.min(own, this.timeout)
  }

  /** @internal What another thread needs in order to go on with the request, as it can be posted. */
  abstract give(request: Request): GivenRequest
  /** @internal The request again, in that thread. */
  abstract take(given: GivenRequest): Request

  /** A field `allow_reuse_address = true`, as Python would have it, comes after the constructor has bound. */
  #checkSettings(): void {
    const late = WHEN_BINDING.find((name) => Object.hasOwn(this, name))
    if (late !== undefined)
      throw new Error(`${late} is read while the server is constructed: write "static override ${late} = …"`)
  }
}

export type GivenRequest = { descriptor: number } | { data: Uint8Array }

/** A listening stream socket; a request is a connection. */
export class TCPServer extends SocketServer<Socket> {
  override server_activate(): void {
    if (!this.place.standsIn) this.socket.listen(this.settings.request_queue_size)
  }

  override get_request(): [request: Socket, client_address: ServerAddress] {
    return this.socket.accept() as [Socket, ServerAddress]
  }

  /** Says that nothing more will be sent, then closes. */
  override shutdown_request(request: Socket): void {
    try {
      request.shutdown(SHUT_WR)
    } catch (error) {
      // The client may have gone.
      if (!(error instanceof SocketError)) throw error
    }
    this.close_request(request)
  }

  override close_request(request: Socket): void {
    request[Symbol.dispose]()
  }

  override give(request: Socket): GivenRequest {
    return { descriptor: request.detach() }
  }

  override take(given: GivenRequest): Socket {
    if (!('descriptor' in given)) throw new Error('not a connection')
    return Socket.fromFd(given.descriptor)
  }
}

/** A datagram socket; a request is one datagram, with the socket to answer on. */
export class UDPServer extends SocketServer<DatagramRequest> {
  static override socket_type = SOCK_DGRAM
  /** Longer datagrams are cut. */
  static max_packet_size = 8192

  override get_request(): [request: DatagramRequest, client_address: ServerAddress] {
    const { max_packet_size } = this.constructor as typeof UDPServer
    // A datagram with a wrong checksum counts as there until one looks.
    const [data, client_address] = this.socket.recvfrom(max_packet_size, MSG_DONTWAIT)
    return [[data, this.socket], client_address]
  }

  override give([data]: DatagramRequest): GivenRequest {
    return { data }
  }

  override take(given: GivenRequest): DatagramRequest {
    if (!('data' in given)) throw new Error('not a datagram')
    const { buffer, byteOffset, byteLength } = given.data
    return [Buffer.from(buffer, byteOffset, byteLength), this.socket]
  }
}

/** A TCPServer on a path, or an abstract name that begins with NUL (unix(7)). */
export class UnixStreamServer extends TCPServer {
  static override address_family = AF_UNIX
}

export class UnixDatagramServer extends UDPServer {
  static override address_family = AF_UNIX
}
