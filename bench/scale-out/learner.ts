/** A learner over the protocol: hands in again and again, over whichever server is there, until each has its verdict. */
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { ClientMessage, ServerMessage } from '../../src/protocol/messages.ts'
import { newId } from '../../src/sidecar/database/id.ts'

export type Handing = {
  token: string
  /** URLs of servers that are there; read anew at each connection. */
  servers: readonly string[]
  lesson: string
  exercise: string
  /** Null: as the course gives it. */
  text: { file: string; text: string } | null
  submissions: number
  /** Called with each submission that has its verdict. */
  graded: (id: string, verdict: string) => void
}

/** Between two tries, ms. */
const AGAIN_MS = 500

export async function handIn(handing: Handing): Promise<string[]> {
  const ids = Array.from({ length: handing.submissions }, newId)
  const waiting = [...ids]
  for (let n = 0; waiting.length > 0; n++) {
    const server = handing.servers[n % handing.servers.length]
    if (server) await connected(handing, server, waiting).catch(() => {})
    if (waiting.length > 0) await pause(AGAIN_MS)
  }
  return ids
}

/** One connection, for as long as it holds and something waits. */
async function connected({ token, lesson, exercise, text, graded }: Handing, server: string, waiting: string[]) {
  const origin = server.replace(/\/$/, '')
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/ws/lab`, {
    origin,
    headers: { Cookie: `wirebook=${token}` },
  })
  const ended = Promise.withResolvers<void>()
  socket.on('error', () => {}).on('close', () => ended.resolve())
  const send = (message: ClientMessage) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message))
  const next = () => {
    if (waiting[0] === undefined) socket.close()
    else send({ type: 'grade', exercise, id: waiting[0] })
  }
  const done = (id: string | undefined, verdict: string) => {
    if (id === undefined || id !== waiting[0]) return
    waiting.shift()
    graded(id, verdict)
    next()
  }
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as ServerMessage
    if (message.type === 'opened') {
      const known = message.texts.some(({ target }) => target.id === exercise)
      if (text && !known)
        send({ type: 'edit', target: { kind: 'exercise', id: exercise, file: text.file }, text: text.text, base: 0 })
      next()
    }
    if (message.type === 'event' && message.event.type === 'graded')
      done(message.event.attempt.id, message.event.attempt.verdict)
    // Too often, or still under way from before: a moment later.
    if (message.type === 'refused' && message.of === 'grade') setTimeout(next, AGAIN_MS)
  })
  await Promise.race([once(socket, 'open'), ended.promise])
  send({ type: 'open', lesson, locale: 'en' })
  await ended.promise
}
