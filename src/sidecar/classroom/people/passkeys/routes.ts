/** Passkeys over HTTP. */
import { AddPasskey, RenamePasskey, UsePasskey } from '../../../../protocol/classroom/passkeys.ts'
import { type Route, route } from '../../http/route.ts'
import { add, beginAdding, list, remove, rename } from './adding.ts'
import { beginEntering, enter } from './entering.ts'

const PASSKEYS = '/api/class/passkeys'
const SIGNED_IN = { who: 'signed-in' } as const
const ANYONE = { who: 'anyone', limit: 'sign-in' } as const

export const passkeyRoutes: Route[] = [
  route({ method: 'GET', path: PASSKEYS, rule: SIGNED_IN, handle: list }),
  route({ method: 'POST', path: `${PASSKEYS}/options`, rule: SIGNED_IN, handle: beginAdding }),
  route({ method: 'POST', path: PASSKEYS, rule: SIGNED_IN, body: AddPasskey, handle: add }),
  route({ method: 'PATCH', path: `${PASSKEYS}/:passkey`, rule: SIGNED_IN, body: RenamePasskey, handle: rename }),
  route({ method: 'DELETE', path: `${PASSKEYS}/:passkey`, rule: SIGNED_IN, handle: remove }),
  route({ method: 'POST', path: '/api/class/sign-in/passkey/options', rule: ANYONE, handle: beginEntering }),
  route({ method: 'POST', path: '/api/class/sign-in/passkey', rule: ANYONE, body: UsePasskey, handle: enter }),
]
