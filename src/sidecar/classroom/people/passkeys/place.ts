/** For which name passkeys are: a passkey holds for one registrable name and nowhere else (WebAuthn §5.1.2). */
import { isIP } from 'node:net'
import { Refusal } from '../../http/route.ts'

export type Place = { rpID: string; origin: string }

/** Null where there can be none: an address is no name, and browsers refuse it. Pure. */
export function placeOf(origin: string): Place | null {
  const { hostname } = new URL(origin)
  return hostname.startsWith('[') || isIP(hostname) !== 0 ? null : { rpID: hostname, origin }
}

/** Throws Refusal PASSKEY_ORIGIN. */
export function demandPlace(origin: string): Place {
  const place = placeOf(origin)
  if (place === null) throw new Refusal(409, 'PASSKEY_ORIGIN', ['passkeyOrigin'])
  return place
}
