/** Plays handlers and clients beside the submission: classes and connections cannot cross the grader's channel. */
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

type Submission = typeof import('./starter/mini-socketserver.ts')
type Conn = import('./starter/mini-socketserver.ts').Conn
type Options = { concurrent?: boolean; maxConnections?: number }
type Reply = { text: string; end: 'fin' | 'reset' | 'open' | 'refused' }

const HOST = '127.0.0.1'
/** What is to happen soon has so long, ms; after something that did not, the rest has less: it will not come either. */
const SOON_MS = 1_000
const WARY_MS = 60
/** What must not happen is watched for so long, ms. */
const WATCH_MS = 120

let patienceMs = SOON_MS

/** Resolves with true once it holds, with false when it did not in time. */
async function until(holds: () => boolean): Promise<boolean> {
  const began = performance.now()
  while (!holds() && performance.now() < began + patienceMs) await sleep(3)
  if (!holds()) patienceMs = WARY_MS
  return holds()
}

/** One client: what came, and how it ended. */
class Client {
  readonly socket: Socket
  text = ''
  end: Reply['end'] = 'open'
  connected = false

  constructor(port: number) {
    this.socket = connect({ host: HOST, port, allowHalfOpen: true })
    this.socket.setEncoding('utf8')
    this.socket.on('connect', () => {
      this.connected = true
    })
    this.socket.on('data', (data) => {
      this.text += data
    })
    this.socket.on('end', () => {
      this.end = 'fin'
    })
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      this.end = error.code === 'ECONNREFUSED' ? 'refused' : 'reset'
    })
  }

  get reply(): Reply {
    return { text: this.text, end: this.end }
  }

  /** Waits for so much text, or for the end. */
  async got(length: number): Promise<Reply> {
    await until(() => this.text.length >= length || this.end !== 'open')
    return this.reply
  }

  async over(): Promise<Reply> {
    await until(() => this.end !== 'open')
    return this.reply
  }
}

/** A server with this way of handling, clients for it, and a log that all can write. */
class Stage {
  readonly log: string[] = []
  readonly clients: Client[] = []
  readonly server: InstanceType<Submission['TcpServer']>
  readonly served: Promise<string>
  stopping = false

  constructor(
    { RequestHandler, TcpServer }: Submission,
    options: Options,
    play: (stage: Stage, handler: { request: Conn; mark: string }) => Promise<void>,
  ) {
    patienceMs = SOON_MS
    const stage = this
    let made = 0
    class Handler extends RequestHandler {
      /** Of this instance alone. */
      mark = `${++made}`
      override async setup(): Promise<void> {
        await sleep(5)
        stage.log.push(`setup ${this.mark}`)
      }
      override async handle(): Promise<void> {
        stage.log.push(`handle ${this.mark}`)
        await play(stage, this)
        stage.log.push(`handled ${this.mark}`)
      }
      override async finish(): Promise<void> {
        await sleep(5)
        stage.log.push(`finish ${this.mark}`)
      }
    }
    this.server = new TcpServer([HOST, 0], Handler, options)
    this.served = this.server.serveForever().then(
      () => 'ended',
      (error: unknown) => `threw ${error}`,
    )
    // Nobody serves any more: what is waited for will not come.
    void this.served.then(() => {
      if (!this.stopping) patienceMs = WARY_MS
    })
  }

  async client(): Promise<Client> {
    const client = new Client(this.server.address()[1])
    this.clients.push(client)
    await until(() => client.connected || client.end !== 'open')
    return client
  }

  async close(): Promise<void> {
    this.stopping = true
    for (const { socket } of this.clients) socket.destroy()
    await Promise.race([this.server.shutdown().catch(() => {}), sleep(patienceMs)])
  }
}

/** Until the client ends, each read is sent back. */
async function echo(request: Conn): Promise<void> {
  for (let data = await request.recvAsync(1024); data.length > 0; data = await request.recvAsync(1024))
    await request.sendallAsync(data)
}

/** One client: several writes, then FIN. */
export async function conversation(all: Submission, concurrent: boolean, words: string[]) {
  const stage = new Stage(all, { concurrent }, (_, { request }) => echo(request))
  const client = await stage.client()
  let length = 0
  for (const word of words) {
    client.socket.write(word)
    length += word.length
    if ((await client.got(length)).text.length < length) break
  }
  client.socket.end()
  const reply = await client.over()
  const { log } = stage
  await stage.close()
  return { reply, log }
}

