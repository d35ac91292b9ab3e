/** The WebSocket server at /ws/lab, and the door to others: lets our own pages in, and nobody else. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { hostIsOurs, originIsHost } from '../http/host.ts'
import type { Sessions } from '../session/sessions.ts'
import { Connection } from './connection.ts'
import { BRIDGE_LIMITS, type BridgeLimits, CLOSE } from './limits.ts'

export const BRIDGE_PATH = '/ws/lab'

export type BridgeOptions = {
  /** Host names under which we are addressed. */
  names: ReadonlySet<string>
  sessions: Sessions
  limits?: Partial<BridgeLimits>
  /** Other paths behind the same door. They are closed with the bridge. */
  others?: SocketPath[]
}

/** A path whose WebSockets somebody else serves. */
export type SocketPath = {
  path: string
  /** As many as there may be. */
  full(): boolean
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

export type Bridge = { readonly connections: number; close(): void }

/** Answers every upgrade of the server: 403 for foreign pages, 404 for other paths, 503 when there are too many. */
export function attachBridge(server: Server, { names, sessions, limits: given, others = [] }: BridgeOptions): Bridge {
  const limits = { ...BRIDGE_LIMITS, ...given }
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.payloadBytes, clientTracking: false })
  const connections = new Set<Connection>()

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {})
    const path = request.url?.split('?')[0]
    if (!hostIsOurs(request, names)) return refuse(socket, 403, 'Forbidden', 'HOST_FOREIGN')
    if (!originIsHost(request)) return refuse(socket, 403, 'Forbidden', 'ORIGIN_FOREIGN')
    const other = others.find((one) => one.path === path)
    if (other?.full()) return refuse(socket, 503, 'Service Unavailable', 'TOO_MANY')
    if (other) return other.accept(request, socket, head)
    if (path !== BRIDGE_PATH) return refuse(socket, 404, 'Not Found', 'PATH_UNKNOWN')
    if (connections.size >= limits.connections) return refuse(socket, 503, 'Service Unavailable', 'TOO_MANY')
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const connection = new Connection(ws, sessions, limits)
      connections.add(connection)
      ws.on('close', () => connections.delete(connection))
    })
  })

  const pinging = setInterval(() => {
    for (const connection of connections) connection.ping()
  }, limits.pingEveryMs)
  pinging.unref()

  return {
    get connections() {
      return connections.size
    },
    close() {
      clearInterval(pinging)
      for (const connection of connections) connection.close(CLOSE.goingAway, 'CLOSING')
      for (const other of others) other.close()
      sockets.close()
    },
  }
}

function refuse(socket: Duplex, status: number, text: string, code: string): void {
  const body = `${code}\n`
  socket.end(
    `HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
}
