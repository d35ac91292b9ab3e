/** Who may call a route: decided here and nowhere else, before anything of the route runs. */
import type { CohortRole } from '../../database/schema.ts'
import type { ClassroomSentence } from '../words/index.ts'
import type { Me, Rule } from './route.ts'

export type Verdict =
  | { allowed: true }
  | { allowed: false; status: 401 | 403 | 404; code: string; said: ClassroomSentence }
  /** Allowed if this person is a member of this cohort; otherwise PERSON_UNKNOWN. */
  | { allowed: 'if-member'; cohort: string; person: string }

const RANK: Record<CohortRole, number> = { learner: 0, assistant: 1, instructor: 2 }

export const SIGN_IN: Verdict = { allowed: false, status: 401, code: 'SIGN_IN', said: ['signIn'] }
const NOT_ALLOWED: Verdict = { allowed: false, status: 403, code: 'NOT_ALLOWED', said: ['notAllowed'] }
/** The same for a cohort that does not exist and for one that is none of the caller's business. */
const COHORT_UNKNOWN: Verdict = { allowed: false, status: 404, code: 'COHORT_UNKNOWN', said: ['cohortUnknown'] }
export const PERSON_UNKNOWN: Verdict = { allowed: false, status: 404, code: 'PERSON_UNKNOWN', said: ['personUnknown'] }
const YES: Verdict = { allowed: true }

/** Pure. `params` are those of the path; one that the rule needs and the path lacks is a fault of ours, and throws. */
export function allow(rule: Rule, me: Me | null, params: Readonly<Record<string, string>>): Verdict {
  if (rule.who === 'anyone') return YES
  if (me === null) return SIGN_IN
  switch (rule.who) {
    case 'signed-in':
      return YES
    case 'admin':
      return me.admin ? YES : NOT_ALLOWED
    case 'self':
      return me.id === need(params, 'person') ? YES : NOT_ALLOWED
    case 'member':
      return atLeast(me, need(params, 'cohort'), rule.atLeast)
    case 'self-or-staff': {
      const cohort = need(params, 'cohort')
      const person = need(params, 'person')
      const least = person === me.id ? 'learner' : rule.atLeast
      const verdict = atLeast(me, cohort, least)
      return verdict.allowed === true && person !== me.id ? { allowed: 'if-member', cohort, person } : verdict
    }
    default:
      return rule satisfies never
  }
}

/** Parts of the path that a rule cannot do without. Pure. */
export function partsOf(rule: Rule): string[] {
  if (rule.who === 'self') return ['person']
  if (rule.who === 'member') return ['cohort']
  return rule.who === 'self-or-staff' ? ['cohort', 'person'] : []
}

function atLeast(me: Me, cohort: string, least: CohortRole): Verdict {
  const role = me.roles.get(cohort)
  if (role === undefined) return COHORT_UNKNOWN
  return RANK[role] >= RANK[least] ? YES : NOT_ALLOWED
}

function need(params: Readonly<Record<string, string>>, name: string): string {
  const value = params[name]
  if (value === undefined) throw new Error(`the rule needs :${name} in the path`)
  return value
}
