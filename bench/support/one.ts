/** Entry of a child process: measures one claim, so that claims share neither heap nor compiled code. */
import { join } from 'node:path'
import type { Claim } from './claim.ts'

const name = process.argv[2]!
const { claim } = (await import(join(import.meta.dirname, `../${name}.ts`))) as { claim: Claim }
const result = await claim.measure()
process.send!(result, undefined, undefined, () => process.exit(0))
