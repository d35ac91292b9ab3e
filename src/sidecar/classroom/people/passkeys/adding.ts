/** Adding a passkey to one's account, calling it something else, and removing one. */

import {
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  type VerifiedRegistrationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { z } from 'zod'
import {
  type AddPasskey,
  PASSKEY_LIMITS,
  type Passkeys,
  type RenamePasskey,
} from '../../../../protocol/classroom/passkeys.ts'
import type { Trx } from '../../../database/database.ts'
import { type Answer, type Call, Refusal } from '../../http/route.ts'
import { keepOnce, type Sort, takeOnce } from '../../once.ts'
import { signedIn } from '../coming-in.ts'
import { noted } from '../noted.ts'
import { challengeOf } from './challenge.ts'
import { ALGORITHMS, CEREMONY_MS } from './limits.ts'
import { demandPlace, type Place, placeOf } from './place.ts'
import { addPasskey, holdPerson, passkeysOf, renamePasskey } from './rows.ts'

/** Kept with the challenge: for whom it is. */
const ADDING: Sort<{ person: string }> = { kind: 'passkey-add', body: z.object({ person: z.string() }) }

export async function list(call: Call<unknown>): Promise<Answer> {
  const { database, origin } = call.classroom
  const all = await passkeysOf(database.db, signedIn(call).id)
  const passkeys = all.map(({ subject: _, transports: __, ...entry }) => entry)
  return { json: { possible: placeOf(origin) !== null, passkeys } satisfies Passkeys }
}

/** What `navigator.credentials.create` is to be given. */
export async function beginAdding(call: Call<unknown>): Promise<Answer> {
  const { classroom, now } = call
  const { db } = classroom.database
  const { rpID } = demandPlace(classroom.origin)
  const { id, name, handle } = signedIn(call)
  const present = await passkeysOf(db, id)
  if (present.length >= PASSKEY_LIMITS.each) throw tooMany()
  const options = await generateRegistrationOptions({
    rpName: 'wirebook',
    rpID,
    userName: handle,
    userDisplayName: name,
    userID: new TextEncoder().encode(id),
    timeout: CEREMONY_MS,
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: present.map(({ subject, transports }) => ({ id: subject, transports })),
    // Signs somebody in by itself, so it has to be found without a name, and to ask whose finger it is.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  await keepOnce(db, ADDING, options.challenge, { person: id }, now + CEREMONY_MS)
  return { json: options }
}

export async function add(call: Call<AddPasskey>): Promise<Answer> {
  const { classroom, body, now } = call
  const { db } = classroom.database
  const place = demandPlace(classroom.origin)
  const { id: person } = signedIn(call)
  const challenge = challengeOf(body.answer.response.clientDataJSON)
  const begun = challenge === null ? null : await takeOnce(db, ADDING, challenge, now)
  if (challenge === null || begun?.person !== person) throw new Refusal(410, 'PASSKEY_LATE', ['passkeyLate'])
  const { credential, credentialBackedUp } = await verified(body, challenge, place)
  const kept = {
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    counter: credential.counter,
    transports: credential.transports ?? [],
    synced: credentialBackedUp,
    name: body.name ?? '',
  }
  await db.transaction().execute(async (trx) => {
    await holdPerson(trx, person)
    if ((await passkeysOf(trx, person)).length >= PASSKEY_LIMITS.each) throw tooMany()
    if (!(await addPasskey(trx, person, credential.id, kept, now)))
      throw new Refusal(409, 'PASSKEY_THERE', ['passkeyThere'])
    await noted(trx, call, { cohort: null, action: 'passkey.add', subject: person, detail: {} })
  })
  return { ...(await list(call)), status: 201 }
}

export async function rename(call: Call<RenamePasskey>): Promise<Answer> {
  const { id: person } = signedIn(call)
  await call.classroom.database.db.transaction().execute(async (trx) => {
    if (!(await renamePasskey(trx, person, call.params.passkey!, call.body.name)))
      throw new Refusal(404, 'PASSKEY_UNKNOWN', ['passkeyUnknown'])
    await noted(trx, call, { cohort: null, action: 'passkey.rename', subject: person, detail: {} })
  })
  return list(call)
}

/** Never the last way to sign in: whoever removes it would be locked out. */
export async function remove(call: Call<unknown>): Promise<Answer> {
  const { id: person } = signedIn(call)
  const passkey = call.params.passkey!
  await call.classroom.database.db.transaction().execute(async (trx) => {
    await holdPerson(trx, person)
    const { numDeletedRows } = await trx
      .deleteFrom('credential')
      .where('id', '=', passkey)
      .where('person_id', '=', person)
      .where('kind', '=', 'passkey')
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw new Refusal(404, 'PASSKEY_UNKNOWN', ['passkeyUnknown'])
    if (!(await hasWayIn(trx, call, person))) throw new Refusal(409, 'LAST_WAY_IN', ['lastWayIn'])
    await noted(trx, call, { cohort: null, action: 'passkey.remove', subject: person, detail: {} })
  })
  return list(call)
}

/** The school's account is one only while the school's sign-in is there. */
async function hasWayIn(trx: Trx, { classroom }: Call<unknown>, person: string): Promise<boolean> {
  const kinds = ['passphrase', 'passkey', 'lti', ...(classroom.school ? (['oidc'] as const) : [])] as const
  const row = await trx
    .selectFrom('credential')
    .select('id')
    .where('person_id', '=', person)
    .where('kind', 'in', kinds)
    .executeTakeFirst()
  return row !== undefined
}

type Info = NonNullable<VerifiedRegistrationResponse['registrationInfo']>

/** Throws Refusal PASSKEY_WRONG. */
async function verified({ answer }: AddPasskey, challenge: string, { rpID, origin }: Place): Promise<Info> {
  const { registrationInfo } = await verifyRegistrationResponse({
    response: answer as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => ({ registrationInfo: undefined }))
  if (registrationInfo === undefined) throw new Refusal(400, 'PASSKEY_WRONG', ['passkeyWrong'])
  return registrationInfo
}

function tooMany(): Refusal {
  return new Refusal(409, 'TOO_MANY_PASSKEYS', ['passkeyMany', PASSKEY_LIMITS.each])
}
