/** The WebSockets at /ws/editor: one a page, each with the language server behind it. */
import type { IncomingMessage } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { EDITOR_ERROR, EDITOR_PATH, parseEditorMessage } from '../../protocol/editor.ts'
import type { SocketPath } from '../bridge/bridge.ts'
import { Bucket } from '../bridge/bucket.ts'
import { CLOSE } from '../bridge/limits.ts'
import type { Person } from '../person.ts'
import type { LanguageServer } from './language-server.ts'
import { LANGUAGE_LIMITS } from './limits.ts'

/** Pages at once: of all, and of one person. */
export type EditorPages = Pick<typeof LANGUAGE_LIMITS, 'connections' | 'connectionsOfPerson'>

/** For attachBridge, which lets in whom our own pages send. `pages`: default, those of one's own machine. */
export function editorPath(languageServer: LanguageServer, pages: Partial<EditorPages> = {}): SocketPath {
  const { connections, connectionsOfPerson } = { ...LANGUAGE_LIMITS, ...pages }
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LANGUAGE_LIMITS.payloadBytes,
    clientTracking: true,
  })
  const alive = new WeakSet<WebSocket>()
  const people = new WeakMap<WebSocket, string>()
  const of = (person: string) => [...sockets.clients].filter((ws) => people.get(ws) === person)
  sockets.on('connection', (ws: WebSocket, _request: IncomingMessage, person: Person) => {
    alive.add(ws)
    people.set(ws, person.id)
    ws.on('pong', () => alive.add(ws))
    connect(ws, languageServer)
  })
  const pinging = setInterval(() => {
    for (const ws of sockets.clients) {
      if (alive.delete(ws)) ws.ping()
      else ws.terminate()
    }
  }, LANGUAGE_LIMITS.pingEveryMs)
  pinging.unref()
  return {
    path: EDITOR_PATH,
    full: ({ id }) => sockets.clients.size >= connections || of(id).length >= connectionsOfPerson,
    accept: (request, socket, head, person) =>
      sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request, person)),
    signOut(person) {
      for (const ws of of(person)) {
        ws.close(CLOSE.signedOut, 'NOT_SIGNED_IN')
        // One that does not answer the handshake must not go on asking.
        setTimeout(() => ws.terminate(), LANGUAGE_LIMITS.closeWithinMs).unref()
      }
    },
    close: () => {
      clearInterval(pinging)
      for (const ws of sockets.clients) ws.close(CLOSE.goingAway, 'CLOSING')
      sockets.close()
    },
  }
}

function connect(ws: WebSocket, languageServer: LanguageServer): void {
  const bucket = new Bucket(LANGUAGE_LIMITS.messagesPerSecond, LANGUAGE_LIMITS.messagesAtOnce, performance.now())
  let refusals = 0
  const send = (body: object) => {
    if (ws.readyState !== ws.OPEN) return
    if (ws.bufferedAmount > LANGUAGE_LIMITS.unreadBytes) ws.close(CLOSE.tooSlow, 'TOO_SLOW')
    else ws.send(JSON.stringify(body))
  }
  const attached = languageServer.attach(send)
  const refuse = (id: number | string | null, code: number, message: string) => {
    send({ jsonrpc: '2.0', id, error: { code, message } })
    refusals += 1
    if (refusals > LANGUAGE_LIMITS.refusals) ws.close(CLOSE.refused, 'TOO_MANY')
  }
  ws.on('message', (data, isBinary) => {
    if (ws.readyState !== ws.OPEN) return
    if (!bucket.take(performance.now())) return ws.close(CLOSE.tooMany, 'TOO_MANY')
    if (isBinary) return refuse(null, EDITOR_ERROR.parameters, 'messages are JSON text, not binary')
    const parsed = parseEditorMessage(data.toString())
    if (!parsed.ok) return refuse(parsed.id, parsed.code, parsed.message)
    refusals = 0
    attached.receive(parsed.message)
  })
  ws.on('error', () => {}) // 'close' follows
  ws.on('close', () => attached.close())
}
