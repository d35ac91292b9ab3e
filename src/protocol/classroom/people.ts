/** People of a classroom as its HTTP interface gives and takes them. Both ends parse them here. */
import { z } from 'zod'

export const PEOPLE_LIMITS = {
  /** Characters of a name. */
  name: 80,
  /** Characters of a passphrase. */
  passphraseLeast: 10,
  passphraseMost: 200,
  /** Characters of what is typed to sign in: a handle or an address. */
  signInName: 320,
  /** Characters of a token of a link. */
  token: 64,
  /** Of people found, told at once; and characters of what is looked for. */
  found: 100,
  query: 100,
}

export const ROLES = ['learner', 'assistant', 'instructor'] as const
export const CohortRole = z.enum(ROLES)
export type CohortRole = z.infer<typeof CohortRole>
export const LocaleName = z.enum(['en', 'zh-cn'])

/**
 * Control characters, halves of surrogate pairs, and those that turn the direction of what follows: a name must not
 * rearrange a page's line. Joiners are fit: emoji and some scripts need them.
 */
const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u
/** Something that is seen. */
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u

/** May stand in a line of a page among others' words. */
export function isFitForLine(text: string): boolean {
  return !UNFIT.test(text) && SEEN.test(text)
}

/** The same for a text of several lines. */
export function isFitForText(text: string): boolean {
  return isFitForLine(text.replace(/[\n\t]|\r\n/g, ' '))
}

export const PersonName = z
  .string()
  .max(4 * PEOPLE_LIMITS.name)
  .transform((name) => name.normalize('NFC').trim().replace(/\s+/g, ' '))
  .pipe(z.string().min(1).max(PEOPLE_LIMITS.name).refine(isFitForLine))

/** How good a passphrase is, people/passphrase.ts says: with a reason in words. */
const Passphrase = z
  .string()
  .min(1)
  .max(4 * PEOPLE_LIMITS.passphraseMost)
const Token = z.string().min(1).max(PEOPLE_LIMITS.token)

/** `name`: a handle or an e-mail address. */
export const SignIn = z.object({ name: z.string().trim().min(1).max(PEOPLE_LIMITS.signInName), passphrase: Passphrase })
export type SignIn = z.infer<typeof SignIn>

/** Of a first start's link. */
export const Start = z.object({ token: Token, name: PersonName, passphrase: Passphrase })
export type Start = z.infer<typeof Start>

export const OpenLink = z.object({ token: Token })
export type OpenLink = z.infer<typeof OpenLink>

/** `current` is asked for where there is one. */
export const SetPassphrase = z.object({ current: Passphrase.optional(), passphrase: Passphrase })
export type SetPassphrase = z.infer<typeof SetPassphrase>

export const ChangeMe = z.object({ name: PersonName.optional(), locale: LocaleName.nullable().optional() })
export type ChangeMe = z.infer<typeof ChangeMe>

export const ChangePerson = z.object({ admin: z.boolean().optional(), active: z.boolean().optional() })
export type ChangePerson = z.infer<typeof ChangePerson>

/** Whoever is signed in, as `GET /api/class/me` says. */
export type WhoIAm = {
  id: string
  name: string
  /** With it one signs in; also the name of one's host in a class network. */
  handle: string
  email: string | null
  admin: boolean
  locale: 'en' | 'zh-cn' | null
  /** Whether there is a passphrase, or one has to be chosen. */
  passphrase: boolean
  cohorts: { id: string; title: string; role: CohortRole; archived: boolean }[]
}

/** A browser on which one is signed in. Times in ms since the epoch. */
export type SignInEntry = { id: string; since: number; seen: number; agent: string; current: boolean }

/** For administrators. Times in ms since the epoch. */
export type PersonEntry = {
  id: string
  name: string
  handle: string
  email: string | null
  admin: boolean
  active: boolean
  createdAt: number
  /** Last seen in a browser that is signed in; null: in none. */
  seenAt: number | null
  cohorts: { id: string; title: string; role: CohortRole }[]
}
/** `total`: how many there are; `people` holds the first of them. */
export type PeopleFound = { people: PersonEntry[]; total: number }

/** Of a cohort; whoever is a member already gets the role. */
export const MakeInstructor = z.object({ cohort: z.string().min(1).max(64) })
export type MakeInstructor = z.infer<typeof MakeInstructor>

/** What would go with a person, and what would stay without their name: rows by table. */
export type PersonAbout = { gone: Record<string, number>; unnamed: Record<string, number> }
/** `handle`: theirs, typed once more. */
export const DeletePerson = z.object({ handle: z.string().max(PEOPLE_LIMITS.signInName) })
export type DeletePerson = z.infer<typeof DeletePerson>
export type PersonDeleted = PersonAbout & { standIn: string }

/** A link that signs somebody in, once. */
export type MadeLink = { url: string; expiresAt: number }

/** What every refusal of the classroom's HTTP interface says. */
export const RefusalBody = z.object({ code: z.string(), message: z.string(), where: z.string().optional() })
export type RefusalBody = z.infer<typeof RefusalBody>
