/** Captures that labs make: those of the course, and some made for what no lesson shows yet. */
import { type LoadedLab, loadLab } from '../../../src/course/load.ts'
import { Lab } from '../../../src/course/schema.ts'
import { runLab } from '../../../src/sidecar/runner/batch.ts'
import { openSandbox } from '../../../src/sidecar/sandbox/open.ts'
import type { Frame } from './tshark.ts'

/** Ten of the course's labs: both topologies, datagrams and streams, refusals, closes by either side. */
export const COURSE_LABS = [
  'bench/first-packet-1',
  'bench/first-packet-2',
  'bench/first-packet-3',
  'tcp/handshake-1',
  'tcp/handshake-3',
  'boundaries/stream-1',
  'boundaries/stream-2',
  'boundaries/stream-4',
  'boundaries/length-prefix-1',
  'boundaries/length-prefix-2',
]

const both = (text: string) => ({ en: text, 'zh-cn': text })
const SERVER = "import { createServer } from 'node:net'\n"
const CLIENT = "import { connect } from 'node:net'\n"

/** A server that never reads: its window closes, is asked about, and the client resets. */
const stalled = pair('stalled', {
  server: `${SERVER}createServer({ pauseOnConnect: true }, (socket) => socket.on('error', () => {})).listen(9999)`,
  client: `${CLIENT}const socket = connect(9999, '10.0.0.2', () => socket.write(Buffer.alloc(400_000)))
setTimeout(() => socket.resetAndDestroy(), 1_500)`,
})
/** Datagrams larger than the MTU, both ways. */
const fragments = pair(
  'fragments',
  {
    server: `import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
socket.on('message', (data, { port, address }) => socket.send(data.subarray(0, 3_000), port, address))
socket.bind(9999)`,
    client: `import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
socket.send(Buffer.alloc(5_000, 'fragment'), 9999, '10.0.0.2')
socket.on('message', () => socket.close())`,
  },
  'udp:9999',
)
/** HTTP: two requests on one connection, an answer in chunks. */
const http = pair('http', {
  server: `import { createServer } from 'node:http'
createServer((request, response) => {
  if (request.url === '/chunks') { response.write('one'); response.end('two') } else response.end('whole')
}).listen(9999)`,
  client: `import { Agent, get } from 'node:http'
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const ask = (path, then) => get({ host: '10.0.0.2', port: 9999, path, agent }, (answer) => answer.resume().on('end', then))
ask('/', () => ask('/chunks', () => setTimeout(() => agent.destroy(), 50)))`,
})

export const OWN_LABS: LoadedLab[] = [stalled, fragments, http]

export type Capture = { name: string; frames: Frame[] }

/** Runs them all, a few at a time. */
export async function labCaptures(): Promise<Capture[]> {
  const sandbox = await openSandbox()
  try {
    const captures: Capture[] = []
    const waiting = [...COURSE_LABS.map((id) => loadLab(id)), ...OWN_LABS]
    const worker = async () => {
      for (let lab = waiting.shift(); lab; lab = waiting.shift()) {
        const { packets } = await runLab(sandbox, lab)
        const frames = packets.map(({ at, data, length }) => ({
          at,
          data: new Uint8Array(Buffer.from(data, 'base64')),
          length,
        }))
        captures.push({ name: lab.id, frames })
      }
    }
    await Promise.all(Array.from({ length: 4 }, worker))
    return captures
  } finally {
    await sandbox.close()
  }
}

function pair(name: string, programs: { server: string; client: string }, listen = 'tcp:9999'): LoadedLab {
  return {
    id: `wire/${name}`,
    folder: '',
    lab: Lab.parse({
      title: both(name),
      topology: 'pair',
      programs: [
        { name: 'server', file: 'server.ts', host: 'server', ready: { listen } },
        { name: 'client', file: 'client.ts', host: 'client', after: ['server'] },
      ],
    }),
    files: { 'server.ts': programs.server, 'client.ts': programs.client },
  }
}
