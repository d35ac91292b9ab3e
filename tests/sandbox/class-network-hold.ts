/** Entry of a child process: opens a class network between two labs with running programs, says so, and waits to be killed. */
import { NetdSandbox } from '../../src/sidecar/sandbox/netd/client.ts'
import { SOLO } from '../../src/sidecar/sandbox/network/plans.ts'
import { startSource } from './support/tools.ts'

const sandbox = await NetdSandbox.open()
const network = await sandbox.openClassNetwork()
for (const handle of ['ada', 'bob']) {
  const lab = await sandbox.open({ network: SOLO })
  await network.join(lab, handle)
  const started = await startSource(lab, `console.log('up')\nsetInterval(() => {}, 1_000)`)
  await started.says('up')
}
console.log('holding')
setInterval(() => {}, 1_000)
