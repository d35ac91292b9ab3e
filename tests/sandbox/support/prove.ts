/**
 * Entry of a child process: proves the sandbox as whatever user and from whatever folder it was started, and prints an
 * AttackReport with the packets of one real connection. Argument: `bubblewrap` or `rootview`.
 */
import { openSandbox } from '../../../src/sidecar/sandbox/open.ts'
import { attack } from './attacks.ts'
import { converse } from './converse.ts'

process.env.SECRET_OF_THE_SIDECAR = 'SECRET'
const sandbox = await openSandbox({ force: 'full', withoutBubblewrap: process.argv[2] === 'rootview' })
const { packets } = await converse(sandbox, 'solo')
const report = await attack(sandbox)
await sandbox.close()
console.log(JSON.stringify({ ...report, uid: process.getuid?.(), segments: packets.length }))
