/**
 * Entry of the helper that owns all networks of a sidecar: requests on stdin, answers and events on stdout, both framed.
 * One JSON argument (NetdOptions). End of stdin ends it and everything it started.
 */
import { SandboxError } from '../error.ts'
import { LocalSandbox } from '../local.ts'
import { ClassDesk } from '../network/class/desk.ts'
import type { LocalNetwork } from '../network/local-network.ts'
import type { Program } from '../types.ts'
import { FrameReader, frame } from './frames.ts'
import type { FromNetd, NetdOptions, Notice, Request, ToNetd } from './messages.ts'

const options = JSON.parse(process.argv[2] ?? '{}') as NetdOptions
const networks = new Map<number, LocalNetwork>()
const programs = new Map<number, Program>()
const waiting = new Map<number, AbortController>()

const tell = (message: FromNetd) => process.stdout.write(frame(message))
process.stdout.on('error', () => process.exit())

const sandbox = await LocalSandbox.create(options).catch((error: unknown) => {
  const { code, message, told } = SandboxError.from(error)
  process.stdout.write(frame({ type: 'unable', code, message, told } satisfies FromNetd), () => process.exit(1))
  return null
})

if (sandbox !== null) {
  const { tier, reason, because, kernel, containment, memory } = sandbox
  tell({ type: 'ready', tier, reason, because, kernel, containment: containment.kind, memory })
  const reader = new FrameReader<ToNetd>()
  process.stdin.on('data', (chunk: Buffer) => reader.push(chunk, receive))
  // What programs there are die with this process, which leads their sandboxes.
  process.stdin.on('end', () => void sandbox.close().finally(() => process.exit()))
}

const classes = new ClassDesk({
  open: (listeners, asked) => sandbox!.openClass(listeners, asked),
  lab: network,
  tell: (event) => tell({ type: 'class', event }),
})

function receive(message: ToNetd): void {
  if ('id' in message) void answer(message)
  else heed(message)
}

async function answer(request: { id: number } & Request): Promise<void> {
  const { id } = request
  try {
    tell({ type: 'answer', id, value: await carryOut(request) })
  } catch (error) {
    const { code, message, told } = SandboxError.from(error)
    tell({ type: 'refused', id, code, message, told })
  }
}

async function carryOut(request: { id: number } & Request): Promise<unknown> {
  switch (request.type) {
    case 'open':
      return open(request.network, request)
    case 'beginRun':
      await network(request.network).beginRun()
      return null
    case 'setFaults':
      await network(request.network).setFaults(request.plan)
      return null
    case 'start':
      return start(request)
    case 'sockets':
      return network(request.network).sockets(request.host)
    case 'tables':
      return network(request.network).tables(request.node)
    case 'listening':
      return listening(request)
    case 'flush':
      await network(request.network).flush()
      return null
    case 'close':
      await networks.get(request.network)?.close()
      networks.delete(request.network)
      return null
    case 'stop':
      await programs.get(request.program)?.stop(request.reason)
      return null
    case 'class':
      return classes.carryOut(request.request)
    default:
      return request satisfies never
  }
}

async function open(id: number, { spec }: Extract<Request, { type: 'open' }>): Promise<unknown> {
  const opened = await sandbox!.open(spec)
  networks.set(id, opened)
  opened.onPackets((packets, lost) => tell({ type: 'packets', network: id, packets, lost }))
  return opened.hosts
}

async function start({ network: on, program: id, spec, files }: Extract<Request, { type: 'start' }>): Promise<null> {
  const program = await network(on).start(spec, files, {
    output: (stream, text, at) => tell({ type: 'output', program: id, stream, text, at }),
    call: (call) => tell({ type: 'call', program: id, call }),
    syscall: (call) => tell({ type: 'syscall', program: id, call }),
    outputCut: (dropped) => tell({ type: 'outputCut', program: id, dropped }),
    exit: (exit) => {
      programs.delete(id)
      tell({ type: 'exit', program: id, exit })
    },
  })
  programs.set(id, program)
  void program.exited.then(() => programs.delete(id))
  return null
}

async function listening(request: { id: number } & Extract<Request, { type: 'listening' }>): Promise<boolean> {
  const abort = new AbortController()
  waiting.set(request.id, abort)
  try {
    return await network(request.network).listening(request.host, request.endpoint, abort.signal)
  } finally {
    waiting.delete(request.id)
  }
}

function heed(notice: Notice): void {
  switch (notice.type) {
    case 'warm':
      networks.get(notice.network)?.warm(notice.programs)
      return
    case 'write':
      programs.get(notice.program)?.write(notice.text)
      return
    case 'endInput':
      programs.get(notice.program)?.endInput()
      return
    case 'cancel':
      waiting.get(notice.request)?.abort()
      return
    default:
      notice satisfies never
  }
}

function network(id: number): LocalNetwork {
  const found = networks.get(id)
  if (found === undefined) throw new SandboxError('SANDBOX_CLOSED', ['networkClosed'])
  return found
}
