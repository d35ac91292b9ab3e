/**
 * Starts, applies or discards a regrade of class `a`, and is stopped before the n-th write of that: `killed-process.ts
 * <start|apply|discard> <kind> <place> <regrade, or - > <n>`. One that came to the end says how many there were.
 */
import { applyRegrade, discardRegrade, startRegrade } from '../../../src/sidecar/classroom/regrade/regrade.ts'
import { openFile, openServer } from '../../../src/sidecar/database/database.ts'
import { killAt, writes } from '../submissions/killing.ts'
import { partsOf } from '../submissions/parts.ts'

const [what, kind, place, regrade, n] = process.argv.slice(2) as [string, string, string, string, string]
const database = kind === 'postgres' ? await openServer(place) : openFile(place, 'wirebook.sqlite')
const { queue } = await partsOf(database, { silentMs: 2_000, heartbeatMs: 60_000 })
const { db } = database
const by = 'ada'
const now = 9

killAt(Number(n))
const done =
  what === 'start'
    ? await startRegrade(db, queue, { cohort: 'a', exercise: 'u/e', by, now })
    : await (what === 'apply' ? applyRegrade : discardRegrade)(db, 'a', regrade, by, now)
if (!done.ok) throw new Error(done.why)
const counted = writes()
killAt(Number.POSITIVE_INFINITY)
await new Promise((resolve) => process.send!({ writes: counted }, resolve))
process.exit(0)
