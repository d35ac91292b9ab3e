/**
 * An authenticator in software (WebAuthn Level 3 §6): makes ES256 keys and signs with them, and can be made to lie. It
 * shares nothing with the library that checks it: CBOR and the layouts are written here.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

type Key = { id: Buffer; key: KeyObject; rpID: string; userHandle: Buffer; counter: number }
export type Lies = {
  origin?: string
  rpID?: string
  type?: string
  /** Bits of authenticator data: UP is 0x01, UV 0x04. */
  flags?: number
  counter?: number
  challenge?: string
  userHandle?: string
  key?: KeyObject
}
type Creating = { challenge: string; rp: { id?: string }; user: { id: string } }
type Asking = { challenge: string; rpId?: string }

const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const ATTESTED = 0x40
const b64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest()

export class Authenticator {
  readonly keys: Key[] = []
  readonly origin: string
  /** False: one of those that say 0 always, as synced passkeys do. */
  readonly counts: boolean
  constructor(origin: string, { counts = true } = {}) {
    this.origin = origin
    this.counts = counts
  }

  create({ challenge, rp, user }: Creating, lies: Lies = {}) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const made: Key = {
      id: randomBytes(32),
      key: privateKey,
      rpID: rp.id!,
      userHandle: Buffer.from(user.id, 'base64url'),
      counter: 0,
    }
    this.keys.push(made)
    const { x, y } = publicKey.export({ format: 'jwk' })
    // RFC 9053 §2.1, §7.1: kty EC2, alg ES256, curve P-256 and the coordinates.
    const cose = cborMap([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x!, 'base64url')],
      [-3, Buffer.from(y!, 'base64url')],
    ])
    const length = Buffer.alloc(2)
    length.writeUInt16BE(made.id.length)
    const attested = Buffer.concat([Buffer.alloc(16), length, made.id, cose])
    const flags = (lies.flags ?? USER_PRESENT | USER_VERIFIED) | ATTESTED
    const data = Buffer.concat([header(lies.rpID ?? made.rpID, flags, 0), attested])
    const object = cborMap([
      ['fmt', 'none'],
      ['attStmt', cborMap([])],
      ['authData', data],
    ])
    const client = this.#client(lies.type ?? 'webauthn.create', lies.challenge ?? challenge, lies)
    const response = { clientDataJSON: b64(client), attestationObject: b64(object), transports: ['internal'] }
    return { id: b64(made.id), rawId: b64(made.id), type: 'public-key', response, clientExtensionResults: {} }
  }

  get({ challenge, rpId }: Asking, lies: Lies = {}) {
    const key = this.keys.find(({ rpID }) => rpID === rpId)!
    if (this.counts) key.counter += 1
    const counter = lies.counter ?? key.counter
    const data = header(lies.rpID ?? rpId!, lies.flags ?? USER_PRESENT | USER_VERIFIED, counter)
    const client = this.#client(lies.type ?? 'webauthn.get', lies.challenge ?? challenge, lies)
    const signature = sign('sha256', Buffer.concat([data, sha256(client)]), lies.key ?? key.key)
    const response = {
      clientDataJSON: b64(client),
      authenticatorData: b64(data),
      signature: b64(signature),
      userHandle: lies.userHandle ?? b64(key.userHandle),
    }
    return { id: b64(key.id), rawId: b64(key.id), type: 'public-key', response, clientExtensionResults: {} }
  }

  #client(type: string, challenge: string, { origin = this.origin }: Lies): string {
    return JSON.stringify({ type, challenge, origin, crossOrigin: false })
  }
}

/** Of authenticator data (§6.1). */
function header(rpID: string, flags: number, counter: number): Buffer {
  const tail = Buffer.alloc(5)
  tail.writeUInt8(flags)
  tail.writeUInt32BE(counter, 1)
  return Buffer.concat([sha256(rpID), tail])
}

/** RFC 8949 §3: integers, bytes and texts; what is encoded already is a map. */
type Value = number | string | Buffer
function cborMap(entries: readonly [number | string, Value | Cbor][]): Cbor {
  return new Cbor(
    Buffer.concat([head(5, entries.length), ...entries.flatMap(([key, value]) => [item(key), item(value)])]),
  )
}

class Cbor extends Uint8Array {}

function item(value: Value | Cbor): Uint8Array {
  if (value instanceof Cbor) return value
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  return Buffer.concat([head(2, value.length), value])
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length])
  if (length < 256) return Buffer.from([(major << 5) | 24, length])
  return Buffer.from([(major << 5) | 25, length >> 8, length & 255])
}
