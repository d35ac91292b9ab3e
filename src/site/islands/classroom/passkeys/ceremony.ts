/** The two ceremonies of WebAuthn as the page carries them out. Browser only. All throw Refused. */
import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'
import type { Passkeys } from '../../../../protocol/classroom/passkeys.ts'
import type { WhoIAm } from '../../../../protocol/classroom/people.ts'
import { call, Refused } from '../api.ts'
import type { PasskeyWords } from './words.ts'

export const hasPasskeys = browserSupportsWebAuthn

/** Its authenticator makes a key pair for this site; the server keeps the public half. */
export async function addPasskey(name: string, words: PasskeyWords): Promise<Passkeys> {
  const optionsJSON = await call<PublicKeyCredentialCreationOptionsJSON>('POST', 'passkeys/options')
  const answer = await startRegistration({ optionsJSON }).catch((error: Error) => {
    throw refusedBy(error, words)
  })
  return call<Passkeys>('POST', 'passkeys', { answer, ...(name !== '' && { name }) })
}

/** Signs in whoever the chosen passkey belongs to. */
export async function enterByPasskey(words: PasskeyWords): Promise<WhoIAm> {
  const optionsJSON = await call<PublicKeyCredentialRequestOptionsJSON>('POST', 'sign-in/passkey/options')
  const answer = await startAuthentication({ optionsJSON }).catch((error: Error) => {
    throw refusedBy(error, words)
  })
  return call<WhoIAm>('POST', 'sign-in/passkey', { answer })
}

/** Browsers tell by the error's name what happened, and on purpose little (WebAuthn Level 3 §5.1.3, §5.1.4). */
function refusedBy({ name }: Error, words: PasskeyWords): Refused {
  if (name === 'NotAllowedError' || name === 'AbortError') return new Refused(400, 'PASSKEY_CANCELLED', words.cancelled)
  if (name === 'InvalidStateError') return new Refused(409, 'PASSKEY_THERE', words.there)
  return new Refused(400, 'PASSKEY_FAILED', words.failed)
}
