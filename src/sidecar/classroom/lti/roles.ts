/** What the roles of a launch or a roster make of somebody in the one class they are about (LTI 1.3 Core §A.2). Pure. */
import type { CohortRole } from '../../database/schema.ts'

const CONTEXT = 'http://purl.imsglobal.org/vocab/lis/v2/membership'
const ASSISTANT = `${CONTEXT}/Instructor#TeachingAssistant`
const INSTRUCTOR = new Set([`${CONTEXT}#Instructor`, 'Instructor'])
/** Make material for a class, and may choose what its links open. */
const MAKERS = new Set([`${CONTEXT}#ContentDeveloper`, `${CONTEXT}#Administrator`, 'ContentDeveloper', 'Administrator'])

/**
 * Roles in the institution or the system count for nothing: they are of no class. An assistant is named as an instructor,
 * too, since a sub-role comes along with its principal role; the lesser one holds.
 */
export function roleFrom(roles: readonly string[]): CohortRole {
  if (roles.includes(ASSISTANT)) return 'assistant'
  return roles.some((role) => INSTRUCTOR.has(role) || role.startsWith(`${CONTEXT}/Instructor#`))
    ? 'instructor'
    : 'learner'
}

export function mayChoose(roles: readonly string[]): boolean {
  return roleFrom(roles) !== 'learner' || roles.some((role) => MAKERS.has(role))
}
