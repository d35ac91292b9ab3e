/** Cohorts, their members and join codes, as the classroom's HTTP interface gives and takes them. */
import { z } from 'zod'
import { CohortRole, isFitForLine, PersonName } from './people.ts'

export const COHORT_LIMITS = {
  /** Characters of a title. */
  title: 120,
  /** Uses and days that a join code may be given. */
  uses: 1_000,
  days: 366,
  /** Codes of one cohort that hold at the same time. */
  codes: 20,
  /** Characters of a code as it is typed. */
  code: 40,
}
/** Of a code for which nothing else is said. */
export const CODE_DEFAULTS = { role: 'learner', uses: 40, days: 14 } as const

const Title = z.string().trim().normalize().min(1).max(COHORT_LIMITS.title).refine(isFitForLine)

/** An IANA name; differences to UTC such as `+08:00` know no summer time and are not taken. */
export const TimeZone = z.string().max(64).refine(isTimeZone, { error: 'Asia/Shanghai, Europe/Berlin, UTC …' })

export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export const MakeCohort = z.object({ title: Title, timeZone: TimeZone })
export type MakeCohort = z.infer<typeof MakeCohort>

export const ChangeCohort = z.object({
  title: Title.optional(),
  timeZone: TimeZone.optional(),
  archived: z.boolean().optional(),
})
export type ChangeCohort = z.infer<typeof ChangeCohort>

export const ChangeMember = z.object({ role: CohortRole })
export type ChangeMember = z.infer<typeof ChangeMember>

export const MakeCode = z.object({
  role: CohortRole.default(CODE_DEFAULTS.role),
  uses: z.int().min(1).max(COHORT_LIMITS.uses).default(CODE_DEFAULTS.uses),
  days: z.int().min(1).max(COHORT_LIMITS.days).default(CODE_DEFAULTS.days),
})
export type MakeCode = z.infer<typeof MakeCode>

/** Small letters, spaces and hyphens are as good as none: `abcd-efgh` is `ABCDEFGH`. */
const Code = z.string().min(1).max(COHORT_LIMITS.code)

/** `name` and `passphrase` make an account; whoever is signed in leaves them out. */
export const Join = z.object({
  code: Code,
  name: PersonName.optional(),
  passphrase: z.string().min(1).max(800).optional(),
})
export type Join = z.infer<typeof Join>

export const LookAtCode = z.object({ code: Code })
export type LookAtCode = z.infer<typeof LookAtCode>

/** Times in ms since the epoch. */
export type Cohort = {
  id: string
  title: string
  timeZone: string
  createdAt: number
  archivedAt: number | null
  /** The caller's; null for an administrator who is no member. */
  role: CohortRole | null
  /** A learning platform is registered. Told where one cohort alone is asked for. */
  lti?: boolean
}

export type Member = {
  id: string
  name: string
  handle: string
  email: string | null
  role: CohortRole
  joinedAt: number
  active: boolean
  /** Has signed in, or can: there is a passphrase, passkey or school account. */
  claimed: boolean
}

export type JoinCode = {
  code: string
  role: CohortRole
  usesLeft: number
  expiresAt: number
  revokedAt: number | null
  createdAt: number
}

/** What a code leads to. */
export type CodeSeen = { title: string; role: CohortRole }
export type Joined = { cohort: string; title: string; role: CohortRole; person: { id: string; handle: string } }
