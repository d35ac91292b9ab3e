/** Passkeys, and other ways to sign in, as a page and the sidecar exchange them (WebAuthn Level 3 §5.1). */
import { z } from 'zod'
import { isFitForLine } from './people.ts'

export const PASSKEY_LIMITS = {
  /** Passkeys of one person. */
  each: 10,
  /** Characters of what a passkey is called. */
  name: 60,
  /** Characters of base64url: a credential's id (at most 1,023 bytes), and the other parts of an answer. */
  id: 1_364,
  part: 32_000,
}

const Base64Url = z
  .string()
  .min(1)
  .regex(/^[\w-]+$/)
const Id = Base64Url.max(PASSKEY_LIMITS.id)
const Part = Base64Url.max(PASSKEY_LIMITS.part)

const credential = <R extends z.ZodType>(response: R) =>
  z.object({
    id: Id,
    rawId: Id,
    type: z.literal('public-key'),
    response,
    // What extensions answer is not looked at: none is asked for.
    clientExtensionResults: z.object({}).default({}),
  })

const Name = z.string().trim().normalize().max(PASSKEY_LIMITS.name).refine(isFitForLine)

/** Empty: it has no name of its own again. */
export const RenamePasskey = z.object({ name: Name })
export type RenamePasskey = z.infer<typeof RenamePasskey>

/** What `navigator.credentials.create` gave, as its `toJSON` writes it. `name`: what its owner calls it. */
export const AddPasskey = z.object({
  name: Name.optional(),
  answer: credential(
    z.object({
      clientDataJSON: Part,
      attestationObject: Part,
      transports: z.array(z.string().max(20)).max(10).optional(),
    }),
  ),
})
export type AddPasskey = z.infer<typeof AddPasskey>

/** What `navigator.credentials.get` gave. */
export const UsePasskey = z.object({
  answer: credential(
    z.object({
      clientDataJSON: Part,
      authenticatorData: Part,
      signature: Part,
      userHandle: Part.nullish().transform((handle) => handle ?? undefined),
    }),
  ),
})
export type UsePasskey = z.infer<typeof UsePasskey>

/** Times in ms since the epoch. */
export type PasskeyEntry = {
  id: string
  /** Empty when it was given no name. */
  name: string
  createdAt: number
  usedAt: number | null
  /** Kept by a service that has it on several devices. */
  synced: boolean
}
export type Passkeys = {
  /** False: the class is not open under a name that passkeys can be for. */
  possible: boolean
  passkeys: PasskeyEntry[]
}

/** What a page for signing in offers, besides a passphrase. */
export type WaysIn = {
  passkeys: boolean
  /** Name of the school's sign-in, and where it begins; `to` in its query is the path of ours to go to afterwards. */
  school: { name: string; path: string } | null
  /** In words, why the school's sign-in led back (`refused` of the query); null: it did not. */
  refused: { code: string; message: string } | null
}
