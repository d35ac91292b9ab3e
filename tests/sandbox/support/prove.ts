/**
 * Entry of a child process: proves the sandbox as whatever user and from whatever folder it was started, and prints an
 * AttackReport with the packets of one real connection. Argument: `bubblewrap`, `rootview`, `bare` or `reduced`.
 */

import { NetdSandbox } from '../../../src/sidecar/sandbox/netd/client.ts'
import { SOLO } from '../../../src/sidecar/sandbox/network/plans.ts'
import { openSandbox } from '../../../src/sidecar/sandbox/open.ts'
import { ATTACKS, attack, BASIC_ATTACKS, GROUP_ATTACKS, RAW_ATTACKS, REDUCED_ATTACKS } from './attacks.ts'
import { converse } from './converse.ts'

process.env.SECRET_OF_THE_SIDECAR = 'SECRET'
const how = process.argv[2]
const tier = how === 'bare' ? 'basic' : how === 'reduced' ? 'reduced' : 'full'
const sandbox = await openSandbox({ force: tier, withoutBubblewrap: how === 'rootview' })
const packets = tier === 'reduced' ? [] : (await converse(sandbox, SOLO)).packets
const walled = sandbox instanceof NetdSandbox && sandbox.memory === 'group' ? GROUP_ATTACKS : []
const raw = { names: RAW_ATTACKS, capabilities: ['NET_RAW' as const] }
const groups = {
  full: [{ names: [...ATTACKS, ...walled] }, raw],
  basic: [{ names: BASIC_ATTACKS }],
  reduced: [{ names: REDUCED_ATTACKS }],
}
const report = await attack(sandbox, groups[tier])
await sandbox.close()
console.log(JSON.stringify({ ...report, uid: process.getuid?.(), segments: packets.length }))
