/** People and their sign-ins, over HTTP. */
import {
  ChangeMe,
  ChangePerson,
  DeletePerson,
  MakeInstructor,
  OpenLink,
  SetPassphrase,
  SignIn,
  Start,
} from '../../../protocol/classroom/people.ts'
import { AUDIT_SHOWN, auditTrail, beforeOf } from '../audit.ts'
import { type Answer, type Call, Refusal, type Route, route } from '../http/route.ts'
import { changePerson, linkByAdmin, linkByInstructor } from './administering.ts'
import {
  changePassphrase,
  openLink,
  signedIn,
  signInByPassphrase,
  signOut,
  signOutEverywhere,
  start,
  tellSignedOut,
} from './coming-in.ts'
import { aboutOne, deleteOne, exportOne, makeInstructor, resetSignIn, signOutOther } from './looking-after.ts'
import { endSignIn } from './sign-ins.ts'
import { findPeople, signInEntries, whoIs } from './who.ts'

const SIGNED_IN = { who: 'signed-in' } as const
const ADMIN = { who: 'admin' } as const
const PERSON = '/api/class/people/:person'

export const routes: Route[] = [
  route({
    method: 'POST',
    path: '/api/class/start',
    rule: { who: 'anyone', limit: 'link' },
    body: Start,
    handle: start,
  }),
  route({
    method: 'POST',
    path: '/api/class/sign-in',
    rule: { who: 'anyone', limit: 'sign-in' },
    body: SignIn,
    handle: signInByPassphrase,
  }),
  route({
    method: 'POST',
    path: '/api/class/link',
    rule: { who: 'anyone', limit: 'link' },
    body: OpenLink,
    handle: openLink,
  }),
  route({ method: 'POST', path: '/api/class/sign-out', rule: SIGNED_IN, handle: signOut }),
  route({ method: 'POST', path: '/api/class/sign-out-everywhere', rule: SIGNED_IN, handle: signOutEverywhere }),
  route({ method: 'GET', path: '/api/class/me', rule: SIGNED_IN, handle: me }),
  route({ method: 'PATCH', path: '/api/class/me', rule: SIGNED_IN, body: ChangeMe, handle: changeMe }),
  route({
    method: 'PUT',
    path: '/api/class/me/passphrase',
    rule: SIGNED_IN,
    body: SetPassphrase,
    handle: changePassphrase,
  }),
  route({ method: 'GET', path: '/api/class/sign-ins', rule: SIGNED_IN, handle: listSignIns }),
  route({ method: 'DELETE', path: '/api/class/sign-ins/:signIn', rule: SIGNED_IN, handle: removeSignIn }),
  route({
    method: 'POST',
    path: '/api/class/cohorts/:cohort/members/:person/link',
    rule: { who: 'member', atLeast: 'instructor' },
    handle: linkByInstructor,
  }),
  route({ method: 'GET', path: '/api/class/people', rule: ADMIN, handle: listPeople }),
  route({ method: 'PATCH', path: PERSON, rule: ADMIN, body: ChangePerson, handle: changePerson }),
  route({ method: 'POST', path: `${PERSON}/link`, rule: ADMIN, handle: linkByAdmin }),
  route({ method: 'POST', path: `${PERSON}/reset`, rule: ADMIN, handle: resetSignIn }),
  route({ method: 'POST', path: `${PERSON}/sign-out`, rule: ADMIN, handle: signOutOther }),
  route({ method: 'POST', path: `${PERSON}/instructor`, rule: ADMIN, body: MakeInstructor, handle: makeInstructor }),
  route({ method: 'GET', path: `${PERSON}/export`, rule: ADMIN, handle: exportOne }),
  route({ method: 'GET', path: `${PERSON}/about`, rule: ADMIN, handle: aboutOne }),
  route({ method: 'POST', path: `${PERSON}/delete`, rule: ADMIN, body: DeletePerson, handle: deleteOne }),
  route({ method: 'GET', path: '/api/class/audit', rule: ADMIN, handle: trail }),
]

async function me(call: Call<unknown>): Promise<Answer> {
  return { json: await whoIs(call.classroom.database.db, signedIn(call).id) }
}

/** The handle stays: it is what one signs in with, and others may know it. */
async function changeMe(call: Call<ChangeMe>): Promise<Answer> {
  const { db } = call.classroom.database
  const { id } = signedIn(call)
  const { name, locale } = call.body
  const changes = { ...(name !== undefined && { name }), ...(locale !== undefined && { locale }) }
  if (Object.keys(changes).length > 0) await db.updateTable('person').set(changes).where('id', '=', id).execute()
  return { json: await whoIs(db, id) }
}

async function listSignIns(call: Call<unknown>): Promise<Answer> {
  const entries = await signInEntries(call.classroom.database.db, signedIn(call).id, call.token, call.now)
  return { json: { signIns: entries } }
}

async function removeSignIn(call: Call<unknown>): Promise<Answer> {
  const { id } = signedIn(call)
  await call.classroom.database.db.transaction().execute(async (trx) => {
    const ended = await endSignIn(trx, id, call.params.signIn!)
    if (!ended) throw new Refusal(404, 'SIGN_IN_UNKNOWN', ['signInUnknown'])
    await tellSignedOut(trx, call.classroom, id)
  })
  return { json: {} }
}

async function listPeople({ classroom, query }: Call<unknown>): Promise<Answer> {
  return { json: await findPeople(classroom.database.db, query.get('q') ?? '') }
}

/** Of the whole server, or of one person in it. */
async function trail({ classroom, query }: Call<unknown>): Promise<Answer> {
  const of = { cohort: null, limit: AUDIT_SHOWN, before: beforeOf(query), person: query.get('person') ?? undefined }
  return { json: await auditTrail(classroom.database.db, of) }
}
