/**
 * Entry of the language server's house: one JSON argument (HouseOptions); frames on stdin and stdout, see messages.ts.
 * It writes the documents' folders, starts the language server, watches its memory and passes on what is said. The end
 * of stdin ends it and everything it started.
 *
 *   sidecar ──stdio── house ──stdio── tsc --lsp      in namespaces of its own: no network, and of the disk only
 *                      │                             its binary, declarations and the documents' folder
 *                      └─ <scratch>/clients/<random>/labs/<unit>/<lab>/*.ts
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SandboxError } from '../../sandbox/error.ts'
import { SCRATCH_VARIABLE } from '../../sandbox/launch.ts'
import { workPath } from '../../sandbox/network/work.ts'
import { temporaryScratch } from '../../sandbox/scratch.ts'
import { treeUsage } from '../../sandbox/system/process-tree.ts'
import { LspReader, lspFrame } from '../frames.ts'
import { LANGUAGE_LIMITS } from '../limits.ts'
import { type FromHouse, type HouseOptions, isForHouse, type ToHouse } from './messages.ts'
import { Places } from './places.ts'
import { containedStarter, plainStarter, type ServerProcess, type Starter } from './server-process.ts'

const { contained } = JSON.parse(process.argv[2] ?? '{}') as HouseOptions
const scratch = process.env[SCRATCH_VARIABLE] ?? temporaryScratch()
const root = join(scratch, 'editor')
const REMOVING = { recursive: true, force: true }
let places: Places | null = null
process.once('exit', () => {
  places?.show()
  rmSync(scratch === process.env[SCRATCH_VARIABLE] ? root : scratch, REMOVING)
})
let running: ServerProcess | null = null
let limit: 'memory' | null = null

const tell = (message: FromHouse) => process.stdout.write(lspFrame(JSON.stringify(message)))
process.stdout.on('error', () => process.exit())
process.on('SIGTERM', () => process.exit())

const opened = await open().catch((error: unknown) => {
  const { code, message } = SandboxError.from(error)
  process.stdout.write(lspFrame(JSON.stringify({ wirebook: 'unable', code, message } satisfies FromHouse)), () =>
    process.exit(1),
  )
  return null
})

if (opened !== null) {
  const { starter, clients } = opened
  const reader = new LspReader()
  process.stdin.on('data', (chunk: Buffer) => {
    for (const body of reader.push(chunk)) {
      if (isForHouse(body)) obey(JSON.parse(body.toString()) as ToHouse, starter, clients)
      else running?.stdin.write(lspFrame(body))
    }
  })
  process.stdin.on('end', () => {
    running?.kill()
    void (running?.exited ?? Promise.resolve()).finally(() => process.exit())
  })
  tell({
    wirebook: 'ready',
    contained: starter.contained,
    clients: starter.clients,
    libraries: starter.libraries,
  })
}

async function open(): Promise<{ starter: Starter; clients: string }> {
  const openPlaces = () => {
    places = new Places(root)
    return places
  }
  const starter = contained ? await containedStarter(scratch, openPlaces) : plainStarter(openPlaces())
  return { starter, clients: join(root, 'clients') }
}

function obey(message: ToHouse, starter: Starter, clients: string): void {
  switch (message.wirebook) {
    case 'start':
      if (running === null) start(starter)
      return
    case 'kill':
      running?.kill()
      return
    case 'write':
      for (const [name, text] of Object.entries(message.files)) {
        const path = join(clients, workPath(name))
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, text)
      }
      return
    case 'remove':
      rmSync(join(clients, workPath(message.folder)), REMOVING)
      return
    default:
      message satisfies never
  }
}

function start(starter: Starter): void {
  const server = starter.start()
  running = server
  limit = null
  const reader = new LspReader()
  server.stdout.on('data', (chunk: Buffer) => {
    try {
      for (const body of reader.push(chunk)) process.stdout.write(lspFrame(body))
    } catch {
      server.kill() // what it says is no protocol
    }
  })
  const watching = setInterval(() => {
    if (treeUsage(server.pid).resident <= LANGUAGE_LIMITS.memoryMiB << 20) return
    limit = 'memory'
    server.kill()
  }, LANGUAGE_LIMITS.watchMs)
  void server.exited.then((how) => {
    clearInterval(watching)
    if (running === server) running = null
    tell({ wirebook: 'ended', how, limit })
  })
}
