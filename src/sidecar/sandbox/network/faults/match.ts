/** Which rules hold where and for which frames, and the name under which each one's random numbers are drawn. */
import type { FaultKind, FaultPlan, FaultProtocol, FaultRule } from '../../../../protocol/faults.ts'
import type { Seen } from './frame.ts'
import type { Place } from './types.ts'

/** A rule with a name that stays when rules of other kinds or places come and go. */
export type NamedRule<K extends FaultKind = FaultKind> = { name: string; rule: Extract<FaultRule, { kind: K }> }

/** What a cable is like holds for every frame on it. */
const OF_THE_CABLE = new Set<FaultKind>(['delay', 'jitter', 'rate', 'cut'])
const OF_STREAMS = new Set<FaultKind>(['split', 'coalesce', 'reset'])

export function named({ rules }: FaultPlan): NamedRule[] {
  const seen = new Map<string, number>()
  return rules.map((rule) => {
    const { kind, link = '', from = '', to = '', of = '' } = rule
    const name = `${kind} ${link} ${from} ${to} ${of}`
    const before = seen.get(name) ?? 0
    seen.set(name, before + 1)
    return { name: `${name} ${before}`, rule }
  })
}

export function holdsAt({ link, from, to }: FaultRule, place: Place, switches: ReadonlySet<string>): boolean {
  if (link !== undefined && link !== place.link) return false
  // A switch hands on what was disturbed on its way in.
  if (from === undefined && to === undefined) return !switches.has(place.from)
  return (from ?? place.from) === place.from && (to ?? place.to) === place.to
}

export function holdsFor({ kind, of }: FaultRule, { protocols, tcp }: Seen): boolean {
  if (OF_STREAMS.has(kind)) return tcp !== null
  if (of === undefined && OF_THE_CABLE.has(kind)) return true
  return protocols.includes((of ?? 'ip') satisfies FaultProtocol)
}
