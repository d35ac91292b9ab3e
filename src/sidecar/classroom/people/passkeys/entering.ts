/** Signing in by passkey: whoever has it is found by it, so that no name has to be typed and none can be asked after. */
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server'
import { z } from 'zod'
import type { UsePasskey } from '../../../../protocol/classroom/passkeys.ts'
import { type Answer, type Call, Refusal } from '../../http/route.ts'
import { keepOnce, type Sort, takeOnce } from '../../once.ts'
import { comeIn } from '../coming-in.ts'
import { challengeOf } from './challenge.ts'
import { CEREMONY_MS } from './limits.ts'
import { demandPlace, type Place } from './place.ts'
import { type Found, findPasskey, used } from './rows.ts'

const ENTERING: Sort<object> = { kind: 'passkey-use', body: z.object({}) }

/** What `navigator.credentials.get` is to be given. */
export async function beginEntering({ classroom, now }: Call<unknown>): Promise<Answer> {
  const { rpID } = demandPlace(classroom.origin)
  const options = await generateAuthenticationOptions({ rpID, timeout: CEREMONY_MS, userVerification: 'required' })
  await keepOnce(classroom.database.db, ENTERING, options.challenge, {}, now + CEREMONY_MS)
  return { json: options }
}

export async function enter(call: Call<UsePasskey>): Promise<Answer> {
  const { classroom, body, now } = call
  const { db } = classroom.database
  const place = demandPlace(classroom.origin)
  const challenge = challengeOf(body.answer.response.clientDataJSON)
  if (challenge === null || (await takeOnce(db, ENTERING, challenge, now)) === null)
    throw new Refusal(410, 'PASSKEY_LATE', ['passkeyLate'])
  const found = await findPasskey(db, body.answer.id)
  const counter = found === null ? null : await proven(body, challenge, found, place)
  if (found === null || counter === null || !(await used(db, found, counter, now)))
    throw new Refusal(403, 'PASSKEY_WRONG', ['passkeyWrong'])
  return comeIn(call, found.person)
}

/** The authenticator's counter; null: not signed by this passkey, or counted as by a copy of it (WebAuthn §6.1.1). */
async function proven(
  { answer }: UsePasskey,
  challenge: string,
  { person, kept }: Found,
  { rpID, origin }: Place,
): Promise<number | null> {
  const { userHandle } = answer.response
  if (userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString() !== person) return null
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: answer as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    credential: {
      id: answer.id,
      publicKey: new Uint8Array(Buffer.from(kept.publicKey, 'base64url')),
      counter: kept.counter,
      transports: kept.transports,
    },
    requireUserVerification: true,
  }).catch(() => ({ verified: false, authenticationInfo: undefined }))
  return verified && authenticationInfo ? authenticationInfo.newCounter : null
}
