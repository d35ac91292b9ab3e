/** The claims of a launch (LTI 1.3 Core §5.3, §5.4; Deep Linking 2.0 §4.4; AGS 2.0 §3.1; NRPS 2.0 §2.2), parsed once. */
import { z } from 'zod'
import { isLoopbackUrl, isServiceUrl, LTI_LIMITS } from '../../../protocol/classroom/lti.ts'

export const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/'
export const DEEP_LINKING = 'https://purl.imsglobal.org/spec/lti-dl/claim/'
export const ENDPOINT = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint'
export const MEMBERS = 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice'
export const SCORE_SCOPE = 'https://purl.imsglobal.org/spec/lti-ags/scope/score'
export const MEMBERS_SCOPE = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly'

export const NAMES = {
  type: `${CLAIM}message_type`,
  version: `${CLAIM}version`,
  deployment: `${CLAIM}deployment_id`,
  roles: `${CLAIM}roles`,
  context: `${CLAIM}context`,
  resourceLink: `${CLAIM}resource_link`,
  target: `${CLAIM}target_link_uri`,
  custom: `${CLAIM}custom`,
  settings: `${DEEP_LINKING}deep_linking_settings`,
} as const

const Id = z.string().min(1).max(LTI_LIMITS.id)
/** What a platform says about itself in passing never makes a launch fail. */
const Said = z.string().optional().catch(undefined)

/** In every message. */
export const Message = z.object({
  sub: Id,
  name: Said,
  given_name: Said,
  family_name: Said,
  locale: Said,
  [NAMES.type]: z.string(),
  [NAMES.version]: z.string(),
  [NAMES.deployment]: Id,
  [NAMES.roles]: z.array(z.string()).default([]),
})

export type Message = z.infer<typeof Message>

const LinkClaims = z.object({
  [NAMES.context]: z.object({ id: Id, title: Said, label: Said }).optional(),
  [NAMES.resourceLink]: z.object({ id: Id }),
  [NAMES.target]: Said,
  [NAMES.custom]: z.record(z.string(), z.unknown()).optional().catch(undefined),
  [ENDPOINT]: z
    .object({ scope: z.array(z.string()), lineitem: z.string().max(LTI_LIMITS.url).optional() })
    .optional()
    .catch(undefined),
  [MEMBERS]: z
    .object({ context_memberships_url: z.string().max(LTI_LIMITS.url) })
    .optional()
    .catch(undefined),
})

const ChoosingClaims = z.object({
  [NAMES.settings]: z.object({
    deep_link_return_url: z.string().max(LTI_LIMITS.url),
    accept_types: z.array(z.string()),
    accept_lineitem: z.boolean().optional(),
    data: z.string().max(20_000).optional(),
  }),
})

export type User = { subject: string; name: string | null; locale: 'en' | 'zh-cn' | null; roles: string[] }

export type ResourceLink = {
  context: { id: string; title: string | null } | null
  resourceLink: string
  /** Where the link was made to lead, as the platform gives it back. */
  custom: Readonly<Record<string, unknown>>
  target: string | null
  /** Takes scores; null where the platform has none for us. */
  lineItem: string | null
  membersUrl: string | null
}

export type Choosing = { returnUrl: string; takesLinks: boolean; takesLineItem: boolean; data: string | null }

export function userOf(claims: Message): User {
  const { sub, name, given_name, family_name, locale } = claims
  const parts = [given_name, family_name].filter((part) => part !== undefined && part !== '')
  const language = locale?.toLowerCase().split(/[-_]/)[0]
  return {
    subject: sub,
    name: name || parts.join(' ') || null,
    locale: language === 'zh' ? 'zh-cn' : language === 'en' ? 'en' : null,
    roles: claims[NAMES.roles],
  }
}

/** `plain`: the platform itself is on loopback, so that its services may be. Null: the claims are not those of such a message. */
export function resourceLinkOf(payload: unknown, plain: boolean): ResourceLink | null {
  const parsed = LinkClaims.safeParse(payload)
  if (!parsed.success) return null
  const { data } = parsed
  const context = data[NAMES.context]
  const endpoint = data[ENDPOINT]
  const members = data[MEMBERS]
  const scores = endpoint?.scope.includes(SCORE_SCOPE) ? endpoint.lineitem : undefined
  return {
    context: context ? { id: context.id, title: context.title || context.label || null } : null,
    resourceLink: data[NAMES.resourceLink].id,
    custom: data[NAMES.custom] ?? {},
    target: data[NAMES.target] ?? null,
    lineItem: usable(scores, plain),
    membersUrl: usable(members?.context_memberships_url, plain),
  }
}

export function choosingOf(payload: unknown, plain: boolean): Choosing | null {
  const parsed = ChoosingClaims.safeParse(payload)
  if (!parsed.success) return null
  const settings = parsed.data[NAMES.settings]
  const returnUrl = usable(settings.deep_link_return_url, plain)
  if (returnUrl === null) return null
  return {
    returnUrl,
    takesLinks: settings.accept_types.includes('ltiResourceLink'),
    takesLineItem: settings.accept_lineitem !== false,
    data: settings.data ?? null,
  }
}

/** A platform elsewhere must not make us call services of this machine. */
function usable(url: string | undefined, plain: boolean): string | null {
  if (url === undefined || !isServiceUrl(url)) return null
  return isLoopbackUrl(url) && !plain ? null : url
}
