/** What a link opens: a lesson's page, or an exercise on one. Pure, but for titles, which are read from the course. */
import type { Locale } from '../../../course/schema.ts'
import { UNITS } from '../../../course/units.ts'
import { LTI_LIMITS, LTI_POINTS } from '../../../protocol/classroom/lti.ts'
import type { Course } from '../../session/course.ts'
import type { ResourceLink } from './claims.ts'

export type Target = { kind: 'lesson' | 'exercise'; ref: string }
export type LinkTarget = Target & { maxPoints: number }

/** Names of what a platform gives back with each launch. */
const CUSTOM = { kind: 'wirebook_kind', ref: 'wirebook_ref', points: 'wirebook_points' }

const LESSONS = UNITS.flatMap(({ lessons }) => lessons)

/** Null when the course has none such. */
export function targetNamed(kind: unknown, ref: unknown): Target | null {
  if (kind === 'lesson' && LESSONS.some(({ id }) => id === ref)) return { kind, ref: String(ref) }
  if (kind === 'exercise' && LESSONS.some(({ exercises }) => exercises.includes(String(ref))))
    return { kind, ref: String(ref) }
  return null
}

/** As the link's own parameters say; otherwise as its address does: `…/launch?exercise=sockets/nihao-server`. */
export function targetOf({ custom, target }: Pick<ResourceLink, 'custom' | 'target'>): LinkTarget | null {
  const maxPoints = pointsOf(custom[CUSTOM.points])
  const named = targetNamed(custom[CUSTOM.kind], custom[CUSTOM.ref])
  if (named) return { ...named, maxPoints }
  const query = target !== null && URL.canParse(target) ? new URL(target).searchParams : new URLSearchParams()
  const found = targetNamed('exercise', query.get('exercise')) ?? targetNamed('lesson', query.get('lesson'))
  return found && { ...found, maxPoints: pointsOf(query.get('points') ?? custom[CUSTOM.points]) }
}

/** More than 0, at most `LTI_LIMITS.points`; otherwise the default. */
export function pointsOf(said: unknown): number {
  const points = typeof said === 'string' && said.trim() !== '' ? Number(said) : Number.NaN
  return points > 0 && points <= LTI_LIMITS.points ? points : LTI_POINTS
}

export function customOf({ kind, ref, maxPoints }: LinkTarget): Record<string, string> {
  return { [CUSTOM.kind]: kind, [CUSTOM.ref]: ref, [CUSTOM.points]: String(maxPoints) }
}

/** Path of the page. `null`: the course's beginning. */
export function pageOf(target: Target | null, locale: Locale): string {
  if (target === null) return `/${locale}/`
  if (target.kind === 'lesson') return `/${locale}/${target.ref}/`
  const lesson = LESSONS.find(({ exercises }) => exercises.includes(target.ref))!
  return `/${locale}/${lesson.id}/#exercise-${target.ref.replace('/', '-')}`
}

export function titleOf({ kind, ref }: Target, course: Course, locale: Locale): string {
  if (kind === 'lesson') return LESSONS.find(({ id }) => id === ref)?.title[locale] ?? ref
  return course.exercise(ref)?.exercise.title[locale] ?? ref
}

/** In the order of the course, with its units. */
export function choices(): { unit: (typeof UNITS)[number]; targets: Target[] }[] {
  return UNITS.map((unit) => ({
    unit,
    targets: unit.lessons.flatMap(({ id, exercises }): Target[] => [
      { kind: 'lesson', ref: id },
      ...exercises.map((ref) => ({ kind: 'exercise' as const, ref })),
    ]),
  }))
}
