/** An id_token, checked against the platform that its sign-in was begun with (Security Framework 1.0 §5.1.3). */
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify, type RemoteJWKSet } from 'jose'
import type { Platform } from '../../../protocol/classroom/lti.ts'
import { boundedFetch } from '../http/bounded-fetch.ts'
import { Refusal } from '../http/route.ts'
import type { ClassroomSentence } from '../words/index.ts'
import { Message, NAMES } from './claims.ts'
import { LTI_BOUNDS, LTI_TIMES } from './limits.ts'

/** Signatures with a key pair, and nothing else: with `none` or a MAC anybody could sign who can read. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384']

/** Keys of each platform's address, kept as long as the process lives. */
const KEYS = new Map<string, RemoteJWKSet>()

function keysAt(url: string): RemoteJWKSet {
  const known = KEYS.get(url)
  if (known) return known
  const keys = createRemoteJWKSet(new URL(url), {
    cooldownDuration: LTI_TIMES.keysCooldownMs,
    cacheMaxAge: LTI_TIMES.keysAgeMs,
    timeoutDuration: LTI_TIMES.answerMs,
    [customFetch]: boundedFetch(LTI_BOUNDS.keysBytes),
  })
  KEYS.set(url, keys)
  return keys
}

export type Verified = { payload: JWTPayload; message: Message; deployment: string }

/** Throws Refusal with what is wrong with it. */
export async function verify(idToken: string, platform: Platform, nonce: string, now: number): Promise<Verified> {
  const { issuer, clientId, keysUrl, deployments } = platform
  let payload: JWTPayload
  try {
    const verified = await jwtVerify(idToken, keysAt(keysUrl), {
      algorithms: ALGORITHMS,
      issuer,
      audience: clientId,
      clockTolerance: LTI_TIMES.clockMs / 1_000,
      maxTokenAge: LTI_TIMES.tokenAgeMs / 1_000,
      requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
      currentDate: new Date(now),
    })
    payload = verified.payload
  } catch (error) {
    throw refusalOf(error, platform)
  }
  if (payload.nonce !== nonce) throw refused('LTI_NONCE', ['ltiNonce'])
  demandParty(payload, clientId)
  const parsed = Message.safeParse(payload)
  if (!parsed.success) throw refused('LTI_CLAIMS', ['ltiClaims', parsed.error.issues[0]!.path.join('.')])
  const message = parsed.data
  if (message[NAMES.version] !== '1.3.0') throw refused('LTI_VERSION', ['ltiVersion', message[NAMES.version]])
  const deployment = message[NAMES.deployment]
  if (!deployments.includes(deployment)) throw refused('LTI_DEPLOYMENT', ['ltiDeployment', deployment])
  return { payload, message, deployment }
}

/** Of several audiences one is the party the token was made for (OpenID Connect Core §3.1.3.7); jose leaves that to us. */
function demandParty({ aud, azp }: JWTPayload, clientId: string): void {
  const several = Array.isArray(aud) && aud.length > 1
  if (azp === undefined ? several : azp !== clientId) throw refused('LTI_PARTY', ['ltiParty'])
}

function refusalOf(error: unknown, { keysUrl }: Platform): Refusal {
  if (error instanceof errors.JWTExpired) return refused('LTI_EXPIRED', ['ltiExpired'])
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'aud'
      ? refused('LTI_AUDIENCE', ['ltiAudience'])
      : refused('LTI_CLAIMS', ['ltiClaims', error.claim])
  if (error instanceof errors.JOSEAlgNotAllowed) return refused('LTI_ALGORITHM', ['ltiAlgorithm'])
  if (error instanceof errors.JWSSignatureVerificationFailed) return refused('LTI_SIGNATURE', ['ltiSignature'])
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return refused('LTI_KEY', ['ltiKey', Math.ceil(LTI_TIMES.keysCooldownMs / 1_000)])
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    return refused('LTI_TOKEN', ['ltiToken'])
  if (error instanceof errors.JOSENotSupported) return refused('LTI_ALGORITHM', ['ltiAlgorithm'])
  // What is left went wrong while the platform's keys were fetched or read.
  return new Refusal(502, 'LTI_KEYS_AWAY', ['ltiKeysAway', keysUrl])
}

function refused(code: string, said: ClassroomSentence): Refusal {
  return new Refusal(403, code, said)
}
