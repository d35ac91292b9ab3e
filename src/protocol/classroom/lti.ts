/** LTI 1.3 Advantage: what the classroom's HTTP interface gives and takes about platforms, links and scores. */
import { z } from 'zod'

export const LTI_LIMITS = {
  /** Characters of a platform's name, and of an id that a platform chooses. */
  name: 120,
  id: 255,
  url: 2_000,
  /** Deployments of one registration. */
  deployments: 100,
  /** Points of a link. */
  points: 1_000,
}
/** Of a link for which nothing else is said. */
export const LTI_POINTS = 100

/** https, or plain http where nothing leaves the machine. Pure. */
export function isServiceUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || isLoopbackUrl(text)
}

export function isLoopbackUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null
  return url?.protocol === 'http:' && /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(url.hostname)
}

const ServiceUrl = z
  .string()
  .trim()
  .max(LTI_LIMITS.url)
  .refine(isServiceUrl, { error: 'https://…, or http://127.0.0.1…' })
const PlatformId = z.string().trim().min(1).max(LTI_LIMITS.id)

/** A registration, as the platform's own pages name its parts. */
export const PlatformInput = z.object({
  name: z.string().trim().min(1).max(LTI_LIMITS.name),
  /** `iss` of its tokens, character by character: a slash at the end counts. */
  issuer: ServiceUrl,
  clientId: PlatformId,
  authorizationUrl: ServiceUrl,
  tokenUrl: ServiceUrl,
  keysUrl: ServiceUrl,
  /** Where the platform wants something else than the token's URL as audience of a request for a token. */
  tokenAudience: z.string().trim().min(1).max(LTI_LIMITS.url).nullable().default(null),
  deployments: z
    .array(PlatformId)
    .min(1)
    .max(LTI_LIMITS.deployments)
    .transform((all) => [...new Set(all)]),
})
export type PlatformInput = z.infer<typeof PlatformInput>

export type Platform = PlatformInput & { id: string; createdAt: number }

/** What a platform's administrator is asked for when they add this tool. */
export type ToolSetup = {
  loginUrl: string
  launchUrl: string
  /** Target of deep linking; its redirect is `launchUrl`. */
  deepLinkingUrl: string
  keysUrl: string
}

/** A platform's course, and the cohort that its launches lead to. */
export type LtiContext = { platform: string; context: string; cohort: { id: string; title: string } }
/** Administrators' view of it all. */
export type LtiPlatforms = { tool: ToolSetup; platforms: Platform[]; contexts: LtiContext[] }

/** From now on launches of this context lead to this cohort. */
export const MoveContext = z.object({ context: PlatformId, cohort: z.string().min(1).max(64) })
export type MoveContext = z.infer<typeof MoveContext>

/** What came of asking a platform for its keys, and for a token for scores. `answer`: as in the ledger. */
export type PlatformTried = {
  keys: { ok: boolean; answer: string }
  token: { ok: boolean; answer: string }
}

/** Of a cohort: where it comes from, and what its links open. */
export type LtiOfCohort = {
  contexts: { platform: string; context: string; members: boolean }[]
  links: { id: string; kind: 'lesson' | 'exercise'; ref: string; scores: boolean; maxPoints: number }[]
}

export type MembersSynced = { members: number; added: number; changed: number; removed: number }

/** A line of the ledger. Times in ms since the epoch. */
export type ScoreEntry = {
  id: string
  person: string
  name: string
  exercise: string
  points: number
  maxPoints: number
  state: 'waiting' | 'acknowledged' | 'failed'
  tries: number
  /** When it is sent next, while it waits. */
  nextAt: number | null
  /** What the platform answered last: `200`, `503`, `token 400 invalid_client`, `network ECONNREFUSED`. */
  answer: string | null
  at: number
  acknowledgedAt: number | null
}
