/** A class as `serve` gives it, with a grader that waits until it is let go; and pages that speak to it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import type { ClassroomServing } from '../../../src/sidecar/classroom/home.ts'
import type { Grader } from '../../../src/sidecar/grader/types.ts'
import { type Serving, serve } from '../../../src/sidecar/serve.ts'
import { saying } from '../submissions/parts.ts'

export const PASSPHRASE = 'MARKED-SECRET blue horses over Weimar'

export type Gated = {
  serving: Serving
  url: string
  lines: string[]
  /** Gradings that have begun. */
  begun: string[]
  letGo(): void
}

/** `fault`: what the grader throws with, given the submission's files. */
export async function serveGated(
  folder: string,
  more: Partial<ClassroomServing> = {},
  signals = false,
): Promise<Gated> {
  mkdirSync(join(folder, 'site/en'), { recursive: true })
  writeFileSync(join(folder, 'site/en/index.html'), 'the course')
  const gate = Promise.withResolvers<void>()
  const begun: string[] = []
  const inner = saying()
  const grader: Grader = {
    async grade(request, signal) {
      begun.push(request.exercise)
      if (signals) process.stdout.write(`grading ${request.exercise}\n`)
      const aborted = new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error))
      })
      await Promise.race([gate.promise, aborted])
      if (Object.values(request.files).join('').includes('throws'))
        throw new Error(`could not compile ${JSON.stringify(request.files)}`)
      return inner.grade(request, signal)
    },
    close: async () => {},
  }
  const lines: string[] = []
  const serving = await serve({
    port: 0,
    site: join(folder, 'site'),
    signals,
    log: (line) => lines.push(line),
    openGrader: async () => grader,
    classroom: { where: join(folder, 'class'), slots: 2, ...more },
  })
  return { serving, url: serving.url.replace(/\/$/, ''), lines, begun, letGo: () => gate.resolve() }
}

export const post = (url: string, path: string, body: object, cookie = '') =>
  fetch(url + path, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  })

/** The first instructor's cookie. */
export async function begin({ url, lines }: Gated): Promise<string> {
  const token = /\/class\/start#(\S+)/.exec(lines.join('\n'))![1]
  const started = await post(url, '/api/class/start', { token, name: 'Grace', passphrase: PASSPHRASE })
  return started.headers.get('set-cookie')!.split(';')[0]!
}

export type Socket = {
  ws: WebSocket
  heard: Record<string, unknown>[]
  closed: Promise<number>
  say(message: object): void
}

/** Rejects with the status when it is refused. */
export function socket(url: string, path: string, cookie: string): Promise<Socket> {
  const ws = new WebSocket(url.replace('http', 'ws') + path, { headers: { origin: url, cookie } })
  const heard: Record<string, unknown>[] = []
  const closed = new Promise<number>((resolve) => ws.on('close', resolve))
  ws.on('message', (data) => heard.push(JSON.parse(String(data)) as Record<string, unknown>))
  ws.on('error', () => {})
  return new Promise((resolve, reject) => {
    ws.on('open', () => resolve({ ws, heard, closed, say: (message) => ws.send(JSON.stringify(message)) }))
    ws.on('unexpected-response', (_, { statusCode }) => reject(new Error(`${statusCode}`)))
  })
}
