/** The WebSocket server at /ws/lab, and the door to others: lets our own pages in, and nobody else. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { ServerMessage } from '../../protocol/messages.ts'
import { hostIsOurs, originIsHost } from '../http/host.ts'
import { OWNER, type Person } from '../person.ts'
import { problemOf } from '../session/problem.ts'
import type { Sessions } from '../session/sessions.ts'
import { Connection } from './connection.ts'
import { BRIDGE_LIMITS, type BridgeLimits, CLOSE } from './limits.ts'
import { isVisit, type Visiting } from './visiting.ts'

export const BRIDGE_PATH = '/ws/lab'

export type BridgeOptions = {
  /** Host names under which we are addressed. */
  names: ReadonlySet<string>
  sessions: Sessions
  /** Whose a connection is; null refuses it. Default: that of this machine's one person. */
  identify?: (request: IncomingMessage) => Promise<Person | null>
  /** Of a request for somebody else's labs (`isVisit`): which, and as what; null refuses it. Default: nobody's. */
  visiting?: ((request: IncomingMessage, person: Person) => Promise<Visiting | null>) | undefined
  /** Whether a page of ours asks. Default: Origin and Host are the same. */
  isOurPage?: (request: IncomingMessage) => boolean
  limits?: Partial<BridgeLimits>
  /** Other paths behind the same door. They are closed with the bridge. */
  others?: SocketPath[]
}

/** A path whose WebSockets somebody else serves. */
export type SocketPath = {
  path: string
  /** As many as there may be, of all or of this person. */
  full(person: Person): boolean
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, person: Person): void
  /** Ends those of a person who has signed out. */
  signOut?(person: string): void
  /** Tells everybody that this process ends within so many ms. */
  leave?(withinMs: number): void
  close(): void
}

export type Bridge = {
  readonly connections: number
  /** Ends the connections of a person who has signed out, or may not come in any more. */
  signOut(person: string): void
  /** Tells everybody that this process ends within so many ms, and lets nobody else in. */
  leave(withinMs: number): void
  close(): void
}

/**
 * Answers every upgrade of the server: 403 for foreign pages, 404 for other paths, 401 for who is not signed in, 503 when
 * there are too many or this
 * process is about to end.
 */
export function attachBridge(server: Server, options: BridgeOptions): Bridge {
  const { names, sessions, identify = async () => OWNER, isOurPage = originIsHost, others = [] } = options
  const { visiting = async () => null } = options
  const limits = { ...BRIDGE_LIMITS, ...options.limits }
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.payloadBytes, clientTracking: false })
  const connections = new Set<Connection>()
  let leaving = false

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {})
    const path = request.url?.split('?')[0]
    const other = others.find((one) => one.path === path)
    if (!hostIsOurs(request, names)) return refuse(socket, 403, 'Forbidden', 'HOST_FOREIGN')
    if (!isOurPage(request)) return refuse(socket, 403, 'Forbidden', 'ORIGIN_FOREIGN')
    if (!other && path !== BRIDGE_PATH) return refuse(socket, 404, 'Not Found', 'PATH_UNKNOWN')
    identify(request)
      .then((person) => {
        if (socket.destroyed) return
        if (person === null) return refuse(socket, 401, 'Unauthorized', 'NOT_SIGNED_IN')
        if (leaving) return refuse(socket, 503, 'Service Unavailable', 'CLOSING')
        if (other ? other.full(person) : isFull(person)) return refuse(socket, 503, 'Service Unavailable', 'TOO_MANY')
        if (other) return other.accept(request, socket, head, person)
        if (!isVisit(request)) return accept(request, socket, head, person)
        return visiting(request, person).then((visit) => {
          if (socket.destroyed) return
          if (visit === null) refuse(socket, 403, 'Forbidden', 'NOT_ALLOWED')
          else accept(request, socket, head, person, visit)
        })
      })
      .catch((error: unknown) => refuse(socket, 500, 'Internal Server Error', problemOf(error).code))
  })

  function isFull({ id }: Person): boolean {
    if (connections.size >= limits.connections) return true
    return [...connections].filter(({ person }) => person.id === id).length >= limits.connectionsOfPerson
  }

  function accept(request: IncomingMessage, socket: Duplex, head: Buffer, person: Person, visit?: Visiting): void {
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const connection = new Connection(ws, sessions, person, limits, visit)
      connections.add(connection)
      ws.on('close', () => connections.delete(connection))
    })
  }

  const pinging = setInterval(() => {
    for (const connection of connections) connection.ping()
  }, limits.pingEveryMs)
  pinging.unref()

  return {
    get connections() {
      return connections.size
    },
    signOut(id) {
      for (const connection of connections)
        if (connection.person.id === id) connection.close(CLOSE.signedOut, 'NOT_SIGNED_IN')
      for (const other of others) other.signOut?.(id)
    },
    leave(withinMs) {
      leaving = true
      const text = JSON.stringify({ type: 'leaving', withinMs } satisfies ServerMessage)
      for (const connection of connections) connection.send(text)
      for (const other of others) other.leave?.(withinMs)
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
