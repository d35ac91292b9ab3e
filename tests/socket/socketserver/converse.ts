/** Runs a server program, sends it requests one after the other, and keeps what it said and answered. */
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

/** A server under test that says nothing for so long is stuck, ms. */
const STUCK_MS = 40_000
/** Datagrams have no end to wait for, ms. */
const NO_REPLY_MS = 300

export type Conversation = {
  replies: string[]
  /** Methods called in the server's thread, in order. */
  main: string[]
  /** For each request that had a thread of its own, the methods called there; sorted, as threads overlap. */
  own: string[]
  other: string[]
  code: number | null
}

/** The program prints `at PORT` or `at PATH` once it listens. */
export async function converse(
  command: string[],
  transport: 'tcp' | 'udp' | 'unix',
  requests: string[],
): Promise<Conversation> {
  const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
  const late = setTimeout(() => child.kill('SIGKILL'), STUCK_MS)
  const exited = once(child, 'close') as Promise<[number | null]>
  const talk: Conversation = { replies: [], main: [], own: [], other: [], code: null }
  const threads = new Map<string, string[]>()
  const lines = createInterface({ input: child.stdout })
  const address = new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const [who = '', ...what] = line.split(' ')
      if (who === 'at') resolve(what.join(' '))
      else if (who === 'main') talk.main.push(what.join(' '))
      else if (who.startsWith('own-')) threads.set(who, [...(threads.get(who) ?? []), what.join(' ')])
      else talk.other.push(line)
    })
    void exited.then(() => reject(new Error('the server ended at once')))
  })
  address.catch(() => {})
  try {
    for (const request of requests) {
      const at = await address
      talk.replies.push(await (transport === 'udp' ? datagram(Number(at), request) : stream(at, request)))
    }
    ;[talk.code] = await exited
    talk.own = [...threads.values()].flatMap(eachRequest).sort()
  } finally {
    clearTimeout(late)
    child.kill('SIGKILL')
  }
  return talk
}

/** A thread may have handled one request after the other. */
function eachRequest(methods: string[]): string[] {
  return methods.join(' ').split(/ (?=process_request_thread)/)
}

async function stream(at: string, request: string): Promise<string> {
  const socket = connect(/^\d+$/.test(at) ? { port: Number(at), host: '127.0.0.1' } : { path: at })
  socket.on('error', () => {})
  socket.write(request)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  // A server that closes without reading resets.
  await new Promise((closed) => socket.once('close', closed))
  return Buffer.concat(chunks).toString()
}

async function datagram(port: number, request: string): Promise<string> {
  const socket = createSocket('udp4')
  const expected = AbortSignal.timeout(request === 'boom' || request === 'refused' ? NO_REPLY_MS : STUCK_MS)
  try {
    socket.send(request, port, '127.0.0.1')
    const [reply] = (await once(socket, 'message', { signal: expected })) as [Buffer]
    return reply.toString()
  } catch (error) {
    if ((error as Error).name === 'AbortError') return ''
    throw error
  } finally {
    socket.close()
  }
}
