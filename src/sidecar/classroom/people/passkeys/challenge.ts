import { decodeClientDataJSON } from '@simplewebauthn/server/helpers'

/** The challenge an answer says it is for, base64url; null where it says none. That it is for it, a signature shows. */
export function challengeOf(clientDataJSON: string): string | null {
  try {
    const { challenge } = decodeClientDataJSON(clientDataJSON)
    return typeof challenge === 'string' && challenge.length <= 200 ? challenge : null
  } catch {
    return null
  }
}