/** What a handler knows of its connection. */
export async function knows(all: Submission) {
  const seen: { client: unknown; server: boolean } = { client: null, server: false }
  patienceMs = SOON_MS
  class Handler extends all.RequestHandler {
    override async handle(): Promise<void> {
      seen.client = this.client
      seen.server = this.server === server
    }
  }
  const server = new all.TcpServer([HOST, 0], Handler, { concurrent: true })
  const served = server.serveForever().catch(() => {})
  const client = new Client(server.address()[1])
  await client.over()
  const port = client.socket.localPort
  client.socket.destroy()
  await Promise.race([server.shutdown(), sleep(patienceMs)])
  await Promise.race([served, sleep(patienceMs)])
  return { ...seen, wanted: [HOST, port] }
}

/** The handler reads once, answers and returns; the client has more to say. */
export async function once(all: Submission) {
  const stage = new Stage(all, { concurrent: true }, async (_, { request }) => {
    await request.sendallAsync(Buffer.from(`got ${(await request.recvAsync(1024)).length};`))
  })
  const client = await stage.client()
  client.socket.write('one')
  await client.got(6)
  client.socket.write('two')
  await client.over()
  await stage.close()
  return { reply: client.reply, log: stage.log }
}

/** `n` clients, all there before the first has finished; each says its number, and in turn they leave. */
export async function several(all: Submission, options: Options, n: number) {
  const stage = new Stage(all, options, (_, { request }) => echo(request))
  const clients: Client[] = []
  for (let i = 0; i < n; i++) {
    const client = await stage.client()
    clients.push(client)
    client.socket.write(`${i + 1}`)
    // The first is being served before the next comes.
    if (i === 0 && (await client.got(1)).text === '') break
  }
  if (options.concurrent) await until(() => clients.every(({ text }) => text !== ''))
  else await sleep(WATCH_MS)
  const together = clients.map(({ text }) => text)
  const order: string[] = []
  for (let left = n; left > 0; left--) {
    await until(() => clients.some(({ text, end }) => text !== '' && end === 'open'))
    const served = clients.find(({ text, end }) => text !== '' && end === 'open')
    if (!served) break
    order.push(served.text)
    served.socket.end()
    await served.over()
  }
  const { log } = stage
  await stage.close()
  return { together, order, log }
}

/** Client 1 makes its handler throw, synchronously or later; client 2 goes on talking, client 3 comes after. */
export async function failing(all: Submission, concurrent: boolean) {
  const stage = new Stage(all, { concurrent }, async (_, { request }) => {
    const data = await request.recvAsync(1024)
    if (data.toString() === 'boom') throw new Error('boom')
    await request.sendallAsync(data)
    await echo(request)
  })
  const first = await stage.client()
  const second = concurrent ? await stage.client() : null
  second?.socket.write('a')
  await second?.got(1)
  first.socket.write('boom')
  const failed = await first.over()
  second?.socket.write('b')
  await second?.got(2)
  if (failed.end !== 'open') await until(() => stage.log.includes('finish 1'))
  const third = await stage.client()
  third.socket.write('c')
  await third.got(1)
  const { log } = stage
  await stage.close()
  return { failed, second: second?.text ?? null, third: third.text, log }
}

/** shutdown() comes while a handler works. */
export async function stopped(all: Submission, concurrent: boolean, workMs: number) {
  const stage = new Stage(all, { concurrent }, async (_, { request }) => {
    const data = await request.recvAsync(1024)
    await sleep(workMs)
    await request.sendallAsync(data)
  })
  const client = await stage.client()
  client.socket.write('work')
  await until(() => stage.log.some((line) => line.startsWith('handle ')))
  await sleep(20)
  let resolved = false
  stage.stopping = true
  const down = stage.server.shutdown().then(() => {
    resolved = true
  })
  await sleep(20)
  const late = await stage.client()
  await late.over()
  const early = resolved
  const reply = await client.over()
  await Promise.race([down, sleep(patienceMs)])
  const finished = [...stage.log]
  const served = await Promise.race([stage.served, sleep(patienceMs).then(() => 'still serving')])
  const result = { early, late: late.reply, reply, resolved, served, log: finished }
  await stage.close()
  return result
}

/** `max` clients are there; another comes; one leaves; another comes. */
export async function full(all: Submission, max: number) {
  const stage = new Stage(all, { concurrent: true, maxConnections: max }, (_, { request }) => echo(request))
  const clients: Client[] = []
  for (let i = 0; i < max; i++) {
    const client = await stage.client()
    clients.push(client)
    client.socket.write('x')
    await client.got(1)
  }
  const excess = await stage.client()
  await excess.over()
  const handled = stage.log.filter((line) => line.startsWith('handle ')).length
  const leaver = clients[0]
  leaver?.socket.end()
  await leaver?.over()
  await until(() => stage.log.includes('finish 1'))
  await sleep(20)
  const next = await stage.client()
  next.socket.write('y')
  await next.got(1)
  const others = clients.slice(1).map(({ end }) => end)
  await stage.close()
  return { served: clients.map(({ text }) => text), excess: excess.reply, handled, next: next.text, others }
}
