/** The ways in: the first start's link, a passphrase, a personal link; and the ways out. */
import type { OpenLink, SetPassphrase, SignIn, Start } from '../../../protocol/classroom/people.ts'
import type { Db, Trx } from '../../database/database.ts'
import { audited } from '../audit.ts'
import type { Classroom } from '../classroom.ts'
import { guesses } from '../http/failures.ts'
import { type Answer, type Call, type Me, Refusal } from '../http/route.ts'
import { accountNamed, dropPassphrase, proves, setPassphrase } from './credentials.ts'
import { demandLink, dropStartLinks, useLink } from './links.ts'
import { demandGood, keep } from './passphrase.ts'
import { makePerson } from './persons.ts'
import { endAllSignIns, endSignIn, findSignIn, signIn } from './sign-ins.ts'
import { hashOf } from './token.ts'
import { whoIs } from './who.ts'

/** Makes the first instructor. */
export async function start({ classroom, body, address, now, ...call }: Call<Start>): Promise<Answer> {
  const { db } = classroom.database
  await guessing(db, address, now, () => demandLink(db, body.token, 'start', now))
  demandGood(body.passphrase, [body.name])
  const secret = await keep(body.passphrase)
  const { person, token } = await db.transaction().execute(async (trx) => {
    await useLink(trx, body.token, 'start', now)
    await dropStartLinks(trx)
    const made = await makePerson(trx, { name: body.name, admin: true, locale: call.locale }, now)
    await setPassphrase(trx, made.id, secret, now)
    await audited(trx, { at: now, by: made.id, cohort: null, action: 'person.first', subject: made.id, detail: {} })
    return { person: made.id, token: await signIn(trx, made.id, call.agent, now) }
  })
  return { json: await whoIs(db, person), status: 201, cookie: token }
}

/** By handle or address and passphrase. */
export async function signInByPassphrase(call: Call<SignIn>): Promise<Answer> {
  const { classroom, body, address, now } = call
  const { db } = classroom.database
  const account = await accountNamed(db, body.name)
  // A name that nobody has is counted like one that somebody has: the limit must not tell which it is.
  const tries = guesses(db, 'signIn', address, account?.person ?? nobody(body.name))
  await tries.demand(now)
  if (!(await proves(db, account, body.passphrase, now)) || account === null) {
    await tries.failed(now)
    throw new Refusal(403, 'SIGN_IN_WRONG', ['signInWrong'])
  }
  return comeIn(call, account.person)
}

/**
 * Signs the link's person in. Such a link is for whoever cannot come in any more: a passphrase that was forgotten holds no
 * longer, so that another can be chosen without it.
 */
export async function openLink(call: Call<OpenLink>): Promise<Answer> {
  const { classroom, body, address, now } = call
  const { db } = classroom.database
  await guessing(db, address, now, () => demandLink(db, body.token, 'personal', now))
  const person = await db.transaction().execute(async (trx) => {
    const { person_id } = await useLink(trx, body.token, 'personal', now)
    if (person_id !== null) await dropPassphrase(trx, person_id)
    return person_id
  })
  const active = await db.selectFrom('person').select('active').where('id', '=', person).executeTakeFirst()
  if (person === null || active?.active !== 1) throw new Refusal(404, 'LINK_UNKNOWN', ['linkUnknown'])
  return comeIn(call, person)
}

const nobody = (name: string) => `?${Buffer.from(hashOf(name.toLowerCase())).toString('base64url')}`

/** The present one is asked for where there is one. All other sign-ins end: whoever knew the old one is out. */
export async function changePassphrase(call: Call<SetPassphrase>): Promise<Answer> {
  const { classroom, body, address, now } = call
  const { db } = classroom.database
  const { id, name, handle } = signedIn(call)
  const account = await accountNamed(db, handle)
  if (account?.secret != null) {
    const tries = guesses(db, 'signIn', address, id)
    await tries.demand(now)
    if (!(await proves(db, account, body.current ?? '', now))) {
      await tries.failed(now)
      throw new Refusal(403, 'PASSPHRASE_WRONG', ['passphraseCurrent'], { where: 'current' })
    }
  }
  demandGood(body.passphrase, [name, handle])
  const secret = await keep(body.passphrase)
  const token = await db.transaction().execute(async (trx) => {
    await setPassphrase(trx, id, secret, now)
    await endAllSignIns(trx, id)
    const fresh = await signIn(trx, id, call.agent, now)
    await tellSignedOut(trx, classroom, id)
    return fresh
  })
  return { json: await whoIs(db, id), cookie: token }
}

export async function signOut(call: Call<unknown>): Promise<Answer> {
  await endPresent(call)
  return { json: {}, cookie: null }
}

export async function signOutEverywhere(call: Call<unknown>): Promise<Answer> {
  const { id } = signedIn(call)
  await call.classroom.database.db.transaction().execute(async (trx) => {
    await endAllSignIns(trx, id)
    await tellSignedOut(trx, call.classroom, id)
  })
  return { json: {}, cookie: null }
}

/** Connections that are open were let in by a sign-in that may be gone: every server ends this person's. */
export async function tellSignedOut(trx: Trx, { bus }: Classroom, person: string): Promise<void> {
  await bus.publish(trx, 'people', { type: 'signed-out', person })
}

/** A new token, whatever cookie came along; the sign-in that cookie was of ends. */
export async function comeIn(call: Call<unknown>, person: string): Promise<Answer> {
  const { db } = call.classroom.database
  await endPresent(call)
  const token = await signIn(db, person, call.agent, call.now)
  return { json: await whoIs(db, person), cookie: token }
}

/** Ends the sign-in of the cookie that came along, if there is one. */
export async function endPresent({ classroom, token, now }: Call<unknown>): Promise<void> {
  const { db } = classroom.database
  const present = token === null ? null : await findSignIn(db, token, now, { rotate: false })
  if (present === null) return
  await db.transaction().execute(async (trx) => {
    await endSignIn(trx, present.person, present.id)
    await tellSignedOut(trx, classroom, present.person)
  })
}

/** Not null where the rule asks for somebody. */
export function signedIn({ me }: Pick<Call<unknown>, 'me'>): Me {
  if (me === null) throw new Refusal(401, 'SIGN_IN', ['signIn'])
  return me
}

/** Looks at a link; a wrong one counts as a guess. */
async function guessing(db: Db, address: string, now: number, look: () => Promise<void>): Promise<void> {
  const tries = guesses(db, 'link', address)
  await tries.demand(now)
  try {
    await look()
  } catch (error) {
    if (error instanceof Refusal && error.code === 'LINK_UNKNOWN') await tries.failed(now)
    throw error
  }
}
