/** Joining a cohort by code: with a new account, or with the one that is signed in. */
import type { CodeSeen, Join, Joined, LookAtCode } from '../../../protocol/classroom/cohorts.ts'
import type { Db, Trx } from '../../database/database.ts'
import { audited } from '../audit.ts'
import { guesses } from '../http/failures.ts'
import { type Answer, type Call, type Me, Refusal } from '../http/route.ts'
import { endPresent } from '../people/coming-in.ts'
import { setPassphrase } from '../people/credentials.ts'
import { demandGood, keep } from '../people/passphrase.ts'
import { makePerson } from '../people/persons.ts'
import { signIn } from '../people/sign-ins.ts'
import { demandCode, readCode, useCode } from './codes.ts'
import { addMember } from './members.ts'

/** What a code leads to, before one joins. */
export async function lookAtCode({ classroom, body, address, now }: Call<LookAtCode>): Promise<Answer> {
  const { title, role } = await guessed(classroom.database.db, readCode(body.code), address, now)
  return { json: { title, role } satisfies CodeSeen }
}

export async function join(call: Call<Join>): Promise<Answer> {
  const { classroom, body, address, now, me } = call
  const { db } = classroom.database
  const code = readCode(body.code)
  const { title } = await guessed(db, code, address, now)
  if (me !== null) {
    const cohort = await db.transaction().execute((trx) => enter(call, trx, code, me, title))
    return { json: { ...cohort, person: { id: me.id, handle: me.handle } } satisfies Joined, status: 201 }
  }
  const { name, passphrase } = body
  if (name === undefined || passphrase === undefined) throw new Refusal(400, 'NAME_MISSING', ['needsName'])
  demandGood(passphrase, [name])
  const secret = await keep(passphrase) // before the transaction: with SQLite everybody would wait
  // The cookie that came along is of nobody who may come in; it ends with this.
  await endPresent(call)
  const made = await db.transaction().execute(async (trx) => {
    const person = await makePerson(trx, { name, locale: call.locale }, now)
    await setPassphrase(trx, person.id, secret, now)
    const token = await signIn(trx, person.id, call.agent, now)
    return { cohort: await enter(call, trx, code, person, title), person, token }
  })
  const { id, handle } = made.person
  return { json: { ...made.cohort, person: { id, handle } } satisfies Joined, status: 201, cookie: made.token }
}

/** Takes a use and makes the membership; throws, so that neither stays, when one of both cannot be. */
async function enter(
  { classroom, now }: Call<Join>,
  trx: Trx,
  code: string,
  { id: person }: Pick<Me, 'id'>,
  title: string,
): Promise<Pick<Joined, 'cohort' | 'title' | 'role'>> {
  const used = await useCode(trx, code, now)
  if (used === null) {
    await demandCode(trx, code, now) // tells why
    throw new Refusal(410, 'CODE_USED_UP', ['codeUsedUp'], { where: 'code' })
  }
  const { cohort_id: cohort, role } = used
  if (!(await addMember(trx, cohort, person, role, now)))
    throw new Refusal(409, 'ALREADY_MEMBER', ['alreadyMember', title])
  await audited(trx, { at: now, by: person, cohort, action: 'member.join', subject: person, detail: { role } })
  await classroom.bus.publish(trx, `cohort:${cohort}`, { type: 'members' })
  return { cohort, title, role }
}

/** A code that nobody made counts as a guess. */
async function guessed(db: Db, code: string, address: string, now: number) {
  const tries = guesses(db, 'join', address)
  await tries.demand(now)
  try {
    return await demandCode(db, code, now)
  } catch (error) {
    if (error instanceof Refusal && error.code === 'CODE_UNKNOWN') await tries.failed(now)
    throw error
  }
}
