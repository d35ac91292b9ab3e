/** Another learner's lab beside those under test: a server with a secret, and a client that asks it all the time. */
import { LIMITS } from '../../../src/sidecar/limits.ts'
import { SOLO } from '../../../src/sidecar/sandbox/network/plans.ts'
import type { Sandbox } from '../../../src/sidecar/sandbox/types.ts'
import { startSource, until } from './tools.ts'

export type NeighbourReport = {
  /** Answers the client had, and how many of them were wrong. */
  answers: number
  wrong: number
  /** The longest it waited for one, ms. */
  longest: number
  /** How the programs ended: both were stopped. */
  ends: string[]
}

const SERVER = `import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
for (const folder of ['/tmp', '/dev/shm']) try { writeFileSync(folder + '/neighbour-secret', 'SECRET') } catch {}
for (const end of ['\\0neighbour', '/tmp/neighbour']) createServer().listen(end).on('error', () => {})
createServer((socket) => socket.pipe(socket)).listen(9999, '127.0.0.1', () => console.log('listening'))
`
const PINGER = `import { connect } from 'node:net'
const EVERY_MS = 25
let [asked, answers, wrong, longest, sent] = [0, 0, 0, 0, 0]
const socket = connect(9999, '127.0.0.1', ask)
socket.setEncoding('utf8').on('data', (text) => {
  longest = Math.max(longest, performance.now() - sent)
  answers++
  if (text !== 'ping ' + asked) wrong++
  setTimeout(ask, EVERY_MS)
})
function ask() {
  sent = performance.now()
  socket.write('ping ' + ++asked)
}
process.stdin.on('data', () => console.log(JSON.stringify({ answers, wrong, longest: Math.round(longest) })))
`

export async function openNeighbour(sandbox: Sandbox): Promise<{ end(): Promise<NeighbourReport> }> {
  const network = await sandbox.open({ network: SOLO })
  await network.beginRun()
  const limits = { ...LIMITS, cpuSeconds: 300 }
  const server = await startSource(network, SERVER, { name: 'server', limits })
  await server.says('listening')
  const pinger = await startSource(network, PINGER, { name: 'pinger', limits })
  return {
    async end() {
      pinger.program.write('how was it?\n')
      await until(() => pinger.stdout.includes('}') || pinger.exits.length > 0)
      await Promise.all([pinger.program.stop('stopped'), server.program.stop('stopped')])
      const ends = [server, pinger].flatMap(({ exits }) => exits.map(({ reason, limit }) => limit ?? reason))
      await network.close()
      return { answers: 0, wrong: 0, longest: 0, ...(JSON.parse(pinger.stdout || '{}') as object), ends }
    },
  }
}
