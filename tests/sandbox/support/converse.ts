/** One short TCP conversation between two contained programs, and everything that was seen of it. */
import type { CapturedPacket, FaultPlan, SocketCall } from '../../../src/protocol/lab.ts'
import type { NetworkPlan } from '../../../src/protocol/network.ts'
import { LIMITS } from '../../../src/sidecar/limits.ts'
import type { LabNetwork, ProgramEvents, Sandbox } from '../../../src/sidecar/sandbox/types.ts'

export const PORT = 9999
export const SERVER = `import { createServer } from 'node:net'
const server = createServer((socket) => {
  socket.on('data', (bytes) => socket.write(bytes))
  socket.on('end', () => console.log('the client has finished'))
})
server.listen(${PORT}, () => console.log('listening'))
`
export const client = (host: string) => `import { connect } from 'node:net'
const began = performance.now()
const socket = connect(${PORT}, '${host}', () => {
  console.log('connected after', Math.round(performance.now() - began))
  socket.end('hello')
})
socket.on('data', (bytes) => console.log('echo', String(bytes)))
socket.on('error', (error) => console.log('error', error.message))
`

export type Conversation = {
  packets: CapturedPacket[]
  lost: number
  calls: SocketCall[]
  /** By program. */
  said: Record<string, string>
}

/** Ends when the client has exited and the capture is complete. */
export async function converse(sandbox: Sandbox, network: NetworkPlan, faults?: FaultPlan): Promise<Conversation> {
  const opened = await sandbox.open({ network })
  try {
    return await converseOn(opened, faults)
  } finally {
    await opened.close()
  }
}

export async function converseOn(network: LabNetwork, faults?: FaultPlan): Promise<Conversation> {
  const seen: Conversation = { packets: [], lost: 0, calls: [], said: {} }
  network.onPackets((packets, lost) => {
    seen.packets.push(...packets)
    seen.lost += lost
  })
  const [clientHost = '', serverHost = clientHost] = network.hosts.map(({ name }) => name)
  if (faults) await network.setFaults(faults)
  await network.beginRun()
  const hear = (name: string): ProgramEvents => ({
    output: (_stream, text) => {
      seen.said[name] = (seen.said[name] ?? '') + text
    },
    call: (call) => seen.calls.push(call),
    exit: () => {},
  })
  const spec = (name: string, host: string) => ({ name, file: `${name}.ts`, host, args: [], limits: LIMITS })
  const server = await network.start(spec('server', serverHost), { 'server.ts': SERVER }, hear('server'))
  if (!(await network.listening(serverHost, `tcp:${PORT}`, AbortSignal.timeout(5_000))))
    throw new Error(`the server never listened: ${seen.said.server}`)
  const files = { 'client.ts': client(serverHost) }
  const program = await network.start(spec('client', clientHost), files, hear('client'))
  await program.exited
  await settled(seen)
  await network.flush()
  await server.stop('stopped')
  return seen
}

/** The last acknowledgement of a connection comes after the client's process has gone. */
async function settled({ packets }: Conversation): Promise<void> {
  for (let before = -1; before !== packets.length; ) {
    before = packets.length
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
}
