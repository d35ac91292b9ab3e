/**
 * A thread that handles requests. It loads the program's file once more, for a class cannot be posted to a thread: the
 * file runs up to `serve_forever`, silently and with servers that bind nothing, and leaves the server whose handler
 * class is wanted. After that, requests come one at a time.
 *
 * Variables of the file exist in each thread for itself, which is where threads of Node differ from those of Python.
 */
import { closeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { Socket } from '../../socket.ts'
import type { ServerAddress } from '../address.ts'
import { Control } from '../control.ts'
import { HandedOver, place } from '../place.ts'
import type { GivenRequest, SocketServer } from '../servers.ts'
import { isThreading, type Threading } from '../threading.ts'
import type { Job, WorkerStart } from './job.ts'
import { silently, writeAtOnce } from './output.ts'
import { Slots } from './slots.ts'

const start = workerData as WorkerStart
const slots = new Slots(start.slots)
const port = parentPort!

const NO_SERVER =
  'it constructs no threading server when it is loaded there: it must not depend on isMainThread or import.meta.main'

type AnyServer = SocketServer<unknown> & Threading<unknown>
type Current = { server: AnyServer; request: unknown; client_address: ServerAddress }
let current: Current | null = null
/** Once this worker has given its slot up, another may have it. */
let left = false

process.on('exit', () => {
  place.original?.socket?.close()
  if (!left) slots.leave(start.slot)
})
// A handler's own loose end: its connection fails, others do not.
process.on('uncaughtException', (error) => {
  if (current !== null) fail(current, error)
  else console.error(error)
  process.exit(1)
})

writeAtOnce()
// Jobs wait in the port until somebody listens.
const server = await load()
port.on('message', (job: Job) => void (job === null ? leave() : handle(job)))

async function load(): Promise<AnyServer | Error> {
  process.argv[1] = start.file
  const { index, address, descriptor, control } = start.server
  place.original = {
    index,
    server_address: address,
    socket: descriptor === null ? null : Socket.fromFd(descriptor),
    control: new Control(control),
  }
  place.loading = true
  let problem: unknown
  await silently(async () => {
    try {
      await import(pathToFileURL(start.file).href)
    } catch (error) {
      if (!(error instanceof HandedOver)) problem = error
    }
  })
  place.loading = false
  const found = place.servers[index]
  if (isThreading(found)) return found as AnyServer
  const why = problem instanceof Error ? (problem.stack ?? problem.message) : NO_SERVER
  return new Error(`${start.file} was loaded in a thread for its class ${start.handler}, but:\n${why}`)
}

async function handle({ request: given, client_address }: NonNullable<Job>): Promise<void> {
  if (server instanceof Error) {
    console.error(server.message)
    refuse(given)
    process.exit(1)
  }
  const request = server.take(given)
  current = { server, request, client_address }
  await server.process_request_thread(request, client_address)
  current = null
  if (!slots.release(start.slot)) leave()
}

/** The slot is given up; the thread ends when the handler's last timer has. */
function leave(): void {
  left = true
  port.close()
}

function fail({ server, request, client_address }: Current, error: unknown): void {
  try {
    server.handle_error(request, client_address, error)
    server.shutdown_request(request)
  } catch (another) {
    console.error(another)
  }
}

function refuse(given: GivenRequest): void {
  if ('descriptor' in given) closeSync(given.descriptor)
}
