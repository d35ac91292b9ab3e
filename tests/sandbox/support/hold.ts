/** Entry of a child process: opens a sandbox with running and waiting programs, says so, and waits to be killed. */
import { LIMITS } from '../../../src/sidecar/limits.ts'
import { PAIR } from '../../../src/sidecar/sandbox/network/plans.ts'
import { openSandbox } from '../../../src/sidecar/sandbox/open.ts'
import { startSource } from './tools.ts'

const how = process.argv[2]
const sandbox = await openSandbox({
  force: how === 'reduced' ? 'reduced' : 'full',
  withoutBubblewrap: how === 'rootview',
})
const network = await sandbox.open({ network: PAIR })
const wait = `console.log('up')\nprocess.on('SIGTERM', () => {})\nsetInterval(() => {}, 1_000)`
for (const name of ['server', 'client']) {
  const started = await startSource(network, wait, { name, host: name })
  await started.says('up')
}
network.warm(['server', 'client'].map((host) => ({ name: 'warm', file: 'warm.ts', host, args: [], limits: LIMITS })))
setTimeout(() => console.log('holding'), 1_500)
