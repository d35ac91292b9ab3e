/**
 * Entry of a child process: a sidecar whose labs come and go without end, until it is killed. Argument: `bubblewrap` or
 * `rootview`. A helper that dies is replaced, and what was asked of it is asked again.
 */
import { churn } from '../../../bench/support/churn.ts'
import { openSandbox } from '../../../src/sidecar/sandbox/open.ts'

const sandbox = await openSandbox({ force: 'full', withoutBubblewrap: process.argv[2] === 'rootview' })
console.log('open')
await churn(sandbox, { seconds: 600, atOnce: 2, seed: process.pid })
