/** What whoever calls has done, in the audit. */
import type { AuditAction } from '../../../protocol/classroom/audit.ts'
import type { Db, Trx } from '../../database/database.ts'
import { type Audited, audited } from '../audit.ts'
import type { Call } from '../http/route.ts'
import { signedIn } from './coming-in.ts'

/** Throws Refusal where nobody is signed in. */
export function noted(db: Db | Trx, call: Call<unknown>, what: Omit<Audited, 'at' | 'by'>): Promise<void> {
  return audited(db, { at: call.now, by: signedIn(call).id, ...what })
}

/** Something of the whole cohort that the path names. */
export function notedOfCohort(trx: Trx, call: Call<unknown>, action: AuditAction, detail: object): Promise<void> {
  const cohort = call.params.cohort!
  return noted(trx, call, { cohort, action, subject: cohort, detail })
}
