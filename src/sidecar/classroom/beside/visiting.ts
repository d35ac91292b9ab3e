/**
 * Guests on learners' pages, as the bridge lets them in:
 *
 *     may they? ──► begin: a row, the audit, the learner is told ──► checked again at news and every so often
 *        │ no                                                            │ no, or not as this any more
 *        └─► refused                                                     └─► the connection is closed; it may come back
 */
import type { IncomingMessage } from 'node:http'
import { besideOf } from '../../../protocol/classroom/beside.ts'
import type { Visiting } from '../../bridge/visiting.ts'
import { retrying } from '../../database/transient.ts'
import { targetOf } from '../../http/target.ts'
import type { Person } from '../../person.ts'
import type { Classroom } from '../classroom.ts'
import { BESIDE, mayVisit, type Who } from './may.ts'
import { beginVisit, endVisit, renewVisit } from './visits.ts'

type Parts = Pick<Classroom, 'database' | 'bus' | 'clock' | 'log'>

export function openVisits(parts: Parts): (request: IncomingMessage, person: Person) => Promise<Visiting | null> {
  const { db } = parts.database
  return async (request, { id: visitor }) => {
    const wanted = besideOf(targetOf(request)?.search ?? '')
    if (wanted === null) return null
    const who = { ...wanted, visitor }
    const may = await mayVisit(db, who, parts.clock())
    if (may === null) return null
    return {
      host: { id: who.person },
      guest: { id: visitor, edits: may.edits },
      begin: async (lesson, close) => begin(parts, who, { lesson, edits: may.edits }, close),
    }
  }
}

async function begin(
  { database: { db }, bus, clock, log }: Parts,
  who: Who,
  { lesson, edits }: { lesson: string; edits: boolean },
  close: () => void,
) {
  const { cohort, person } = who
  const told = (work: (trx: Parameters<typeof endVisit>[0]) => Promise<string>) =>
    retrying(() =>
      db.transaction().execute(async (trx) => {
        const id = await work(trx)
        await bus.publish(trx, `cohort:${cohort}`, { type: 'beside', person })
        return id
      }),
    )
  let over = false
  const check = async () => {
    const may = await mayVisit(db, who, clock())
    // As something else: the page comes back as that.
    if (!over && may?.edits !== edits) close()
  }
  const failed = (error: unknown) => log.warn({ err: String(error) }, 'who is beside a learner could not be looked up')
  // Heard from before it is looked up again: what ends it in between is not missed.
  const deaf = await bus.subscribe(`cohort:${cohort}`, ({ body }) => {
    if (body.type === 'members' || (body.type === 'beside' && body.person === person)) check().catch(failed)
  })
  let id: string
  try {
    id = await told((trx) => beginVisit(trx, { ...who, lesson, edits }, clock()))
  } catch (error) {
    deaf()
    throw error
  }
  check().catch(failed)
  const timer = setInterval(() => {
    renewVisit(db, id, clock()).then(check).catch(failed)
  }, BESIDE.checkEveryMs)
  timer.unref()
  return {
    end() {
      over = true
      clearInterval(timer)
      deaf()
      told(async (trx) => {
        await endVisit(trx, id, clock())
        return id
      }).catch(failed)
    },
  }
}
